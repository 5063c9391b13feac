package jsontree

import (
	"encoding/base64"
	"math"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Value makes a tree of a structured OTLP value. A string in it is a text, also if it holds JSON; bytes become base64.
func (t *Tree) Value(v pcommon.Value) Value {
	return Value{t, t.value(v, 0)}
}

// Map is Value for the members of an object.
func (t *Tree) Map(m pcommon.Map) Value {
	return Value{t, t.object(m, 0)}
}

func (t *Tree) value(v pcommon.Value, depth int) int32 {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return t.add(node{kind: Text, plain: true, loose: true, raw: v.Str()})
	case pcommon.ValueTypeInt:
		return t.add(node{kind: Number, raw: strconv.FormatInt(v.Int(), 10)})
	case pcommon.ValueTypeDouble:
		if math.IsNaN(v.Double()) || math.IsInf(v.Double(), 0) {
			break
		}
		return t.add(node{kind: Number, raw: strconv.FormatFloat(v.Double(), 'g', -1, 64)})
	case pcommon.ValueTypeBool:
		return t.add(node{kind: Bool, raw: strconv.FormatBool(v.Bool())})
	case pcommon.ValueTypeBytes:
		raw := base64.StdEncoding.EncodeToString(v.Bytes().AsRaw())
		return t.add(node{kind: Text, plain: true, loose: true, raw: raw})
	case pcommon.ValueTypeMap:
		return t.object(v.Map(), depth)
	case pcommon.ValueTypeSlice:
		return t.array(v.Slice(), depth)
	}
	return t.add(node{kind: Null, raw: "null"})
}

func (t *Tree) object(m pcommon.Map, depth int) int32 {
	self, last := t.add(node{kind: Object}), int32(0)
	for k, v := range m.All() {
		if depth >= maxDepth || t.Full() {
			t.nodes[self].cut = true
			break
		}
		last = t.append(self, last, t.value(v, depth+1))
		t.nodes[last].key = k
	}
	return self
}

func (t *Tree) array(s pcommon.Slice, depth int) int32 {
	self, last := t.add(node{kind: Array}), int32(0)
	for _, v := range s.All() {
		if depth >= maxDepth || t.Full() {
			t.nodes[self].cut = true
			break
		}
		last = t.append(self, last, t.value(v, depth+1))
	}
	return self
}

// append hangs a child behind the last one of its parent and returns it.
func (t *Tree) append(parent, last, child int32) int32 {
	if last == 0 {
		t.nodes[parent].child = child
	} else {
		t.nodes[last].next = child
	}
	n := &t.nodes[parent]
	n.cut = n.cut || t.nodes[child].cut
	return child
}
