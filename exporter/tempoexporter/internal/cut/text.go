package cut

import (
	"strconv"
	"unicode/utf8"
)

// Text returns a text of at most limit bytes: s itself, or its beginning with an ellipsis and its length. JSON stays JSON.
// A limit too small for the mark is taken as if the mark fitted.
func Text(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	if text, ok := jsonText(s, limit); ok {
		return text
	}
	return plain(s, limit)
}

func plain(s string, limit int) string {
	mark := mark(len(s))
	end := max(limit-len(mark), 0)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + mark
}

// mark stands at the end of what was cut. It has no character that JSON escapes.
func mark(length int) string { return "… (" + strconv.Itoa(length) + " bytes)" }
