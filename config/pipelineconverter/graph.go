package pipelineconverter

import (
	"maps"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/confmap"
)

// graph is the traces pipelines of a config, and the connectors that lead from one to another.
type graph struct {
	pipelines  map[string]pipeline // by id: traces, traces/NAME
	connectors map[string]bool     // ids of connectors
	processors map[string]any      // settings by id
}

// pipeline is one traces pipeline: ids as they stand in the config.
type pipeline struct {
	id                               string
	receivers, processors, exporters []string
}

// newGraph reads what it understands of conf and skips what has another shape.
func newGraph(conf *confmap.Conf) graph {
	root := conf.ToStringMap()
	g := graph{
		pipelines:  map[string]pipeline{},
		connectors: map[string]bool{},
		processors: section(root, "processors"),
	}
	for id := range section(root, "connectors") {
		g.connectors[id] = true
	}
	for id, settings := range section(section(root, "service"), "pipelines") {
		if typeOf(id) != "traces" {
			continue
		}
		parts, _ := settings.(map[string]any)
		g.pipelines[id] = pipeline{
			id:         id,
			receivers:  ids(parts["receivers"]),
			processors: ids(parts["processors"]),
			exporters:  ids(parts["exporters"]),
		}
	}
	return g
}

// order returns the ids of the pipelines, sorted, so that errors come in the same order each time.
func (g graph) order() []string {
	return slices.Sorted(maps.Keys(g.pipelines))
}

// behind returns the pipelines that take from the connector id.
func (g graph) behind(id string) []pipeline {
	var found []pipeline
	for _, name := range g.order() {
		if slices.Contains(g.pipelines[name].receivers, id) {
			found = append(found, g.pipelines[name])
		}
	}
	return found
}

// feeds says whether some traces pipeline sends to the connector id; one that is fed with logs or metrics only starts a way.
func (g graph) feeds(id string) bool {
	if !g.connectors[id] {
		return false
	}
	for _, p := range g.pipelines {
		if slices.Contains(p.exporters, id) {
			return true
		}
	}
	return false
}

// setting returns the string under key of the processor id, or otherwise when it is not set.
func (g graph) setting(id, key, otherwise string) string {
	settings, _ := g.processors[id].(map[string]any)
	if value, ok := settings[key].(string); ok && value != "" {
		return value
	}
	return otherwise
}

func section(of map[string]any, key string) map[string]any {
	found, _ := of[key].(map[string]any)
	return found
}

func ids(list any) []string {
	values, _ := list.([]any)
	found := make([]string, 0, len(values))
	for _, value := range values {
		if id, ok := value.(string); ok {
			found = append(found, id)
		}
	}
	return found
}

// typeOf returns what stands before the slash of a component's or pipeline's id.
func typeOf(id string) string {
	kind, _, _ := strings.Cut(id, "/")
	return kind
}
