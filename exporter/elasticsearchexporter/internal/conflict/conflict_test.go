package conflict

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestField_is_named_by_the_reason(t *testing.T) {
	for reason, want := range map[string]string{
		"mapper_parsing_exception: failed to parse field [tag.http@status_code] of type [long] in document with id 'x'. Preview of field's value: 'teapot': For input string: \"teapot\"": "tag.http@status_code",
		"document_parsing_exception: [1:153] failed to parse field [end_timestamp] of type [ip] in document with id 'x'. Preview of field's value: '2026': not an IP":                     "end_timestamp",
		"mapper_parsing_exception: object mapping for [tag.user] tried to parse field [user] as object, but found a concrete value":                                                       "tag.user",
		"document_parsing_exception: [1:53] object mapping for [tag.user] tried to parse field [user] as object, but found a concrete value":                                              "tag.user",
		"mapper_parsing_exception: Could not dynamically add mapping for field [a.b.c]. Existing mapping for [a.b] must be of type object but found [keyword].":                           "a.b.c",
		"illegal_argument_exception: mapper [n] cannot be changed from type [long] to [text]":                                                                                             "n",
		"illegal_argument_exception: mapper [n] of different type, current_type [long], merged_type [text]":                                                                               "n",
		"illegal_argument_exception: can't merge a non object mapping [a] with an object mapping":                                                                                         "a",
		"illegal_argument_exception: Document contains at least one immense term in field=\"a.b\" (whose UTF8 encoding is longer than the max length 32766)":                              "a.b",
		"strict_dynamic_mapping_exception: mapping set to strict, dynamic introduction of [x] within [_doc] is not allowed":                                                               "x",
		"strict_dynamic_mapping_exception: [1:356] mapping set to strict, dynamic introduction of [service] within [resource.attributes] is not allowed":                                  "resource.attributes.service",
	} {
		got, ok := Field(reason)
		require.True(t, ok, reason)
		require.Equal(t, want, got)
	}
	for _, reason := range []string{
		"", "illegal_argument_exception: Limit of total fields [1000] has been exceeded while adding new fields [1]",
		"mapper_parsing_exception: failed to parse: The number of nested documents has exceeded the allowed limit of [10000].",
	} {
		_, ok := Field(reason)
		require.False(t, ok, reason)
	}
}

func TestTake(t *testing.T) {
	const doc = `{"a":{"b.c":1,"d":2},"a.b":{"e":12345678901234567890},"l":[{"x":1},{"x":2,"y":3}],"s.t":"<&>","s.u":1}`
	for field, want := range map[string]struct {
		values int
		left   string
	}{
		"a.b.c":  {1, `{"a":{"d":2},"a.b":{"e":12345678901234567890},"l":[{"x":1},{"x":2,"y":3}],"s.t":"<&>","s.u":1}`},
		"a.b":    {1, `{"a":{"b.c":1,"d":2},"l":[{"x":1},{"x":2,"y":3}],"s.t":"<&>","s.u":1}`},
		"l.x":    {2, `{"a":{"b.c":1,"d":2},"a.b":{"e":12345678901234567890},"l":[{},{"y":3}],"s.t":"<&>","s.u":1}`},
		"s":      {2, `{"a":{"b.c":1,"d":2},"a.b":{"e":12345678901234567890},"l":[{"x":1},{"x":2,"y":3}]}`},
		"a.b.e":  {1, `{"a":{"b.c":1,"d":2},"a.b":{},"l":[{"x":1},{"x":2,"y":3}],"s.t":"<&>","s.u":1}`},
		"absent": {0, `{"a":{"b.c":1,"d":2},"a.b":{"e":12345678901234567890},"l":[{"x":1},{"x":2,"y":3}],"s.t":"<&>","s.u":1}`},
	} {
		d, ok := Parse([]byte(doc))
		require.True(t, ok)
		require.Len(t, d.Take(field), want.values, field)
		text, ok := d.Text()
		require.True(t, ok)
		require.Equal(t, want.left, string(text), field)
	}
	_, ok := Parse([]byte(`[1]`))
	require.False(t, ok)
}
