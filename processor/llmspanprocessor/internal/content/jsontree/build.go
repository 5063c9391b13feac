package jsontree

import "strings"

// maxMembers bounds the members of what Set builds, because each is found by looking at all before it. A message of
// more parts than that is cut.
const maxMembers = 512

// Object makes an empty object.
func (t *Tree) Object() Value { return Value{t, t.add(node{kind: Object})} }

// Set hangs a leaf into an object under a path such as "tool_calls.0.function.name": a number is an index of an array.
// Elements come to stand in the order of their numbers. Where the path is taken by a value, or the room is used up, Set
// does nothing.
func (t *Tree) Set(root Value, path string, leaf Value) {
	at := root.i
	for {
		key, rest, more := strings.Cut(path, ".")
		if !more {
			if child, isNew := t.member(at, key); isNew {
				n := &t.nodes[child]
				next := n.next
				*n = t.nodes[leaf.i]
				n.key, n.next = key, next
			}
			return
		}
		child, isNew := t.member(at, key)
		if child == 0 {
			return
		}
		if isNew {
			t.nodes[child].kind = Object
			if isIndex(rest) {
				t.nodes[child].kind = Array
			}
		}
		at, path = child, rest
	}
}

// member finds or makes the child of that name; 0 is none.
func (t *Tree) member(parent int32, key string) (child int32, isNew bool) {
	if kind := t.nodes[parent].kind; kind != Object && kind != Array || t.Full() {
		return 0, false
	}
	before := int32(0)
	i, count := t.nodes[parent].child, 0
	for ; i != 0; i = t.nodes[i].next {
		if t.nodes[i].key == key {
			return i, false
		}
		if count++; count > maxMembers {
			return 0, false
		}
		if t.nodes[parent].kind == Array && less(key, t.nodes[i].key) {
			break
		}
		before = i
	}
	child = t.add(node{kind: Null, raw: "null", key: key, next: i})
	if before == 0 {
		t.nodes[parent].child = child
	} else {
		t.nodes[before].next = child
	}
	return child, true
}

func isIndex(path string) bool {
	n := digits(path)
	return n > 0 && (n == len(path) || path[n] == '.')
}

// less compares two indexes as numbers.
func less(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// Replace puts another value in the place of this one.
func (v Value) Replace(with Value) {
	n := &v.t.nodes[v.i]
	key, next := n.key, n.next
	*n = *with.node()
	n.key, n.next = key, next
}
