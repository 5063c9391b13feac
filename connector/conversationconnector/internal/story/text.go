package story

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shorten makes one line of a text, of at most n characters. It returns a part of the text itself where it can.
func shorten(s string, n int) string {
	if n <= 0 {
		return ""
	}
	s = strings.TrimSpace(s)
	count := 0
	for i, r := range s {
		if count == n {
			return strings.TrimRightFunc(s[:i], unicode.IsSpace) + "…"
		}
		if !isPlain(r) || r == ' ' && i > 0 && s[i-1] == ' ' {
			return rewrite(s, n)
		}
		count++
	}
	return s
}

// rewrite does what shorten does for texts that hold more than plain characters.
func rewrite(s string, n int) string {
	var b strings.Builder
	b.Grow(min(len(s), 2*n) + utf8.UTFMax)
	count, space := 0, false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = count > 0
			continue
		}
		if !isPlain(r) {
			continue
		}
		if space {
			if count++; count >= n {
				break
			}
			b.WriteByte(' ')
			space = false
		}
		if count == n {
			b.WriteString("…")
			break
		}
		count++
		b.WriteRune(r)
	}
	return b.String()
}

// isPlain says whether a character may stand in a line as it is. Controls, the marks that turn the direction of writing
// for all that follows, and what is no character at all may not.
func isPlain(r rune) bool {
	switch {
	case r < 0x80:
		return r >= ' ' && r != 0x7f
	case r == utf8.RuneError, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x2028, r == 0x2029:
		return false
	}
	return !unicode.IsControl(r) && (r == '\u00a0' || !unicode.IsSpace(r) || r == '\u3000')
}
