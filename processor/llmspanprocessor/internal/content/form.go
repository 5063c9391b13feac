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
	for {
		i = quoteOrEscape(s, i)
		switch {
		case i >= len(s):
			return -1
		case s[i] == '"':
			return i
		}
		i += 2 // an escape, and what it escapes
	}
}

// quoteOrEscape returns where the next quote or backslash is, at or after i, and the length of s or more where there is
// none. It looks at eight bytes at once: a byte of x that is zero is the first whose highest bit is set in
// (x-ones)&^x&highs.
func quoteOrEscape(s string, i int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(s); i += 8 {
		eight := s[i : i+8]
		w := uint64(eight[0]) | uint64(eight[1])<<8 | uint64(eight[2])<<16 | uint64(eight[3])<<24 |
			uint64(eight[4])<<32 | uint64(eight[5])<<40 | uint64(eight[6])<<48 | uint64(eight[7])<<56
		quote, escape := w^'"'*ones, w^'\\'*ones
		if found := ((quote-ones)&^quote | (escape-ones)&^escape) & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(s) && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}
