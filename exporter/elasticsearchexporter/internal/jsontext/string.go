package jsontext

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// AppendString appends s as a JSON string. Bytes that are no UTF-8 become the replacement character; valid is false
// when there were any.
func AppendString(dst []byte, s string) (_ []byte, valid bool) {
	dst = append(dst, '"')
	dst, valid = appendEscaped(dst, s, false)
	return append(dst, '"'), valid
}

// appendEscaped appends the inside of a JSON string. With html it escapes <, > and & too, as encoding/json does.
func appendEscaped(dst []byte, s string, html bool) (_ []byte, valid bool) {
	valid = true
	start := 0
	for i := next(s, 0, html); i < len(s); i = next(s, i, html) {
		c := s[i]
		if c < utf8.RuneSelf {
			dst = append(dst, s[start:i]...)
			dst = appendControl(dst, c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			valid = false
			dst = append(dst, s[start:i]...)
			dst = append(dst, `\ufffd`...)
			start = i + 1
		case html && (r == '\u2028' || r == '\u2029'):
			dst = append(dst, s[start:i]...)
			dst = append(dst, `\u202`...)
			dst = append(dst, hexDigits[r&0xf])
			start = i + size
		}
		i += size
	}
	return append(dst, s[start:]...), valid
}

// next returns the index of the first byte of s, from i on, that does not stand for itself in JSON, eight bytes at a
// time; without one, the length of s.
func next(s string, i int, html bool) int {
	for ; len(s)-i >= 8; i += 8 {
		if found := special(binary.LittleEndian.Uint64([]byte(s[i:i+8])), html); found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(s) && plain(s[i], html) {
		i++
	}
	return i
}

const (
	lows  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special marks the bytes of w that are control characters, quotes, backslashes or not ASCII, by their highest bit.
// Above the first one marked it may err, by the borrow of the subtractions; the first one is right.
func special(w uint64, html bool) uint64 {
	bad := w & highs
	bad |= (w - lows*0x20) & highs
	bad |= zeroByte(w ^ lows*'"')
	bad |= zeroByte(w ^ lows*'\\')
	if html {
		bad |= zeroByte(w^lows*'<') | zeroByte(w^lows*'>') | zeroByte(w^lows*'&')
	}
	return bad
}

func zeroByte(w uint64) uint64 { return (w - lows) & ^w & highs }

func plain(c byte, html bool) bool {
	if c < 0x20 || c >= utf8.RuneSelf || c == '"' || c == '\\' {
		return false
	}
	return !html || (c != '<' && c != '>' && c != '&')
}

func appendControl(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	default:
		return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
	}
}
