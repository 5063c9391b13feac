package content

import (
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// maxRounds bounds how often a text is looked through again. More than two are needed only for texts made to need them.
const maxRounds = 8

// value masks the value of an attribute. JSON stays JSON: only its texts, its names and its numbers are looked at.
// What has been replaced no longer stands beside what was not, which may then be read as something: so a text in which
// something was found is looked through again until nothing is, and masking what is masked changes nothing.
func (m *masker) value(key, s string, counts *Counts) string {
	for range maxRounds {
		masked := m.nested(key, s, counts, 0)
		if masked == s {
			break
		}
		s = masked
	}
	return s
}

func (m *masker) nested(context, s string, counts *Counts, depth int) string {
	if depth < maxNesting && (jsontree.LooksLikeContainer(s) || strings.HasPrefix(s, `"`)) {
		before := *counts
		w := jsonMasker{m: m, s: s, context: context, counts: counts, depth: depth}
		if out, ok := w.run(); ok {
			return out
		}
		*counts = before
	}
	return m.text(context, s, counts)
}

// number masks a number that is a card's.
func (m *masker) number(context, s string, counts *Counts) (string, bool) {
	if len(s) < 7 {
		return s, false
	}
	after := mask(context, s, counts)
	return after, after != s
}

// jsonMasker goes through JSON once, without building a tree. What lies between strings may be nothing but brackets,
// commas, colons, numbers and literals; else it is no JSON, and has to be masked as text. JSON may be cut.
type jsonMasker struct {
	m       *masker
	s       string
	context string // the name of the value that comes next
	counts  *Counts
	depth   int
	out     []byte
	done    int // what of s is in out
}

func (w *jsonMasker) run() (string, bool) {
	for i := 0; i < len(w.s); {
		switch c := w.s[i]; {
		case c == '"':
			i = w.text(i)
		case isDigit(c) || c == '-':
			end := i + 1
			for end < len(w.s) && strings.IndexByte("+-.0123456789eE", w.s[end]) >= 0 {
				end++
			}
			if !plainNumber(w.s[i:end]) {
				return "", false
			}
			w.number(i, end)
			i = end
		case isLetter(c):
			end := wordEnd(w.s, i)
			switch w.s[i:end] {
			case "true", "false", "null", "NaN", "Infinity":
			default:
				if end < len(w.s) { // a literal that was cut may end the text
					return "", false
				}
			}
			i = end
		case strings.IndexByte("{}[],: \t\r\n", c) >= 0:
			i++
		default:
			return "", false
		}
	}
	if w.done == 0 {
		return w.s, true
	}
	return string(append(w.out, w.s[w.done:]...)), true
}

// plainNumber says whether a token is one number and not an address, a date or a telephone number without quotes.
func plainNumber(s string) bool {
	dots, signs := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.':
			dots++
		case '-', '+':
			if i > 0 && s[i-1]|0x20 != 'e' {
				signs++
			}
		}
	}
	return dots < 2 && signs == 0
}

// text masks the string that begins at i and returns where it ends.
func (w *jsonMasker) text(i int) int {
	end, next := stringEnd(w.s, i+1), 0
	if next = end + 1; end < 0 {
		end, next = len(w.s), len(w.s)
	}
	raw := w.s[i+1 : end]
	isName := strings.HasPrefix(strings.TrimLeft(w.s[next:min(len(w.s), next+16)], " \t\r\n"), ":")
	if isName {
		w.context = raw
	}
	plain := jsontree.Unescape(raw)
	context := w.context
	if isName {
		context = ""
	}
	masked := w.m.nested(context, plain, w.counts, w.depth+1)
	if masked == plain {
		return next
	}
	w.out = append(w.out, w.s[w.done:i]...)
	w.out = jsontree.AppendString(w.out, masked)
	if end == len(w.s) { // the text was cut here, and stays so
		w.out = w.out[:len(w.out)-1]
	}
	w.done = next
	return next
}

// number replaces a number that is a card's by a string.
func (w *jsonMasker) number(i, end int) {
	masked, found := w.m.number(w.context, w.s[i:end], w.counts)
	if !found {
		return
	}
	w.out = append(w.out, w.s[w.done:i]...)
	w.out = jsontree.AppendString(w.out, masked)
	w.done = end
}
