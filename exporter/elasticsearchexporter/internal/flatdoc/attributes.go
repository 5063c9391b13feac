package flatdoc

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
)

// object collects the attributes of one map until they are written: fields come from all of them at once. Its parts
// are JSON members, each with a comma behind it.
type object struct {
	attributes, numbers, unindexed []byte
}

func (o *object) reset() {
	o.attributes, o.numbers, o.unindexed = o.attributes[:0], o.numbers[:0], o.unindexed[:0]
}

// add puts an attribute where the form of the document wants it.
func (w *writer) add(o *object, key string, v pcommon.Value) {
	switch {
	case w.plain, w.form.Flattened && deeper(v, mostDepth):
		o.unindexed = appendMember(o.unindexed, key, v)
	case w.form.Flattened:
		o.attributes = appendMember(o.attributes, key, v)
	default:
		w.addFields(o, key, v)
	}
}

// mostDepth is how deep a value may be nested; the server's limit is 20, with the attributes themselves.
const mostDepth = 18

// deeper says that a value is nested deeper than so many levels.
func deeper(v pcommon.Value, levels int) bool {
	switch v.Type() {
	case pcommon.ValueTypeMap:
		for _, inner := range v.Map().All() {
			if levels == 0 || deeper(inner, levels-1) {
				return true
			}
		}
	case pcommon.ValueTypeSlice:
		for _, inner := range v.Slice().All() {
			if levels == 0 || deeper(inner, levels-1) {
				return true
			}
		}
	}
	return false
}

// addFields makes an attribute a keyword and, if it is a number, a number. Structures are their JSON text.
func (w *writer) addFields(o *object, key string, v pcommon.Value) {
	name, ok := "", key != ""
	if ok {
		name, ok = w.form.Names.admit(key)
	}
	if !ok {
		o.unindexed = appendMember(o.unindexed, key, v)
		return
	}
	switch v.Type() {
	case pcommon.ValueTypeMap:
		o.attributes = appendName(o.attributes, name)
		o.attributes = append(appendQuoted(o.attributes, v), ',')
	case pcommon.ValueTypeSlice:
		o.attributes = appendName(o.attributes, name)
		if keyword.fitsAll(v.Slice()) {
			o.attributes = append(jsontext.AppendValue(o.attributes, v, false), ',')
		} else {
			o.attributes = append(appendQuoted(o.attributes, v), ',')
		}
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble:
		o.attributes = appendMember(o.attributes, name, v)
		if double.fits(v) {
			o.numbers = appendMember(o.numbers, name, v)
		}
	default:
		o.attributes = appendMember(o.attributes, name, v)
	}
}

// appendTo writes the collected parts as members of an object that has some already.
func (o *object) appendTo(dst []byte) []byte {
	if len(o.attributes) > 0 {
		dst = append(dst, `,"attributes":{`...)
		dst = append(dst, o.attributes[:len(o.attributes)-1]...)
		dst = append(dst, '}')
	}
	if len(o.numbers) > 0 {
		dst = append(dst, `,"numbers":{`...)
		dst = append(dst, o.numbers[:len(o.numbers)-1]...)
		dst = append(dst, '}')
	}
	if len(o.unindexed) > 0 {
		dst = append(dst, `,"unindexed":`...)
		o.unindexed[len(o.unindexed)-1] = '}'
		dst, _ = jsontext.AppendString(dst, "{"+string(o.unindexed))
	}
	return dst
}

func appendMember(dst []byte, key string, v pcommon.Value) []byte {
	dst = appendName(dst, key)
	return append(jsontext.AppendValue(dst, v, false), ',')
}

func appendName(dst []byte, key string) []byte {
	dst, _ = jsontext.AppendString(dst, key)
	return append(dst, ':')
}
