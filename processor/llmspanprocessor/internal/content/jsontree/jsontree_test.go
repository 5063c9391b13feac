package jsontree

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name, text, want string
		notJSON          bool
	}{
		{name: "valid_stays_as_written", text: ` {"a": [1, "x\u00e9", null, true]} `, want: `{"a": [1, "x\u00e9", null, true]}`},
		{name: "a_string_on_its_own", text: `"a\tb"`, want: `"a\tb"`},
		{name: "a_number_on_its_own", text: `-1.5e3`, want: `-1.5e3`},
		{name: "cut_in_a_string_keeps_its_beginning", text: `[{"a":1,"b":"xy`, want: `[{"a":1,"b":"xy"}]`},
		{name: "cut_in_an_escape", text: `["a\u00`, want: `["a"]`},
		{name: "cut_after_a_backslash", text: `["a\`, want: `["a"]`},
		{name: "cut_in_a_name", text: `{"a":1,"bc`, want: `{"a":1}`},
		{name: "cut_after_a_name", text: `{"a":1,"b"`, want: `{"a":1}`},
		{name: "cut_after_a_colon", text: `{"a":1,"b":`, want: `{"a":1}`},
		{name: "cut_in_a_number", text: `{"a":1,"b":12`, want: `{"a":1}`},
		{name: "cut_in_a_word", text: `{"a":1,"b":tr`, want: `{"a":1}`},
		{name: "cut_after_a_comma", text: `[[1],`, want: `[[1]]`},
		{name: "cut_at_once", text: `{`, want: `{}`},
		{name: "python", text: `{'a': None, 'b': [True, False], 'c': 'say "hi"', "d": NaN, 'e': 'it\'s', "f": -Infinity}`, want: `{"a":null,"b":[true,false],"c":"say \"hi\"","d":null,"e":"it's","f":null}`},
		{name: "a_line_break_in_a_string", text: "[\"a\nb\"]", want: `["a\nb"]`},
		{name: "invalid_utf8", text: "[\"a\xffb\"]", want: "[\"a\uFFFDb\"]"},
		{name: "lone_surrogate_stays", text: `["\ud800"]`, want: `["\ud800"]`},
		{name: "prose", text: `[note] hello`, notJSON: true},
		{name: "a_template", text: `{name}, hello`, notJSON: true},
		{name: "an_object_in_a_repr", text: `{'f': <function at 0x1>}`, notJSON: true},
		{name: "text_after_the_end", text: `{"a":1} and more`, notJSON: true},
		{name: "missing_comma", text: `[1 2]`, notJSON: true},
		{name: "bad_number", text: `[01, 2]`, notJSON: true},
		{name: "empty", text: ``, notJSON: true},
		{name: "an_apostrophe", text: `'tis`, notJSON: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var tree Tree
			v, ok := tree.Parse(tt.text)
			require.Equal(t, !tt.notJSON, ok)
			if ok {
				got := string(v.AppendJSON(nil))
				require.Equal(t, tt.want, got)
				require.True(t, json.Valid([]byte(got)))
			}
		})
	}
}

func TestStringsAreUnescaped(t *testing.T) {
	var tree Tree
	v, ok := tree.Parse(`{"a\"b": "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800x"}`)
	require.True(t, ok)
	require.Equal(t, "\"\\/\b\f\n\r\té😀\uFFFDx", v.Get(`a"b`).Text())
}

func TestAStructuredValueBecomesATree(t *testing.T) {
	m := pcommon.NewMap()
	require.NoError(t, m.FromRaw(map[string]any{"a": []any{"x\"\xff", int64(1), 1.5, true, nil, map[string]any{"b": "c"}, []byte("hi")}}))
	var tree Tree
	require.Equal(t, "{\"a\":[\"x\\\"\uFFFD\",1,1.5,true,null,{\"b\":\"c\"},\"aGk=\"]}", string(tree.Map(m).AppendJSON(nil)))
}

func TestDepthAndSizeAreBounded(t *testing.T) {
	var tree Tree
	v, ok := tree.Parse(strings.Repeat("[", 1_000_000))
	require.True(t, ok)
	require.True(t, v.Cut())
	tree.Reset()
	v, ok = tree.Parse("[" + strings.Repeat("1,", 2_000_000) + "1]")
	require.True(t, ok)
	require.True(t, v.Cut())
	require.LessOrEqual(t, len(tree.nodes), maxNodes+1)
	require.True(t, json.Valid(v.AppendJSON(nil)))
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,"b\u00e9",{"c":null}]}`, `{'a': None}`, `["a\`, `[{"x":"y`, `"s"`, `-1.0e5`, `{"a":NaN}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var tree Tree
		v, ok := tree.Parse(s)
		if json.Valid([]byte(s)) {
			require.True(t, ok)
		}
		if !ok {
			return
		}
		once := string(v.AppendJSON(nil))
		require.True(t, json.Valid([]byte(once)), once)
		again, ok := tree.Parse(once)
		require.True(t, ok)
		require.Equal(t, once, string(again.AppendJSON(nil)))
	})
}
