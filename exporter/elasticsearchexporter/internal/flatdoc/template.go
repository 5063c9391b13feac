package flatdoc

import (
	"encoding/json"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/template"
	"github.com/otelcol-baton/baton/internal/genai"
)

// The names that the indices have, without prefix.
const (
	SpanIndex      = "baton-span"
	RecordIndex    = "baton-log"
	JaegerLogIndex = "jaeger-log" // beside Jaeger's spans
)

type properties = map[string]any

// Template returns the template of a family of flat indices, but for shards and replicas. Its mapping is closed:
// whatever it does not name is kept in the document and is no field.
func Template(form Form, tenants bool) (template.Template, error) {
	f := form.Family
	m := properties{"dynamic": false, "properties": fields(form)}
	if !form.Flattened {
		m["dynamic_templates"] = []any{
			dynamic("attributes", keywordField()), dynamic("numbers", properties{"type": "double"}),
		}
	}
	mappings, err := json.Marshal(m)
	priority := aboveAll
	if tenants {
		priority = aboveOthers
	}
	return template.Template{
		Name: "baton-" + f.Stem(""), Pattern: f.Pattern(tenants), Priority: priority + f.Priority(form.Rank), Mappings: mappings,
		DataStream: f.Rotation() == index.DataStream,
		Settings: properties{
			// Above what one exporter makes fields (see Names), for there may be several.
			"index.mapping.total_fields.limit": 3 * mostNames,
		},
	}, err
}

// Templates go before those that match everything, such as logs-*-* of Elasticsearch 8 (100); those of one name go
// before those of any tenant.
const (
	aboveOthers = 200
	aboveAll    = 2000
)

// dynamic maps whatever comes below any object of this name.
func dynamic(name string, mapping properties) properties {
	return properties{name: properties{"path_match": "*" + name + ".*", "mapping": mapping}}
}

func keywordField() properties { return properties{"type": "keyword", "ignore_above": 1024} }

func fields(form Form) properties {
	kw, when, unread := keywordField(), properties{"type": "date_nanos"}, properties{"type": "keyword", "index": false, "doc_values": false}
	p := properties{
		"@timestamp": when, "end_timestamp": when, "observed_timestamp": when,
		"trace_id": kw, "span_id": kw, "parent_span_id": kw, "trace_state": unread,
		"name": kw, "kind": kw, "duration": properties{"type": "long"},
		"status":          properties{"properties": properties{"code": kw, "message": properties{"type": "text", "norms": false}}},
		"service":         properties{"properties": properties{"name": kw}},
		"severity_number": properties{"type": "integer"}, "severity_text": kw, "event_name": kw,
		"body":     properties{"type": "text", "norms": false},
		unindexed:  unread,
		refused:    kw,
		"resource": properties{"properties": form.attributes()},
		"scope":    properties{"properties": merge(form.attributes(), properties{"name": kw, "version": kw})},
		"events":   properties{"properties": merge(form.part(), properties{"timestamp": when, "name": kw})},
		"links":    properties{"properties": merge(form.part(), properties{"trace_id": kw, "span_id": kw})},
	}
	if form.JaegerIDs {
		p["traceID"], p["spanID"] = kw, kw
	}
	p[genai.RealService] = kw
	for name, t := range typed {
		p[name] = t.field()
	}
	return merge(p, form.attributes())
}

func (t fieldType) field() properties {
	switch t {
	case keyword:
		return keywordField()
	case text:
		return properties{"type": "text", "norms": false}
	default:
		return properties{"type": string(t)}
	}
}

// attributes is the mapping of a map of attributes.
func (f Form) attributes() properties {
	if f.Flattened {
		return properties{"attributes": properties{"type": "flattened", "ignore_above": 1024}}
	}
	open := properties{"type": "object", "dynamic": true}
	return properties{"attributes": open, "numbers": open}
}

// part is the mapping of the attributes of an event or a link.
func (f Form) part() properties {
	if f.Flattened {
		return f.attributes()
	}
	return properties{}
}

func merge(into, from properties) properties {
	for k, v := range from {
		into[k] = v
	}
	return into
}
