package jsontext

import (
	"encoding/binary"
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
	start, i := 0, 0
	for i < len(s) {
		if n := plainPrefix(s[i:], html); n > 0 {
			i += n
			continue
		}
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

// plainPrefix counts the leading bytes of s that stand for themselves in JSON, eight at a time.
func plainPrefix(s string, html bool) int {
	n := 0
	for ; len(s)-n >= 8; n += 8 {
		w := binary.LittleEndian.Uint64([]byte(s[n : n+8]))
		if special(w, html) != 0 {
			break
		}
	}
	for n < len(s) && plain(s[n], html) {
		n++
	}
	return n
}

const (
	lows  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special is not zero when one of the eight bytes of w is a control character, a quote, a backslash or not ASCII. It
// may err on the side of special; plain decides then.
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
