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
