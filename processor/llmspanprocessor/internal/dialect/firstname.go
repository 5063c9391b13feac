package dialect

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/keytable"
)

// firstNames are the names that the paths of a row begin with. One look at the top level of a document finds the values
// of all of them: looking for each path alone would go through the document once for each.
type firstNames struct {
	table  *keytable.Table
	fields []uint64 // the fields whose path begins with a name, by the name's number
	of     []uint8  // the number of the name that a field's path begins with
	begins [256]bool
}

// mostPaths is how many fields a row may have: a bit for each.
const mostPaths = 64

func newFirstNames(row *Embedded) firstNames {
	f := firstNames{}
	var names []string
	at := map[string]int{}
	for i, p := range row.Fields {
		name, _, _ := strings.Cut(p.Path, ".")
		n, ok := at[name]
		if !ok {
			n = len(names)
			at[name] = n
			names = append(names, name)
			f.fields = append(f.fields, 0)
		}
		f.fields[n] |= 1 << i
		f.of = append(f.of, uint8(n))
		f.begins[name[0]] = true
	}
	f.table = keytable.New(names)
	return f
}

// place is where a value stands in a document.
type place struct{ from, to int }

// places are where the values stand that the names have, by the name's number.
type places [mostPaths]place

// find finds in a document the values of those names that one of the wanted fields begins with, and returns which of the
// fields may be there. Of equal names the first counts. What stands before the cut of a document that was cut counts.
func (f *firstNames) find(text string, wanted uint64, at *places) (held uint64) {
	if text[0] != '{' {
		return 0
	}
	for i := 1; wanted != 0; {
		for i < len(text) && text[i] != '"' && text[i] != '}' {
			i++
		}
		if i >= len(text) || text[i] == '}' {
			break
		}
		name, end := nameAt(text, i+1)
		value := valueAt(text, end)
		if i = skip(text, value); i == value {
			break
		}
		if name == "" || !f.begins[name[0]] {
			continue
		}
		if n := f.table.Find(name); n >= 0 && f.fields[n]&wanted != 0 {
			at[n] = place{value, i}
			held |= f.fields[n] & wanted
			wanted &^= f.fields[n]
		}
	}
	return held
}

// nameAt reads the name behind a quote; end is behind the quote that ends it.
func nameAt(text string, from int) (name string, end int) {
	escaped := false
	for end = from; end < len(text) && text[end] != '"'; end++ {
		if text[end] == '\\' {
			escaped = true
			end++
		}
	}
	end = min(end, len(text))
	name, end = text[from:end], min(end+1, len(text))
	if escaped {
		name = gjson.Parse(text[from-1 : end]).String()
	}
	return name, end
}

// valueAt is where the value behind a name begins.
func valueAt(text string, i int) int {
	for i < len(text) && (text[i] <= ' ' || text[i] == ':') {
		i++
	}
	return i
}

// skip returns where a value ends: at the end of the text, where it was cut. Only quotes and brackets matter to it.
func skip(text string, i int) int {
	if i >= len(text) {
		return i
	}
	switch text[i] {
	case '"':
		return skipText(text, i+1)
	case '{', '[':
	default:
		for i < len(text) && text[i] != ',' && text[i] != '}' && text[i] > ' ' {
			i++
		}
		return i
	}
	for depth := 0; i < len(text); {
		switch text[i] {
		case '"':
			i = skipText(text, i+1)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return i
}

// skipText returns what is behind the quote that ends a text.
func skipText(text string, from int) int {
	for i := from; ; {
		quote := strings.IndexByte(text[i:], '"')
		if quote < 0 {
			return len(text)
		}
		i += quote
		escapes := 0
		for i-1-escapes >= from && text[i-1-escapes] == '\\' {
			escapes++
		}
		i++
		if escapes%2 == 0 {
			return i
		}
	}
}
