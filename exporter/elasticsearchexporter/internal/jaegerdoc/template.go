package jaegerdoc

import (
	_ "embed"
	"encoding/json"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/template"
)

// The names that Jaeger's indices have, without prefix.
const (
	SpanIndex         = "jaeger-span"
	ServiceIndex      = "jaeger-service"
	DependenciesIndex = "jaeger-dependencies"
)

// Mappings of Jaeger's indices, as its own templates put them (v1.76). Those of dependencies are Elasticsearch's guess
// there, and spelled out here.
var (
	//go:embed mappings_span.json
	spanMappings []byte
	//go:embed mappings_service.json
	serviceMappings []byte
	//go:embed mappings_dependencies.json
	dependenciesMappings []byte
)

// Template returns the template of one of Jaeger's families of indices, but for shards and replicas: under Jaeger's own
// name and in the form that Jaeger puts on that server, so that there is one, whoever comes first. With tenants it needs
// a wider pattern than Jaeger's on Elasticsearch 8, and so another name.
func Template(server cluster.Server, f index.Family, tenants bool) template.Template {
	t := template.Template{
		Name: f.Stem(""), Pattern: "*" + f.Base() + "-*", Legacy: !server.Composable(), Mappings: mappings(f.Base()),
		Settings: map[string]any{"index.mapping.nested_fields.limit": 50, "index.requests.cache.enable": true},
	}
	if server.Composable() {
		t.Pattern = f.Stem("") + "-*"
		if tenants {
			t.Name, t.Pattern, t.Priority = "baton-tenants-"+f.Stem(""), f.Pattern(true), 1+f.Priority(ranks[f.Base()])
		}
	}
	return t
}

var ranks = map[string]int{SpanIndex: 0, ServiceIndex: 1, DependenciesIndex: 2}

func mappings(base string) json.RawMessage {
	switch base {
	case ServiceIndex:
		return serviceMappings
	case DependenciesIndex:
		return dependenciesMappings
	default:
		return spanMappings
	}
}
