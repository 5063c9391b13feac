package wiresize

import "go.opentelemetry.io/collector/pdata/pcommon"

// attributes is a list of fields with a key and a value each.
func attributes(m pcommon.Map) int {
	n := 0
	for key, v := range m.All() {
		s := v.Str() // empty for all but texts, which most are
		if k, l := len(key), len(s); 0 < k && k < oneByte && 0 < l && l < oneByte-2 {
			// Key, value and the text in it have a tag and a length of one byte each.
			n += Message(6 + k + l)
			continue
		}
		if s != "" {
			n += Message(Text(key) + Message(Message(len(s))))
		} else {
			n += Message(Text(key) + Message(value(v)))
		}
	}
	return n
}

// value is the one field that a value has, or none.
func value(v pcommon.Value) int {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return Message(len(v.Str()))
	case pcommon.ValueTypeInt:
		return 1 + Varint(uint64(v.Int())) //nolint:gosec // a negative number is written in ten bytes
	case pcommon.ValueTypeDouble:
		return fixed64
	case pcommon.ValueTypeBool:
		return 2
	case pcommon.ValueTypeBytes:
		return Message(v.Bytes().Len())
	case pcommon.ValueTypeMap:
		return Message(attributes(v.Map()))
	case pcommon.ValueTypeSlice:
		n := 0
		for _, entry := range v.Slice().All() {
			n += Message(value(entry))
		}
		return Message(n)
	default:
		return 0
	}
}
