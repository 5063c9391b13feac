package diagram

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// escape writes a text so that Mermaid takes it for nothing but text: what means something is written as a character
// reference (#35; is #). Read in Mermaid 11.12: the grammar ends a text at # and ;, % may begin a directive, & and < are
// HTML, $$ is a formula. A colon is harmless but in two places: a text that begins with "wrap:" loses that, and in a line
// with "style" or "classDef" before a colon encodeEntities takes the last semicolon off, and breaks a reference.
func escape(to []byte, s string) []byte {
	colon := strings.Contains(s, "style") || strings.Contains(s, "classDef") || strings.Contains(s, "wrap")
	for _, r := range s {
		switch {
		case r == utf8.RuneError:
			to = append(to, '?')
		case r < ' ', strings.ContainsRune("#;%&<>$\\`\x7f", r), r == ':' && colon:
			to = append(to, '#')
			to = strconv.AppendInt(to, int64(r), 10)
			to = append(to, ';')
		default:
			to = utf8.AppendRune(to, r)
		}
	}
	return to
}
