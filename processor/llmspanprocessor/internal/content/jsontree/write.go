package jsontree

// AppendJSON appends the value as valid JSON: the source as it stands where that is valid, members in their order.
// An absent value is null.
func (v Value) AppendJSON(dst []byte) []byte {
	n := v.node()
	switch n.kind {
	case Absent:
		return append(dst, "null"...)
	case Text:
		return v.AppendText(dst)
	case Array, Object:
		if n.raw != "" && !n.dirty && !n.cut {
			return append(dst, n.raw...)
		}
		return v.appendMembers(dst, n)
	default:
		return append(dst, n.raw...)
	}
}

func (v Value) appendMembers(dst []byte, n *node) []byte {
	brackets := "[]"
	if n.kind == Object {
		brackets = "{}"
	}
	dst = append(dst, brackets[0])
	for i := n.child; i != 0; {
		c := Value{v.t, i}
		if i != n.child {
			dst = append(dst, ',')
		}
		if n.kind == Object {
			dst = append(AppendString(dst, c.Key()), ':')
		}
		dst = c.AppendJSON(dst)
		i = v.t.nodes[i].next
	}
	return append(dst, brackets[1])
}

// AppendText appends a string's text as a JSON string, without unescaping what is escaped already.
func (v Value) AppendText(dst []byte) []byte {
	n := v.node()
	if n.plain && (n.loose || n.dirty || n.cut) {
		return AppendString(dst, n.raw)
	}
	if n.dirty || n.cut {
		return AppendString(dst, unescape(n.raw))
	}
	dst = append(dst, '"')
	dst = append(dst, n.raw...)
	return append(dst, '"')
}
