package jaegerdoc

import (
	"bytes"
	"strings"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
)

// Fields says which tags are stored as fields of "tag", for aggregations, and not in the nested list. The zero value
// keeps none apart.
type Fields struct {
	all  bool
	dot  string
	keys map[string]string // tag → field
	// lengths has a bit for each length that a key of keys has: most tags are told by that alone.
	lengths uint64
}

// NewFields keeps all tags apart, or those of keys and the two that Jaeger always keeps apart, span.kind and error. Dot
// stands for the dots in a field's name.
func NewFields(all bool, keys []string, dot string) Fields {
	f := Fields{all: all, dot: dot, keys: map[string]string{}}
	for _, key := range append([]string{"span.kind", "error"}, keys...) {
		f.keys[key] = strings.ReplaceAll(key, ".", dot)
		f.lengths |= 1 << (len(key) & 63)
	}
	return f
}

// name returns the field of a tag, and whether the tag is kept apart.
func (f *Fields) name(key string) (string, bool) {
	if f.lengths&(1<<(len(key)&63)) != 0 {
		if name, ok := f.keys[key]; ok {
			return name, true
		}
	}
	if f.all {
		return strings.ReplaceAll(key, ".", f.dot), true
	}
	return "", false
}

// elevation collects the fields of one "tag" object. A later value of the same name replaces the earlier, for
// Elasticsearch refuses a document with a field twice.
type elevation struct {
	buf   []byte
	spans []fieldSpan
}

// fieldSpan is where a field's value lies in the buffer.
type fieldSpan struct {
	name     string
	from, to int
}

func (e *elevation) reset() {
	e.buf, e.spans = e.buf[:0], e.spans[:0]
}

// begin starts a field; its value is then appended to buf, and end closes it.
func (e *elevation) begin(name string) {
	e.spans = append(e.spans, fieldSpan{name: name, from: len(e.buf)})
}

func (e *elevation) end() {
	last := len(e.spans) - 1
	e.spans[last].to = len(e.buf)
	if last > 64 {
		return // appendObject sorts out equal names, all at once
	}
	for i := range e.spans[:last] {
		if e.spans[i].name == e.spans[last].name {
			e.spans[i] = e.spans[last]
			e.spans = e.spans[:last]
			return
		}
	}
}

// appendObject writes ,"tag":{…}, or nothing when no field was collected.
func (e *elevation) appendObject(dst []byte) []byte {
	if len(e.spans) == 0 {
		return dst
	}
	var seen map[string]bool
	if len(e.spans) > 64 {
		seen = make(map[string]bool, len(e.spans))
	}
	dst = append(dst, `,"tag":{`...)
	for i := len(e.spans) - 1; i >= 0; i-- {
		f := e.spans[i]
		if seen != nil {
			if seen[f.name] {
				continue
			}
			seen[f.name] = true
		}
		dst, _ = jsontext.AppendString(dst, f.name)
		dst = append(dst, ':')
		dst = append(dst, e.buf[f.from:f.to]...)
		dst = append(dst, ',')
	}
	return append(bytes.TrimSuffix(dst, []byte{','}), '}')
}
