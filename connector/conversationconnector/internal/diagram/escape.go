package diagram

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// escape writes a text so that Mermaid takes it for nothing but text: what means something is written as a character
// reference (#35; is #). Read in Mermaid 11.17, tried in 10.9 to 12.3: the grammar ends a text at # and ;, % may begin a directive, & and < are
// HTML, $$ is a formula. A colon is harmless but in two places: a text that begins with "wrap:" loses that, and in a line
// with "style" or "classDef" before a colon encodeEntities takes the last semicolon off, and breaks a reference.
func escape(to, text []byte) []byte { return escapeWith(to, text, colonMeans(text)) }

// colonMeans says whether a colon is not harmless in a line.
func colonMeans(line []byte) bool {
	return bytes.Contains(line, []byte("style")) || bytes.Contains(line, []byte("classDef")) || bytes.Contains(line, []byte("wrap"))
}

func escapeWith(to, text []byte, colon bool) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError {
				to = append(to, '?')
			} else {
				to = append(to, text[i:i+size]...)
			}
			i += size
			continue
		case means[c] || c == ':' && colon:
			to = append(to, '#')
			to = strconv.AppendInt(to, int64(c), 10)
			to = append(to, ';')
		default:
			to = append(to, c)
		}
		i++
	}
	return to
}

// means are the ASCII characters that mean something.
var means = func() (set [utf8.RuneSelf]bool) {
	for c := range byte(' ') {
		set[c] = true
	}
	for _, c := range []byte("#;%&<>$\\`\x7f") {
		set[c] = true
	}
	return set
}()
