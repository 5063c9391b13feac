package jsontree

import "strings"

// text reads the string that begins at pos with the given quote into n.
func (p *parser) text(n *node, quote byte) {
	p.pos++
	start := p.pos
	n.kind, n.plain, n.dirty = Text, true, quote == '\''
	for p.pos < len(p.s) {
		if quote == '"' {
			if p.pos = textEnd(p.s, p.pos); p.pos == len(p.s) {
				break
			}
		}
		switch c := p.s[p.pos]; {
		case c == quote:
			n.raw = p.s[start:p.pos]
			p.pos++
			return
		case c == '\\':
			n.plain = false
			size := escapeLen(p.s[p.pos:])
			if size == 0 {
				n.dirty = true
				size = min(2, len(p.s)-p.pos)
			}
			p.pos += size
		case c < ' ' || (quote == '\'' && c == '"'):
			n.dirty = true
			p.pos++
		default:
			p.pos++
		}
	}
	p.pos = len(p.s)
	n.raw, n.cut, n.dirty = p.s[start:], true, true
	p.stop = true
}

// escapeLen returns the length of the escape that s begins with, 0 if it is none of JSON's.
func escapeLen(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex4(s); ok {
			return 6
		}
	}
	return 0
}

// words are the literals: those of JSON and what Python writes in their place.
var words = []struct {
	text  string
	kind  Kind
	means string
	dirty bool
}{
	{"null", Null, "null", false},
	{"true", Bool, "true", false},
	{"false", Bool, "false", false},
	{"None", Null, "null", true},
	{"True", Bool, "true", true},
	{"False", Bool, "false", true},
	{"NaN", Null, "null", true},
	{"Infinity", Null, "null", true},
	{"-Infinity", Null, "null", true},
}

// scalar reads a literal or a number. One in a container that the text ends in is not kept: nobody knows how it goes on.
func (p *parser) scalar(depth int) int32 {
	rest := p.s[p.pos:]
	size, valid := numberLen(rest)
	if size == 0 || strings.HasPrefix(rest, "-I") {
		return p.word(rest)
	}
	p.pos += size
	if p.pos == len(p.s) && depth > 0 {
		p.stop = true
		return 0
	}
	if !valid {
		p.bad = true
		return 0
	}
	return p.t.add(node{kind: Number, raw: rest[:size]})
}

func (p *parser) word(rest string) int32 {
	for i := range words {
		w := &words[i]
		if w.text[0] != rest[0] {
			continue
		}
		if strings.HasPrefix(rest, w.text) {
			p.pos += len(w.text)
			return p.t.add(node{kind: w.kind, raw: w.means, dirty: w.dirty})
		}
		if strings.HasPrefix(w.text, rest) {
			p.pos, p.stop = len(p.s), true
			return 0
		}
	}
	p.bad = true
	return 0
}

// numberLen returns how many bytes of s could be a number, and whether they are one.
func numberLen(s string) (size int, valid bool) {
	for size < len(s) && inNumber(s[size]) {
		size++
	}
	n := s[:size]
	n = strings.TrimPrefix(n, "-")
	whole := digits(n)
	if whole == 0 || (whole > 1 && n[0] == '0') {
		return size, false
	}
	if n = n[whole:]; strings.HasPrefix(n, ".") {
		f := digits(n[1:])
		if f == 0 {
			return size, false
		}
		n = n[1+f:]
	}
	if n != "" && (n[0] == 'e' || n[0] == 'E') {
		n = n[1:]
		if n != "" && (n[0] == '+' || n[0] == '-') {
			n = n[1:]
		}
		e := digits(n)
		if e == 0 {
			return size, false
		}
		n = n[e:]
	}
	return size, n == ""
}

func inNumber(c byte) bool {
	switch c {
	case '+', '-', '.', 'e', 'E':
		return true
	}
	return c >= '0' && c <= '9'
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
