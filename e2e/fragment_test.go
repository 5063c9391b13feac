package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// fragment is what a document shows of a config.
type fragment struct {
	Receivers, Processors, Exporters, Connectors, Extensions map[string]any
	Service                                                  struct {
		Pipelines map[string]struct{ Receivers, Processors, Exporters []string }
	}
}

// needed are the settings of components that do not start with none.
var needed = map[string]any{
	"otlp":      map[string]any{"protocols": map[string]any{"http": nil}},
	"otlp_http": map[string]any{"endpoint": "http://localhost:14318"},
	"file":      map[string]any{"path": "traces.jsonl"},
}

// completion is the config to put before a fragment so that it is whole: what its pipelines name and it does not show, and
// pipelines that use what it shows and puts into none.
func completion(t *testing.T, text string) []string {
	var f fragment
	require.NoError(t, yaml.Unmarshal([]byte(text), &f), text)
	pipelines := map[string]any{}
	receivers, processors, exporters := map[string]any{"otlp": needed["otlp"]}, map[string]any{"whole_trace": nil, "llm_span": nil}, map[string]any{"nop": nil}
	fed, read := map[string]bool{}, map[string]bool{}
	for _, pipeline := range f.Service.Pipelines {
		missing(receivers, pipeline.Receivers, f.Receivers, f.Connectors)
		missing(processors, pipeline.Processors, f.Processors)
		missing(exporters, pipeline.Exporters, f.Exporters, f.Connectors)
		for _, id := range pipeline.Receivers {
			read[id] = true
		}
		for _, id := range pipeline.Exporters {
			fed[id] = true
		}
	}
	switch unfed := without(f.Connectors, fed); {
	case len(f.Service.Pipelines) == 0:
		pipelines["traces/completion"] = map[string]any{
			"receivers": append(without(f.Receivers, map[string]bool{"otlp": true}), "otlp"), "processors": inOrder(f.Processors),
			"exporters": slices.Concat(unfed, keys(f.Exporters), []string{"nop"}),
		}
	case len(unfed) > 0:
		pipelines["traces/completion"] = map[string]any{"receivers": []string{"otlp"}, "processors": []string{"whole_trace", "llm_span"}, "exporters": unfed}
	}
	for _, id := range without(f.Connectors, read) {
		pipelines[signalOf(id)+"/"+strings.ReplaceAll(id, "/", "_")] = map[string]any{"receivers": []string{id}, "exporters": []string{"nop"}}
	}
	service := map[string]any{"pipelines": pipelines}
	if len(f.Extensions) > 0 {
		service["extensions"] = keys(f.Extensions)
	}
	content, err := yaml.Marshal(map[string]any{"receivers": receivers, "processors": processors, "exporters": exporters, "service": service})
	require.NoError(t, err)
	return []string{"yaml:" + string(content)}
}

// missing adds to the section what the ids name and none of the shown sections has.
func missing(section map[string]any, ids []string, shown ...map[string]any) {
	for _, id := range ids {
		if !slices.ContainsFunc(shown, func(s map[string]any) bool { _, ok := s[id]; return ok }) {
			section[id] = needed[id]
		}
	}
}

// inOrder puts shown processors into the order of a pipeline: whole_trace and llm_span stand before the others.
func inOrder(shown map[string]any) []string {
	order := []string{"whole_trace", "llm_span"}
	for _, id := range keys(shown) {
		kind, _, _ := strings.Cut(id, "/")
		if at := slices.Index(order, kind); at >= 0 {
			order[at] = id
			continue
		}
		order = append(order, id)
	}
	return order
}

// signalOf is what a connector makes of traces.
func signalOf(connector string) string {
	kind, _, _ := strings.Cut(connector, "/")
	switch kind {
	case "conversation":
		return "logs"
	case "forward":
		return "traces"
	default:
		return "metrics"
	}
}

func without(section map[string]any, names map[string]bool) []string {
	return slices.DeleteFunc(keys(section), func(id string) bool { return names[id] })
}

func keys(section map[string]any) []string {
	return slices.Sorted(maps.Keys(section))
}
