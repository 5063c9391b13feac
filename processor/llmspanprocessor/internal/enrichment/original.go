package enrichment

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// messageNames are the GenAI attributes that hold what was said.
var messageNames = map[string]bool{
	genai.InputMessages: true, genai.OutputMessages: true, genai.SystemInstructions: true,
	genai.ToolCallArguments: true, genai.ToolCallResult: true, genai.ToolDefinitions: true,
}

// Written are the names that are written and that are a dialect's own as well: of the cost, for those who read it by such
// a name, of what was reported, and of usage in the chosen generation.
func Written(backends Backends, g Generation) map[string]bool {
	names := map[string]bool{genai.CostReported: true, g.cacheWrite(): true}
	for _, w := range backends {
		for _, key := range w.keys {
			names[key] = true
		}
	}
	return names
}

// DropOriginal takes off what the GenAI names say as well: the dialect's own names, and its own forms of the messages
// where the span has them in the GenAI form.
func DropOriginal(n *spantree.Node, isOriginal, isContent func(string) bool) {
	attrs := n.Span.Attributes()
	rebuilt := false
	for name := range messageNames {
		_, has := attrs.Get(name)
		rebuilt = rebuilt || has
	}
	attrs.RemoveIf(func(key string, _ pcommon.Value) bool {
		switch {
		case messageNames[key]:
			return false
		case key == genai.System:
			return true
		}
		return isOriginal(key) || rebuilt && isContent(key)
	})
}
