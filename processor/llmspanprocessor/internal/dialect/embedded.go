package dialect

import (
	"strings"

	"github.com/tidwall/gjson"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// takeDocuments fills what is still missing from documents inside attributes, the winner's first.
func (r *Reader) takeDocuments(winner int, hits []hit, span ptrace.Span, facts *Facts) {
	for _, own := range []bool{true, false} {
		for i := range hits {
			for _, ref := range hits[i].entry.docs {
				if (ref.dialect == winner) != own {
					continue
				}
				if ref.row.Only != "" && ref.row.Only != facts.Meaning.Role {
					continue
				}
				rank := uint8(min(rankOthers+ref.order, 254))
				if own {
					rank = uint8(min(rankWinner+64+ref.order, rankOthers-1))
				}
				facts.takeDocument(ref.row, hits[i].value, rank, span)
			}
		}
	}
}

func (f *Facts) takeDocument(row *Embedded, v pcommon.Value, rank uint8, span ptrace.Span) {
	if !f.lacksAny(row, rank) {
		return
	}
	text := ""
	switch v.Type() {
	case pcommon.ValueTypeStr:
		text = v.Str()
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		text = v.AsString()
	}
	if text == "" {
		return
	}
	switch row.Format {
	case Scan:
		f.scanDocument(row, text, rank)
		return
	case PythonRepr:
		text = jsonOfPython(text)
	case JSON:
		if text[0] == '"' { // a JSON document that was encoded once more
			text = gjson.Parse(text).String()
		}
	}
	for _, p := range row.Fields {
		f.takePath(p, gjson.Get(text, p.Path), rank, span)
	}
}

// lacksAny says whether a document can tell anything that is not known better, before it is parsed.
func (f *Facts) lacksAny(row *Embedded, rank uint8) bool {
	for _, p := range row.Fields {
		if have := f.rank[p.Field]; have == 0 || have > rank || (p.Add && have == rank) {
			return true
		}
	}
	return false
}

func (f *Facts) takePath(p Path, found gjson.Result, rank uint8, span ptrace.Span) {
	have := f.rank[p.Field]
	if !found.Exists() || found.Type == gjson.Null {
		return
	}
	if have != 0 && (have < rank || (have == rank && !p.Add)) {
		return
	}
	var sum int64
	if p.Add && have == rank {
		sum = f.Whole(p.Field)
	}
	if f.set(&Attr{Field: p.Field}, valueOf(found), span) {
		if p.Add {
			f.whole[p.Field-lastText] += sum
		}
		f.rank[p.Field] = rank
	}
}

func valueOf(r gjson.Result) pcommon.Value {
	switch r.Type {
	case gjson.Number:
		return pcommon.NewValueDouble(r.Num)
	case gjson.True, gjson.False:
		return pcommon.NewValueBool(r.Bool())
	case gjson.String:
		return pcommon.NewValueStr(r.Str)
	default:
		return pcommon.NewValueStr(r.Raw)
	}
}

// scanDocument finds values that stand right behind a mark in a text that no parser reads, such as the repr of a Python
// object. The value ends at the quote that begins it, or at the next comma or bracket.
func (f *Facts) scanDocument(row *Embedded, text string, rank uint8) {
	const most = 64 << 10 // a name stands near the beginning or not at all
	text = text[:min(len(text), most)]
	for _, p := range row.Fields {
		_, rest, ok := strings.Cut(text, p.Path)
		if !ok || f.rank[p.Field] != 0 && f.rank[p.Field] <= rank {
			continue
		}
		end := strings.IndexAny(rest, `'",)]}`)
		if end <= 0 {
			continue
		}
		if f.set(&Attr{Field: p.Field}, pcommon.NewValueStr(rest[:end]), ptrace.Span{}) {
			f.rank[p.Field] = rank
		}
	}
}

// jsonOfPython turns the repr of a flat dict into JSON.
var jsonOfPython = strings.NewReplacer(`'`, `"`, "None", "null", "True", "true", "False", "false").Replace
