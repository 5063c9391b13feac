package pipelineconverter

import (
	"fmt"
	"path/filepath"
)

// checkBuffers finds a whole_trace that stands in two pipelines, and two that share a directory. The Collector
// makes one instance for each pipeline: a trace that comes in by both would wait in two halves, never whole.
func (g graph) checkBuffers() []error {
	var problems []error
	pipelineOf := map[string]string{}
	idOf := map[string]string{}
	for _, name := range g.order() {
		for i, id := range g.pipelines[name].processors {
			if typeOf(id) != wholeTrace {
				continue
			}
			if first, ok := pipelineOf[id]; ok && first != name {
				problems = append(problems, fmt.Errorf("%s: %s also stands in pipeline %s, and each pipeline would get a buffer of its own: "+
					"let one pipeline buffer and pass on through a forward connector, or write two processors, %s/a and %s/b",
					position(name, i), id, first, wholeTrace, wholeTrace))
				continue
			}
			pipelineOf[id] = name
			directory := g.directory(id)
			if first, ok := idOf[directory]; ok && directory != "" && first != id {
				problems = append(problems, fmt.Errorf("processors::%s::storage::directory: %q is also the directory of %s: give each buffer one of its own",
					id, directory, first))
			}
			idOf[directory] = id
		}
	}
	return problems
}

// directory returns where the buffer id keeps what waits, or nothing when it keeps it in memory alone.
func (g graph) directory(id string) string {
	settings, _ := g.processors[id].(map[string]any)
	directory, _ := section(settings, "storage")["directory"].(string)
	if directory == "" {
		return ""
	}
	return filepath.Clean(directory)
}
