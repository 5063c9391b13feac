package flatdoc

import (
	"encoding/json"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/conflict"
)

// Where a field goes that the index refuses: its value is kept as text, its name is one that searches find.
const (
	unindexed = "unindexed"
	refused   = "refused_fields"
)

// needed are fields that a document is nothing without.
var needed = map[string]bool{"@timestamp": true, "trace_id": true, "span_id": true, "traceID": true, "spanID": true, unindexed: true, refused: true}

// Without takes a field out of a document and keeps its value in "unindexed", under the name that the server has for it. It
// fails where the document has no such field or is nothing without it.
func Without(d conflict.Document, field string) bool {
	if needed[field] {
		return false
	}
	values := d.Take(field)
	if len(values) == 0 {
		return false
	}
	kept := map[string]any{}
	if text, ok := d[unindexed].(string); ok {
		if before, ok := conflict.Parse([]byte(text)); ok {
			kept = before
		}
	}
	if kept[field] = any(values); len(values) == 1 {
		kept[field] = values[0]
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return false
	}
	d[unindexed] = string(text)
	list, _ := d[refused].([]any)
	d[refused] = append(list, field)
	return true
}
