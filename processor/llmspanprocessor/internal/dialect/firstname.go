package dialect

import (
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/keytable"
)

// firstNames finds out which fields of a row a document can hold: those whose path begins with a name that stands in
// quotes somewhere in the text. One look at the quotes is many times as fast as looking for every path, and most
// documents hold few of the fields.
type firstNames struct {
	table  *keytable.Table
	fields []uint64 // the fields whose path begins with a name, by the name's number
	always uint64   // fields whose path begins with what is no plain name
	all    uint64
	begins [256]bool
	most   int // the length of the longest name
}

func newFirstNames(row *Embedded) firstNames {
	f := firstNames{}
	var names []string
	at := map[string]int{}
	for i, p := range row.Fields {
		f.all |= 1 << i
		name, _, _ := strings.Cut(p.Path, ".")
		if strings.Trim(name, letters) != "" || strings.Trim(name, "0123456789") == "" {
			f.always |= 1 << i
			continue
		}
		n, ok := at[name]
		if !ok {
			n = len(names)
			at[name] = n
			names = append(names, name)
			f.fields = append(f.fields, 0)
		}
		f.fields[n] |= 1 << i
		f.begins[name[0]] = true
		f.most = max(f.most, len(name))
	}
	f.table = keytable.New(names)
	return f
}

// letters are those of names that mean nothing else in a path.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

// in returns the set of the fields that the text can hold.
func (f *firstNames) in(text string) uint64 {
	held := f.always
	for rest := text; held != f.all; {
		quote := strings.IndexByte(rest, '"')
		if quote < 0 || quote+1 == len(rest) {
			break
		}
		rest = rest[quote+1:]
		if !f.begins[rest[0]] {
			continue
		}
		name := rest[:min(f.most+1, len(rest))]
		if end := strings.IndexByte(name, '"'); end > 0 {
			if n := f.table.Find(name[:end]); n >= 0 {
				held |= f.fields[n]
			}
		}
	}
	if held != f.all && strings.Contains(text, `\u`) {
		return f.all // a name may be spelled in other letters
	}
	return held
}
