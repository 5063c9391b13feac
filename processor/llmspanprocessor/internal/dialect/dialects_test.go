package dialect

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDialects reads the drawn spans of testdata/spans: each dialect, each kind of span that it has, each attribute that
// it tells by. The files are the specification.
func TestDialects(t *testing.T) {
	files, err := filepath.Glob("testdata/spans/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	r := NewReader()
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			head, list := parseDrawings(t, string(text))
			for _, d := range list {
				var f Facts
				r.Read(d.scope, d.span, &f, &Scratch{})
				told := d.told(&f)
				if *update {
					d.expect = told
				}
				require.Equal(t, strings.Join(d.expect, "\n"), strings.Join(told, "\n"), d.title)
			}
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(write(head, list)), 0o644))
			}
		})
	}
}

func write(head string, list []*drawing) string {
	parts := []string{head}
	for _, d := range list {
		parts = append(parts, d.String())
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n\n") + "\n"
}

// TestEveryDialectIsDrawn wants a file of drawn spans for each dialect, and in it a span for each meaning and each field
// that the dialect's own rows have.
func TestEveryDialectIsDrawn(t *testing.T) {
	r := NewReader()
	for i, d := range r.dialects {
		t.Run(d.Name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata", "spans", d.Name+".txt"))
			require.NoError(t, err)
			_, list := parseDrawings(t, string(text))
			told := map[Field]bool{}
			meant := map[Meaning]bool{}
			for _, drawn := range list {
				var f Facts
				r.Read(drawn.scope, drawn.span, &f, &Scratch{})
				if f.Dialect != d {
					continue
				}
				m := f.Meaning
				m.Weak = false
				meant[m] = true
				for x := none + 1; x < lastField; x++ {
					told[x] = told[x] || f.Has(x)
				}
			}
			for _, x := range fieldsOf(r.dialects[i]) {
				require.True(t, told[x], "no drawn span tells %s", fieldNames[x])
			}
			for _, m := range meaningsOf(d) {
				m.Weak = false
				require.True(t, meant[m], "no drawn span means %+v", m)
			}
		})
	}
}

func fieldsOf(d *Dialect) []Field {
	var list []Field
	for _, row := range d.Attrs {
		list = append(list, row.Field)
	}
	for _, doc := range d.Embedded {
		for _, p := range doc.Fields {
			list = append(list, p.Field)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func meaningsOf(d *Dialect) []Meaning {
	var list []Meaning
	for _, kind := range d.Kinds {
		for _, m := range kind.Values {
			list = append(list, m)
		}
	}
	for _, row := range d.NameKinds {
		list = append(list, row.Meaning)
	}
	return list
}

// TestEveryPathBeginsWithAPlainName: by these the documents are looked through, and a bit says which of them are there.
func TestEveryPathBeginsWithAPlainName(t *testing.T) {
	for _, d := range dialects() {
		for _, row := range d.Embedded {
			require.LessOrEqual(t, len(row.Fields), mostPaths, row.Key)
			for _, p := range row.Fields {
				if row.Format != Scan {
					require.Regexp(t, `^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$`, p.Path, row.Key)
				}
			}
		}
	}
}
