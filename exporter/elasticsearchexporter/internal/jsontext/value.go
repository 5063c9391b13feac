package jsontext

import (
	"encoding/base64"
	"slices"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// AppendValue appends an attribute value as JSON: a map as an object with its keys in order, bytes as base64, a number
// that JSON lacks as a string. HTML escapes <, > and & as encoding/json does.
func AppendValue(dst []byte, v pcommon.Value, html bool) []byte {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		dst = append(dst, '"')
		dst, _ = appendEscaped(dst, v.Str(), html)
		return append(dst, '"')
	case pcommon.ValueTypeInt:
		return strconv.AppendInt(dst, v.Int(), 10)
	case pcommon.ValueTypeDouble:
		dst, _ = AppendFloat(dst, v.Double())
		return dst
	case pcommon.ValueTypeBool:
		return strconv.AppendBool(dst, v.Bool())
	case pcommon.ValueTypeBytes:
		dst = append(dst, '"')
		dst = base64.StdEncoding.AppendEncode(dst, v.Bytes().AsRaw())
		return append(dst, '"')
	case pcommon.ValueTypeSlice:
		return appendSlice(dst, v.Slice(), html)
	case pcommon.ValueTypeMap:
		return appendMap(dst, v.Map(), html)
	default:
		return append(dst, "null"...)
	}
}

func appendSlice(dst []byte, s pcommon.Slice, html bool) []byte {
	dst = append(dst, '[')
	for i := range s.Len() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendValue(dst, s.At(i), html)
	}
	return append(dst, ']')
}

// appendMap writes the keys in order, the last of equal ones once, as a Go map would be written.
func appendMap(dst []byte, m pcommon.Map, html bool) []byte {
	values := make(map[string]pcommon.Value, m.Len())
	keys := make([]string, 0, m.Len())
	for k, v := range m.All() {
		if _, seen := values[k]; !seen {
			keys = append(keys, k)
		}
		values[k] = v
	}
	slices.Sort(keys)
	dst = append(dst, '{')
	for i, k := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst, _ = appendEscaped(dst, k, html)
		dst = append(dst, '"', ':')
		dst = AppendValue(dst, values[k], html)
	}
	return append(dst, '}')
}
