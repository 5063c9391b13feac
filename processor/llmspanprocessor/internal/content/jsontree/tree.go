package jsontree

import "slices"

// Kind is the type of a value.
type Kind uint8

// The kinds of values. Absent is a member that is not there.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	Text
	Array
	Object
)

// The bounds of one tree. A chat of 200,000 nodes has more than 10,000 messages; 128 levels are deeper than any
// provider's JSON.
const (
	maxNodes = 1 << 18
	maxDepth = 128
)

// node is one value. Its children are a linked list through next.
type node struct {
	kind Kind
	// cut says that the text ended inside the value.
	cut bool
	// dirty says that raw is not valid JSON, here or further down, and has to be written anew.
	dirty bool
	// plain says that raw is a string's text itself, without quotes or escapes.
	plain bool
	// loose says that a plain raw comes from elsewhere than JSON and may hold what must be escaped.
	loose       bool
	child, next int32
	key         string
	raw         string // a string: what stands between the quotes; anything else: the source text
}

// Tree holds the values of several texts, so that one allocation serves them all. It is not safe for concurrent use.
type Tree struct {
	nodes []node
}

// Reset forgets all values; those handed out before must no longer be used.
func (t *Tree) Reset() {
	const keep = 1 << 12 // a tree in a pool should not hold on to the memory of the largest prompt it ever met
	if cap(t.nodes) > keep {
		t.nodes = nil
		return
	}
	t.cut(0)
}

// cut forgets the values from that number on. What lies behind the nodes in memory is always clear.
func (t *Tree) cut(from int) {
	if from = max(from, 1); from < len(t.nodes) {
		clear(t.nodes[from:])
		t.nodes = t.nodes[:from]
	}
}

// next makes an empty node, to be filled where it stands: it is large. The pointer holds until the next call.
func (t *Tree) next() (int32, *node) {
	if len(t.nodes) == cap(t.nodes) {
		t.grow()
	}
	i := len(t.nodes)
	t.nodes = t.nodes[:i+1]
	return int32(i), &t.nodes[i]
}

func (t *Tree) grow() {
	const least = 16
	if t.nodes == nil {
		t.nodes = make([]node, 1, least) // index 0 is Absent
		return
	}
	t.nodes = slices.Grow(t.nodes, len(t.nodes))
}

func (t *Tree) add(n node) int32 {
	i, at := t.next()
	*at = n
	return i
}

// Full says whether there is no room for more values; what is added all the same is left out.
func (t *Tree) Full() bool { return len(t.nodes) >= maxNodes }

// String makes a value of a plain text.
func (t *Tree) String(s string) Value {
	return Value{t, t.add(node{kind: Text, plain: true, loose: true, raw: s})}
}
