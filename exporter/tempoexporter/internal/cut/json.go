package cut

import (
	"encoding/json"
	"strings"
)

// jsonText cuts an object or an array: first the longest texts in it, and where there is too little of them, its last
// members. It is false for what is neither.
func jsonText(s string, limit int) (string, bool) {
	trimmed := strings.TrimLeft(s, " \t\r\n")
	if trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' || !json.Valid([]byte(s)) {
		return "", false
	}
	texts := texts(s)
	lengths := make([]int, len(texts))
	for i, t := range texts {
		lengths[i] = t.end - t.start
	}
	// A text that is cut grows by its mark, whose length is not known before it is known which are cut: the longest mark
	// for each is a few bytes too many.
	line, enough := len(s), false
	for excess, tries := len(s)-limit, 0; tries < 3 && !enough; tries++ {
		line, _ = waterline(lengths, excess, minText)
		excess = len(s) - limit + cutMarks(lengths, line)
		line, enough = waterline(lengths, excess, minText)
		enough = enough && len(s)-gain(lengths, line) <= limit
	}
	s = cutTexts(s, texts, line)
	if len(s) <= limit {
		return s, true
	}
	return members(s, limit), true
}

// minText is how much is kept of a text at least, and what its mark takes at most.
const (
	minText = 40
	maxMark = len("… (9999999999 bytes)")
)

// cutMarks returns what the marks of all texts above the line take.
func cutMarks(lengths []int, line int) (size int) {
	for _, n := range lengths {
		if n > line {
			size += maxMark
		}
	}
	return size
}

func gain(lengths []int, line int) (size int) {
	for _, n := range lengths {
		if n > line {
			size += n - line - maxMark
		}
	}
	return size
}

// span is where a text stands, between its quotes.
type span struct{ start, end int }

// texts returns the texts in valid JSON that are values, not names.
func texts(s string) (all []span) {
	for i := 0; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		end := closing(s, i)
		if !isName(s, end) {
			all = append(all, span{i + 1, end})
		}
		i = end
	}
	return all
}

// closing returns where the text ends that begins at start.
func closing(s string, start int) int {
	for i := start + 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(s) - 1
}

func isName(s string, end int) bool {
	for i := end + 1; i < len(s); i++ {
		switch s[i] {
		case ' ', '\t', '\r', '\n':
		default:
			return s[i] == ':'
		}
	}
	return false
}

// cutTexts cuts every text that is longer than line to line, with a mark behind it.
func cutTexts(s string, texts []span, line int) string {
	var b strings.Builder
	b.Grow(len(s))
	done := 0
	for _, t := range texts {
		if t.end-t.start <= line+maxMark {
			continue
		}
		end := t.start + escapeStart(s[t.start:t.end], line)
		b.WriteString(s[done:end])
		b.WriteString(mark(t.end - t.start))
		done = t.end
	}
	b.WriteString(s[done:])
	return b.String()
}

// escapeStart returns the last place at or before most where an escaped text may be cut: before a character, never within
// one or between the halves of a surrogate pair.
func escapeStart(s string, most int) int {
	at := 0
	for at < len(s) {
		next := at + width(s[at:])
		if next > most {
			break
		}
		at = next
	}
	return at
}

// width is how many bytes the first character takes.
func width(s string) int {
	switch {
	case s[0] != '\\':
		n := 1
		for n < len(s) && s[n]&0xC0 == 0x80 {
			n++
		}
		return n
	case len(s) > 1 && s[1] != 'u':
		return 2
	case len(s) >= 12 && strings.EqualFold(s[2:3], "d") && strings.ContainsAny(s[3:4], "89abAB") && s[6:8] == `\u`:
		return 12
	default:
		return min(6, len(s))
	}
}

// members keeps the first members of an object or array that fit, and puts a mark in the place of the others.
func members(s string, limit int) string {
	s = strings.TrimSpace(s)
	object := s[0] == '{'
	tail := `,"` + mark(len(s)) + `"]`
	if object {
		tail = `,"…":"` + mark(len(s)) + `"}`
	}
	end, depth := 1, 0
	for i := 1; i < len(s)-1; i++ {
		switch s[i] {
		case '"':
			i = closing(s, i)
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			if depth == 0 && i+len(tail) <= limit {
				end = i
			}
		}
	}
	if end == 1 {
		tail = tail[1:] // nothing stands before the mark
	}
	return s[:end] + tail
}
