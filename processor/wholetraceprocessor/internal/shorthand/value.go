package shorthand

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/wiresize"
)

// Tags of values.
const (
	tagEmpty = iota
	tagString
	tagTrue
	tagFalse
	tagInt
	tagDouble
	tagBytes
	tagMap
	tagSlice
)

// Beyond these a map is written as it is, since what looks for keys that are there twice takes the square of them.
const (
	mostLiterals = 64 // keys of attributes that are no words
	mostInside   = 64 // keys of a map inside
)

// attributes writes a map and returns what its entries take on the wire as fields of what holds it. A key that is there
// twice is not known here.
func (w *writer) attributes(m pcommon.Map) (size int, err error) {
	w.uvarint(uint64(m.Len()))
	w.maps++
	w.literal = w.literal[:0]
	last := noKey
	for key, v := range m.All() {
		n := w.key(last, key)
		if last = n; n >= 0 {
			if w.again(n) {
				return 0, errUnknown
			}
		} else if len(w.literal) == mostLiterals || slices.Contains(w.literal, key) {
			return 0, errUnknown
		} else {
			w.literal = append(w.literal, key)
		}
		bytes, err := w.attribute(n, v)
		if err != nil {
			return 0, err
		}
		size += wiresize.Message(wiresize.Text(key) + wiresize.Message(bytes))
	}
	return size, nil
}

// again notes that a key is in the present map of attributes, and reports whether it was before.
func (w *writer) again(number int) bool {
	if number >= len(w.keys) {
		w.keys = append(w.keys, make([]uint32, max(number+1, 256)-len(w.keys))...)
	}
	was := w.keys[number]
	w.keys[number] = w.maps
	return was == w.maps
}

// inside writes a map that is a value.
func (w *writer) inside(m pcommon.Map) (size int, err error) {
	if m.Len() > mostInside {
		return 0, errUnknown
	}
	w.uvarint(uint64(m.Len()))
	keys := make([]string, 0, mostInside)
	for key, v := range m.All() {
		if slices.Contains(keys, key) {
			return 0, errUnknown
		}
		keys = append(keys, key)
		w.word(key)
		n, err := w.value(v)
		if err != nil {
			return 0, err
		}
		size += wiresize.Message(wiresize.Text(key) + wiresize.Message(n))
	}
	return wiresize.Message(size), nil
}

// value writes a value and returns what it takes on the wire.
func (w *writer) value(v pcommon.Value) (size int, err error) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		w.b = append(w.b, tagString)
		w.word(v.Str())
		return wiresize.Message(len(v.Str())), nil
	case pcommon.ValueTypeBool:
		if v.Bool() {
			w.b = append(w.b, tagTrue)
		} else {
			w.b = append(w.b, tagFalse)
		}
		return 2, nil
	case pcommon.ValueTypeInt:
		w.b = append(w.b, tagInt)
		w.varint(v.Int())
		return 1 + wiresize.Varint(uint64(v.Int())), nil
	case pcommon.ValueTypeDouble:
		w.b = append(w.b, tagDouble)
		w.double(v.Double())
		return 9, nil
	case pcommon.ValueTypeBytes:
		b := v.Bytes()
		w.b = append(w.b, tagBytes)
		w.uvarint(uint64(b.Len()))
		w.b = append(w.b, b.AsRaw()...)
		return wiresize.Message(b.Len()), nil
	case pcommon.ValueTypeMap:
		w.b = append(w.b, tagMap)
		return w.inside(v.Map())
	case pcommon.ValueTypeSlice:
		w.b = append(w.b, tagSlice)
		return w.slice(v.Slice())
	}
	w.b = append(w.b, tagEmpty)
	return 0, nil
}

func (w *writer) slice(s pcommon.Slice) (size int, err error) {
	w.uvarint(uint64(s.Len()))
	for i := range s.Len() {
		n, err := w.value(s.At(i))
		if err != nil {
			return 0, err
		}
		size += wiresize.Message(n)
	}
	return wiresize.Message(size), nil
}
