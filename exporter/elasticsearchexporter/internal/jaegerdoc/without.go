package jaegerdoc

import (
	"encoding/json"
	"strings"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/conflict"
)

// IsSpan says that a document is that of a span.
func IsSpan(d conflict.Document) bool { return d["process"] != nil && d["operationName"] != nil }

// Without takes a tag that was kept apart as a field, of the span or of its process, back into the list of tags, where the
// index takes any value and Jaeger shows it all the same. Other fields a span is nothing without.
func (f Fields) Without(d conflict.Document, field string) bool {
	in, name := map[string]any(d), ""
	if tag, ok := strings.CutPrefix(field, "tag."); ok {
		name = tag
	} else if tag, ok := strings.CutPrefix(field, "process.tag."); ok {
		name = tag
		in, ok = d["process"].(map[string]any)
		if !ok {
			return false
		}
	} else {
		return false
	}
	values := d.Take(field)
	list, _ := in["tags"].([]any)
	for _, v := range values {
		list = append(list, map[string]any{"key": strings.ReplaceAll(name, f.dot, "."), "type": typeOf(v), "value": v})
	}
	in["tags"] = list
	return len(values) > 0
}

// typeOf is the type that Jaeger gives a value of JSON.
func typeOf(v any) string {
	switch v := v.(type) {
	case bool:
		return "bool"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "float64"
		}
		return "int64"
	default:
		return "string"
	}
}
