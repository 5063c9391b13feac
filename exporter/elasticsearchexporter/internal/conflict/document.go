package conflict

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Document is a document that can lose a field. Its numbers keep every digit.
type Document map[string]any

// Parse reads a document.
func Parse(text []byte) (Document, bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var doc Document
	err := d.Decode(&doc)
	return doc, err == nil && doc != nil
}

// Text is the document as JSON of one line.
func (d Document) Text() ([]byte, bool) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(d)
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), err == nil
}

// Take removes a field and returns its values: one, or those of each object of a list. The parts of its name may be nested
// objects or names with dots, as the server sees no difference. Where the document has no such field, what is below it is
// taken, as objects of one member.
func (d Document) Take(field string) []any {
	exact := func(in map[string]any, field string) (values []any) {
		if v, ok := in[field]; ok {
			delete(in, field)
			values = append(values, v)
		}
		return values
	}
	if values := take(d, field, exact); len(values) > 0 {
		return values
	}
	return take(d, field, func(in map[string]any, field string) (values []any) {
		for name, v := range in {
			if strings.HasPrefix(name, field+".") {
				delete(in, name)
				values = append(values, map[string]any{name: v})
			}
		}
		return values
	})
}

// take calls from for each object that the field may be a member of, with what is left of its name there.
func take(in map[string]any, field string, from func(map[string]any, string) []any) []any {
	values := from(in, field)
	for name, v := range in {
		rest, ok := strings.CutPrefix(field, name+".")
		if !ok {
			continue
		}
		switch inner := v.(type) {
		case map[string]any:
			values = append(values, take(inner, rest, from)...)
		case []any:
			for _, element := range inner {
				if object, ok := element.(map[string]any); ok {
					values = append(values, take(object, rest, from)...)
				}
			}
		}
	}
	return values
}
