package jsontree

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
	clear(t.nodes)
	t.nodes = t.nodes[:0]
}

func (t *Tree) add(n node) int32 {
	if len(t.nodes) == 0 {
		t.nodes = append(t.nodes, node{}) // index 0 is Absent
	}
	t.nodes = append(t.nodes, n)
	return int32(len(t.nodes) - 1)
}

func (t *Tree) full() bool { return len(t.nodes) >= maxNodes }

// String makes a value of a plain text.
func (t *Tree) String(s string) Value {
	return Value{t, t.add(node{kind: Text, plain: true, loose: true, raw: s})}
}
