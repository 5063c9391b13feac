package jsontree

import (
	"strings"
	"unicode/utf8"
)

// Parse reads one text. ok is false when the text is not JSON, nor the beginning of one that was cut. A text that is
// cut before the first value is complete enough to keep yields an empty array or object.
func (t *Tree) Parse(s string) (v Value, ok bool) {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	p := parser{t: t, s: s}
	start := len(t.nodes)
	p.space()
	i := p.value(0)
	p.space()
	if i == 0 || p.bad || (p.pos < len(s) && !t.nodes[i].cut) {
		t.cut(start)
		return Value{}, false
	}
	return Value{t, i}, true
}

// ParseContainer is Parse for texts that may as well be prose: only an object or an array counts.
func (t *Tree) ParseContainer(s string) (Value, bool) {
	if !LooksLikeContainer(s) {
		return Value{}, false
	}
	return t.Parse(s)
}

// LooksLikeContainer says whether the text begins like an object or an array.
func LooksLikeContainer(s string) bool { return first(s) == '{' || first(s) == '[' }

// LooksLikeArray says whether the text begins like an array.
func LooksLikeArray(s string) bool { return first(s) == '[' }

// first returns what a text begins with, behind blanks, 0 for nothing.
func first(s string) byte {
	for i := range len(s) {
		switch s[i] {
		case ' ', '\t', '\n', '\r':
		default:
			return s[i]
		}
	}
	return 0
}

type parser struct {
	t    *Tree
	s    string
	pos  int
	bad  bool // the text breaks the grammar
	stop bool // the text, or the room for it, has ended
}

func (p *parser) space() {
	for p.pos < len(p.s) {
		switch p.s[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// value reads the value at pos and returns its node, 0 if there is none.
func (p *parser) value(depth int) int32 {
	if p.pos >= len(p.s) || depth > maxDepth || p.t.Full() {
		p.stop = true
		return 0
	}
	switch c := p.s[p.pos]; c {
	case '{':
		return p.container(Object, '}', depth)
	case '[':
		return p.container(Array, ']', depth)
	case '"':
		i, n := p.t.next()
		p.text(n, c)
		return i
	case '\'':
		if depth == 0 {
			p.bad = true
			return 0
		}
		i, n := p.t.next()
		p.text(n, c)
		return i
	default:
		return p.scalar(depth)
	}
}

// container reads an object or an array. When the text ends inside, what is complete is kept.
func (p *parser) container(kind Kind, end byte, depth int) int32 {
	start := p.pos
	p.pos++
	self, _ := p.t.next()
	last, children := int32(0), int32(0)
	closed, dirty, cut := false, false, false
	var key node
	for first := true; !p.bad && !p.stop; first = false {
		if closed = p.closes(end, first); closed || p.bad || p.stop {
			break
		}
		if kind == Object {
			if p.key(&key); p.bad || p.stop {
				break
			}
			dirty = dirty || key.dirty
		}
		child := p.value(depth + 1)
		if child == 0 {
			break
		}
		c := &p.t.nodes[child]
		if kind == Object {
			c.key = key.raw
			if !key.plain {
				c.key = unescape(key.raw)
			}
		}
		dirty, cut = dirty || c.dirty, cut || c.cut
		if last == 0 {
			children = child
		} else {
			p.t.nodes[last].next = child
		}
		last = child
	}
	n := &p.t.nodes[self]
	n.kind, n.child, n.dirty, n.cut = kind, children, dirty, cut || !closed
	n.raw = p.s[start:min(p.pos, len(p.s))]
	return self
}

// closes reads what stands before an element: nothing before the first, a comma before others, or the end.
func (p *parser) closes(end byte, first bool) bool {
	p.space()
	if p.pos >= len(p.s) {
		p.stop = true
		return false
	}
	if p.s[p.pos] == end {
		p.pos++
		return true
	}
	if first {
		return false
	}
	if p.s[p.pos] != ',' {
		p.bad = true
		return false
	}
	p.pos++
	p.space()
	p.stop = p.pos >= len(p.s)
	return false
}

// key reads a member's name and the colon after it.
func (p *parser) key(k *node) {
	quote := p.s[p.pos]
	if quote != '"' && quote != '\'' {
		p.bad = true
		return
	}
	p.text(k, quote)
	p.space()
	switch {
	case k.cut || p.pos >= len(p.s):
		p.stop = true
		return
	case p.s[p.pos] != ':':
		p.bad = true
		return
	}
	p.pos++
	p.space()
}
