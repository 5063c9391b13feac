package jsontree

// Value is one value of a Tree. The zero Value is Absent.
type Value struct {
	t *Tree
	i int32
}

func (v Value) node() *node {
	if v.t == nil || v.i == 0 {
		return &node{}
	}
	return &v.t.nodes[v.i]
}

// Kind returns the type of the value.
func (v Value) Kind() Kind {
	if v.t == nil || v.i == 0 {
		return Absent
	}
	return v.t.nodes[v.i].kind
}

// Exists says whether there is a value other than null.
func (v Value) Exists() bool { return v.Kind() > Null }

// Cut says whether the text ended inside the value.
func (v Value) Cut() bool { return v.node().cut }

// Sound says whether the value was written in valid JSON, from beginning to end.
func (v Value) Sound() bool {
	n := v.node()
	return !n.cut && !n.dirty
}

// Key returns the name of the member that the value is, "" for others.
func (v Value) Key() string { return v.node().key }

// First returns the first member or element; with Next it walks over all of them:
//
//	for c := v.First(); c.Kind() != jsontree.Absent; c = c.Next() {
func (v Value) First() Value { return Value{v.t, v.node().child} }

// Next returns the sibling after the value.
func (v Value) Next() Value { return Value{v.t, v.node().next} }

// Get returns the member of that name, the first if there are several.
func (v Value) Get(key string) Value {
	if v.Kind() != Object {
		return Value{}
	}
	for i := v.t.nodes[v.i].child; i != 0; i = v.t.nodes[i].next {
		if v.t.nodes[i].key == key {
			return Value{v.t, i}
		}
	}
	return Value{}
}

// Any returns the first member, in the order of keys, that is there and not null.
func (v Value) Any(keys ...string) Value {
	for _, k := range keys {
		if c := v.Get(k); c.Exists() {
			return c
		}
	}
	return Value{}
}

// Text returns the text of a string, "" for anything else.
func (v Value) Text() string {
	n := v.node()
	switch {
	case n.kind != Text:
		return ""
	case n.plain:
		return n.raw
	}
	return unescape(n.raw)
}

// Word returns the text of a string that names something (a role, a type, an id): one that was cut names nothing.
func (v Value) Word() string {
	if v.Cut() {
		return ""
	}
	if v.Kind() == Number {
		return v.node().raw
	}
	return v.Text()
}

// Source returns the text between the quotes of a string, or the text of another value, as it was written.
func (v Value) Source() string { return v.node().raw }

// Tree returns the tree that holds the value, to add to it.
func (v Value) Tree() *Tree { return v.t }
