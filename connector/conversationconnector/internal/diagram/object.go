package diagram

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// object writes JSON, as encoding/json does: the same characters are escaped.
type object struct{ out []byte }

func (o *object) begin() { o.out = append(o.out, '{') }
func (o *object) end()   { o.out = append(o.out, '}') }

// list writes n objects.
func (o *object) list(n int, each func(i int)) {
	o.out = append(o.out, '[')
	for i := range n {
		if i > 0 {
			o.out = append(o.out, ',')
		}
		o.begin()
		each(i)
		o.end()
	}
	o.out = append(o.out, ']')
}

func (o *object) key(key string) {
	if o.out[len(o.out)-1] != '{' {
		o.out = append(o.out, ',')
	}
	o.out = append(append(append(o.out, '"'), key...), '"', ':')
}

func (o *object) text(key, value string) {
	o.key(key)
	o.out = append(o.out, '"')
	o.out = appendEscaped(o.out, value)
	o.out = append(o.out, '"')
}

// filled writes a text that is not empty.
func (o *object) filled(key, value string) {
	if value != "" {
		o.text(key, value)
	}
}

// number writes a number, and null for what JSON has none for.
func (o *object) number(key string, n float64) {
	o.key(key)
	size := math.Abs(n)
	switch {
	case math.IsNaN(n) || math.IsInf(n, 0):
		o.out = append(o.out, "null"...)
	case size != 0 && (size < 1e-6 || size >= 1e21):
		o.out = strconv.AppendFloat(o.out, n, 'e', -1, 64)
		if end := len(o.out); end >= 4 && o.out[end-4] == 'e' && o.out[end-3] == '-' && o.out[end-2] == '0' { // e-09 is e-9
			o.out[end-2] = o.out[end-1]
			o.out = o.out[:end-1]
		}
	default:
		o.out = strconv.AppendFloat(o.out, n, 'f', -1, 64)
	}
}

const hexadecimal = "0123456789abcdef"

// appendEscaped writes a text between quotes. What HTML and JavaScript would take for something else is escaped too.
func appendEscaped(to []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' {
			i++
			continue
		}
		size := 1
		if c >= utf8.RuneSelf {
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			if (r != utf8.RuneError || size > 1) && r != '\u2028' && r != '\u2029' {
				i += size
				continue
			}
		}
		to = append(to, s[from:i]...)
		to = appendEscape(to, s[i:i+size])
		i += size
		from = i
	}
	return append(to, s[from:]...)
}

// appendEscape writes one character that may not stand as it is.
func appendEscape(to []byte, c string) []byte {
	if len(c) > 1 {
		return append(append(to, `\u202`...), hexadecimal[c[2]&0xf]) // U+2028 or U+2029, e2 80 a8 or a9
	}
	switch c[0] {
	case '"', '\\':
		return append(to, '\\', c[0])
	case '\b':
		return append(to, `\b`...)
	case '\f':
		return append(to, `\f`...)
	case '\n':
		return append(to, `\n`...)
	case '\r':
		return append(to, `\r`...)
	case '\t':
		return append(to, `\t`...)
	}
	if c[0] >= utf8.RuneSelf {
		return append(to, `\ufffd`...)
	}
	return append(to, '\\', 'u', '0', '0', hexadecimal[c[0]>>4], hexadecimal[c[0]&0xf])
}
