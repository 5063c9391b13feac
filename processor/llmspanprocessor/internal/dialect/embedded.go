package dialect

import (
	"math/bits"
	"strings"

	"github.com/tidwall/gjson"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

const (
	longestDocument = 16 << 20
	longestScan     = 64 << 10 // a name stands near the beginning or not at all
)

// takeDocuments fills what is still missing from documents inside attributes, the winner's first.
func (r *Reader) takeDocuments(winner int, s *seen, start pcommon.Timestamp, facts *Facts) {
	for _, own := range [...]bool{true, false} {
		for i := range s.docs {
			docs := s.docs[i].entry.docs
			for k := range docs {
				ref := &docs[k]
				if (ref.dialect == winner) != own || !own && !ref.open && s.signs&(1<<ref.dialect) == 0 {
					continue
				}
				if ref.row.Only != "" && ref.row.Only != facts.Meaning.Role {
					continue
				}
				rank := ref.other
				if own {
					rank = ref.own
				}
				facts.takeDocument(ref, s.docs[i].value, rank, start, &s.places)
			}
		}
	}
}

func (f *Facts) takeDocument(ref *docRef, v pcommon.Value, rank uint16, start pcommon.Timestamp, at *places) {
	row := ref.row
	wanted := f.lacks(row, rank)
	if wanted == 0 {
		return
	}
	text := documentOf(v)
	if text == "" {
		return
	}
	if row.Format == Scan {
		f.scanDocument(row, text, rank)
		return
	}
	if text[0] == '"' { // a document that was encoded once more
		text = gjson.Parse(text).String()
	}
	text = strings.TrimSpace(text)
	if len(text) > longestDocument || row.Format == PythonRepr && len(text) > longestScan {
		f.bad(BadJSON)
		return
	}
	if text == "" || text[0] != '{' && text[0] != '[' {
		return // plain text: nothing of this kind is in it
	}
	if last := text[len(text)-1]; last != '}' && last != ']' {
		f.bad(BadJSON) // cut off; what stands before the cut still counts
	}
	if row.Format == PythonRepr {
		text = jsonOfPython(text)
	}
	f.takePaths(ref, text, ref.names.find(text, wanted, at), at, rank, start)
}

// takePaths takes the values of the fields that a document may hold. Fields that stand side by side are looked for below
// what is around them, so that a long value is not gone through once for each.
func (f *Facts) takePaths(ref *docRef, text string, held uint64, at *places, rank uint16, start pcommon.Timestamp) {
	var around string
	var inner gjson.Result
	for ; held != 0; held &= held - 1 {
		i := bits.TrailingZeros64(held)
		p := &ref.row.Fields[i]
		stands := at[ref.names.of[i]]
		value := text[stands.from:stands.to]
		dot := strings.LastIndexByte(p.Path, '.')
		if dot < 0 {
			f.takePath(p, gjson.Parse(value), rank, start)
			continue
		}
		if p.Path[:dot] != around {
			around = p.Path[:dot]
			inner = gjson.Parse(value)
			if _, rest, deeper := strings.Cut(around, "."); deeper {
				inner = inner.Get(rest)
			}
		}
		if inner.Type == gjson.JSON {
			f.takePath(p, inner.Get(p.Path[dot+1:]), rank, start)
		}
	}
}

func documentOf(v pcommon.Value) string {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return v.Str()
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		return v.AsString()
	}
	return ""
}

// isTotal marks the fields that only make sense together: one account of the tokens, where the attributes hold another,
// must not be mixed into it.
func (x Field) isTotal() bool {
	switch x {
	case InputTokens, OutputTokens, TotalTokens, NoCacheTokens, OutsideInput, OutsideReasoning:
		return true
	}
	return false
}

// lacks returns the set of the fields that a document can tell and that are not known better, before it is looked at.
func (f *Facts) lacks(row *Embedded, rank uint16) (wanted uint64) {
	told := f.tellsUsage()
	for i := range row.Fields {
		x := row.Fields[i].Field
		if told && x.isTotal() {
			continue
		}
		if have := f.rank[x]; have == 0 || have > rank {
			wanted |= 1 << i
		}
	}
	return wanted
}

func (f *Facts) takePath(p *Path, found gjson.Result, rank uint16, start pcommon.Timestamp) {
	if !found.Exists() || found.Type == gjson.Null {
		return
	}
	have := f.rank[p.Field]
	more := p.Add && have == rank
	if have != 0 && have <= rank && !more {
		return
	}
	var sum int64
	if more {
		sum = f.Whole(p.Field)
	}
	if !f.setResult(p.Field, found, start) {
		return
	}
	f.tell(p.Field, rank)
	if p.Add {
		f.whole[p.Field-lastText] += sum
	}
}

func (f *Facts) setResult(x Field, found gjson.Result, start pcommon.Timestamp) bool {
	if x.isList() {
		if found.IsArray() {
			return f.listIn(x, found.Raw)
		}
		return f.listIn(x, found.String())
	}
	return f.setScalar(&Attr{Field: x}, scalarOfJSON(found), start)
}

// scanDocument finds values that stand right behind a mark in a text that no parser reads, such as the repr of a Python
// object. The value ends at the quote that begins it, or at the next comma or bracket.
func (f *Facts) scanDocument(row *Embedded, text string, rank uint16) {
	text = text[:min(len(text), longestScan)]
	for i := range row.Fields {
		p := &row.Fields[i]
		if have := f.rank[p.Field]; have != 0 && have <= rank {
			continue
		}
		_, rest, ok := strings.Cut(text, p.Path)
		if !ok {
			continue
		}
		if end := strings.IndexAny(rest, `'",)]}`); end > 0 {
			if f.setScalar(&Attr{Field: p.Field}, scalar{kind: aText, text: rest[:end]}, 0) {
				f.tell(p.Field, rank)
			}
		}
	}
}

// jsonOfPython turns the repr of a flat dict into JSON.
var jsonOfPython = strings.NewReplacer(`'`, `"`, "None", "null", "True", "true", "False", "false").Replace
