package dialect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tidwall/gjson"
)

var wantedNames = []string{"id", "usage", "n", "model", "stop_x", "é"}

// rowOf is a row with a field for each name.
func rowOf(names []string) *Embedded {
	row := &Embedded{}
	for _, name := range names {
		row.Fields = append(row.Fields, Path{Field: RequestModel, Path: name})
	}
	return row
}

// TestFindFindsWhatAParserFinds compares the one look at a document with a look for each name.
func TestFindFindsWhatAParserFinds(t *testing.T) {
	for _, text := range documents {
		compareFind(t, text)
	}
}

// TestFindEndsWithACut: each beginning of a document is one that was cut. What is found in one is found in all longer ones.
func TestFindEndsWithACut(t *testing.T) {
	text := `{"id":"a\"b","x":{"id":2,"y":[1,{"}":"]"}]},"usage":{"n":1},"n":-1.5}`
	f := newFirstNames(rowOf(wantedNames))
	var before uint64
	for cut := 1; cut <= len(text); cut++ {
		var at places
		held := f.find(text[:cut], ^uint64(0), &at)
		require.Equal(t, before, held&before, text[:cut])
		before = held
	}
	require.Equal(t, uint64(0b111), before)
}

// FuzzFind does the same with whatever JSON there is.
func FuzzFind(f *testing.F) {
	for _, text := range documents {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text = strings.TrimSpace(text); text == "" {
			return
		}
		if gjson.Valid(text) {
			compareFind(t, text)
			return
		}
		var at places
		names := newFirstNames(rowOf(wantedNames))
		for i := range wantedNames {
			if names.find(text, ^uint64(0), &at)&(1<<i) != 0 {
				require.LessOrEqual(t, at[i].to, len(text))
			}
		}
	})
}

func compareFind(t *testing.T, text string) {
	t.Helper()
	f := newFirstNames(rowOf(wantedNames))
	var at places
	held := f.find(text, ^uint64(0), &at)
	for i, name := range wantedNames {
		want := ""
		if text[0] == '{' {
			want = gjson.Get(text, name).Raw
		}
		require.Equal(t, want != "", held&(1<<i) != 0, "%s in %s", name, text)
		if want != "" {
			require.Equal(t, want, text[at[i].from:at[i].to], text)
		}
	}
}

var documents = []string{
	`{}`, `[]`, `[{"id":1}]`, `{"id":null}`, `{ "id" : 1 , "n" : [ 1 , 2 ] }`, `{"n":1,"n":2}`,
	`{"a":{"id":1},"id":"x"}`, `{"a":"\"id\":5","usage":{"}":"{","n":"\\"},"id":"\\\""}`,
	`{"\u0069d":true,"n":false,"\"":1}`, `{"":1,"id":""}`, `{"stop_x":-1e5,"é":"ü"}`, `{"a":[[[{"id":"]"}]]],"model":"m"}`,
}
