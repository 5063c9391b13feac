package jsontree

import (
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// hex4 reads the four hex digits of a \uXXXX that s begins with.
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[2:6]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

var escapes = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// Unescape returns the text that stands between two quotes of JSON.
func Unescape(raw string) string { return unescape(raw) }

// unescape returns the text of what stands between two quotes. An escape that is none of JSON's, such as Python's \',
// stands for the character after the backslash; one that the text ends in stands for nothing.
func unescape(raw string) string {
	i := strings.IndexByte(raw, '\\')
	if i < 0 {
		return raw
	}
	b := make([]byte, 0, len(raw))
	for {
		b = append(b, raw[:i]...)
		raw = raw[i:]
		if len(raw) < 2 {
			break
		}
		if raw[1] == 'u' {
			r, size := unicodeEscape(raw)
			if size == 0 {
				break
			}
			b, raw = utf8.AppendRune(b, r), raw[size:]
		} else if c, ok := escapes[raw[1]]; ok {
			b, raw = append(b, c), raw[2:]
		} else {
			_, size := utf8.DecodeRuneInString(raw[1:])
			b, raw = append(b, raw[1:1+size]...), raw[1+size:]
		}
		if i = strings.IndexByte(raw, '\\'); i < 0 {
			b = append(b, raw...)
			break
		}
	}
	return string(b)
}

// unicodeEscape reads a \uXXXX, or two that are one character. size is 0 when the text ends inside.
func unicodeEscape(s string) (r rune, size int) {
	r, ok := hex4(s)
	switch {
	case !ok && len(s) < 6:
		return 0, 0
	case !ok:
		return 'u', 2
	case utf16.IsSurrogate(r):
		if low, ok := hex4(s[6:]); ok {
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return both, 12
			}
		}
		return utf8.RuneError, 6
	}
	return r, 6
}

const hexDigits = "0123456789abcdef"

// AppendString appends the text as a JSON string, quotes and all. Invalid UTF-8 is replaced.
func AppendString[T string | []byte](dst []byte, s T) []byte {
	start, i := 0, plainEnd(s, 0)
	dst = slices.Grow(dst, len(s)+2)
	dst = append(dst, '"')
	for ; i < len(s); i = plainEnd(s, i) {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
			if r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		dst = append(dst, s[start:i]...)
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, "\uFFFD"...)
		}
		i++
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}
