package wire

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestValues(t *testing.T) {
	v, err := Parse([]byte(` {"text": "a\"b\\", "n": -3, "whole": 2e3, "f": 1.5, "yes": true, "none": null,
		"list": ["x", 1, {"y": [2]}, "z"], "key\n": "escaped", "nest": {"in": {"deep": "}]"}}} `))
	require.NoError(t, err)
	require.True(t, v.IsObject())

	text, ok := v.Field("text").Text()
	require.True(t, ok)
	require.Equal(t, `a"b\`, text)
	n, ok := v.Field("n").Int()
	require.True(t, ok)
	require.EqualValues(t, -3, n)
	n, ok = v.Field("whole").Int()
	require.True(t, ok)
	require.EqualValues(t, 2000, n)
	_, ok = v.Field("f").Int()
	require.False(t, ok)
	yes, ok := v.Field("yes").Bool()
	require.True(t, yes && ok)
	require.True(t, v.Field("none").IsNull())
	require.True(t, v.Field("absent").IsNull())
	require.Equal(t, []string{"x", "z"}, v.Field("list").Strings())
	require.Equal(t, `"escaped"`, v.Field("key\n").JSON())
	require.Equal(t, `{"deep": "}]"}`, v.Field("nest").Field("in").JSON())
}

func TestParse_says_where_the_text_is_not_JSON(t *testing.T) {
	_, err := Parse([]byte(`{"data": [}`))
	require.ErrorContains(t, err, "cannot read JSON: invalid character '}'")
	_, err = Parse(nil)
	require.ErrorContains(t, err, "unexpected end of JSON input")
}

func TestText_is_valid_UTF8(t *testing.T) {
	v, err := Parse([]byte("[\"a\xffb\", \"\\ud800\"]"))
	require.NoError(t, err)
	require.Equal(t, []string{"a\uFFFDb", "\uFFFD"}, v.Strings())
}

// Walking a valid text must see what encoding/json sees.
func FuzzValue(f *testing.F) {
	for _, seed := range []string{`{}`, `[]`, `{"a":[1,2,{"b":"c\\"}],"a":null}`, `"x"`, ` [ "\"" , {"":0} ] `, `-1e9`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := Parse([]byte(text))
		if err != nil {
			return
		}
		got := rebuilt(t, v)
		if utf8.ValidString(text) { // what stands for bytes that are no UTF-8 may differ in number
			require.Equal(t, decoded(t, text), got)
		}
	})
}

func decoded(t *testing.T, text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var want any
	require.NoError(t, d.Decode(&want))
	return want
}

func rebuilt(t *testing.T, v Value) any {
	switch {
	case v.IsObject():
		all := map[string]any{}
		for key, value := range v.Fields() {
			all[Name(key)] = rebuilt(t, value)
		}
		return all
	case v.IsArray():
		all := []any{}
		for element := range v.Elements() {
			all = append(all, rebuilt(t, element))
		}
		return all
	case v.IsString():
		s, ok := v.Text()
		require.True(t, ok)
		return s
	case v.IsNull():
		return nil
	}
	if b, ok := v.Bool(); ok {
		return b
	}
	return json.Number(v)
}
