package content

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// settled says whether an attribute of the conventions is in their form already, so that nothing has to be done.
func settled(v pcommon.Value, member string) bool {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return inShape(v.Str(), member)
	case pcommon.ValueTypeSlice:
		if v.Slice().Len() == 0 {
			return true
		}
		first := v.Slice().At(0)
		if first.Type() != pcommon.ValueTypeMap {
			return false
		}
		_, ok := first.Map().Get(member)
		return ok
	}
	return false
}

// inShape says whether the text is a whole array of objects that have the member, or an empty array. It only looks at
// quotes and brackets: an emitter's JSON is valid, unless it was cut.
func inShape(s, member string) bool {
	if s = strings.TrimSpace(s); s == "[]" {
		return true
	}
	if !strings.HasPrefix(s, "[") || !strings.HasSuffix(s, "]") {
		return false
	}
	depth, has := 0, false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 && i < len(s)-1 {
				return false
			}
		case '"':
			end := stringEnd(s, i+1)
			if end < 0 {
				return false
			}
			if depth == 2 && s[i+1:end] == member && strings.HasPrefix(strings.TrimLeft(s[end+1:], " \t\r\n"), ":") {
				has = true
			}
			i = end
		}
	}
	return depth == 0 && has
}

// stringEnd returns where the string that i is in has its closing quote, -1 if nowhere.
func stringEnd(s string, i int) int {
	for i < len(s) {
		q := strings.IndexByte(s[i:], '"')
		if q < 0 {
			return -1
		}
		escape := strings.IndexByte(s[i:i+q], '\\')
		if escape < 0 {
			return i + q
		}
		// A string with escapes is walked byte by byte: looking for the next quote again and again could be quadratic.
		for i += escape; i < len(s); i++ {
			if s[i] == '\\' {
				i++
			} else if s[i] == '"' {
				return i
			}
		}
	}
	return -1
}
