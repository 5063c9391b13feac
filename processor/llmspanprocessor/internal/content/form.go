package content

import (
	"math/bits"
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
	if !isBracketed(s) {
		if s = strings.TrimSpace(s); !isBracketed(s) {
			return false
		}
	}
	if s == "[]" {
		return true
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
			has = has || depth == 2 && s[i+1:end] == member && namesMember(s[end+1:])
			i = end
		}
	}
	return depth == 0 && has
}

func isBracketed(s string) bool { return len(s) > 1 && s[0] == '[' && s[len(s)-1] == ']' }

// namesMember says whether a string is a member's name, from what follows it.
func namesMember(rest string) bool {
	for i := range len(rest) {
		switch rest[i] {
		case ' ', '\t', '\r', '\n':
		default:
			return rest[i] == ':'
		}
	}
	return false
}

// stringEnd returns where the string that i is in has its closing quote, -1 if nowhere. Only quotes are looked for: one
// that an odd number of backslashes stands before is escaped. Names end within the first eight bytes or so, texts do not:
// what begins a string is looked at in eights, the rest with the processor's own instructions.
func stringEnd(s string, i int) int {
	if i+8 <= len(s) {
		found := zeros(eight(s[i:i+8]) ^ '"'*ones)
		if end := i + bits.TrailingZeros64(found)/8; found != 0 && (end == i || s[end-1] != '\\') {
			return end
		}
	}
	return longEnd(s, i)
}

func longEnd(s string, i int) int {
	for start := i; ; i++ {
		if i = quoteFrom(s, i); i < 0 {
			return -1
		}
		text := i
		for text > start && s[text-1] == '\\' {
			text--
		}
		if (i-text)%2 == 0 {
			return i
		}
	}
}

// quoteFrom returns where the next quote is, at or after i, -1 if nowhere.
func quoteFrom(s string, i int) int {
	for range 3 {
		if i+8 > len(s) {
			break
		}
		if found := zeros(eight(s[i:i+8]) ^ '"'*ones); found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
		i += 8
	}
	if i >= len(s) {
		return -1
	}
	if n := strings.IndexByte(s[i:], '"'); n >= 0 {
		return i + n
	}
	return -1
}
