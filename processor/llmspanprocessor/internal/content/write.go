package content

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Messages is what a span tells of what was said. Each string is JSON in the form of the GenAI conventions; "" is
// none, or nothing better than what the span holds already.
type Messages struct {
	Input  string // gen_ai.input.messages
	Output string // gen_ai.output.messages
	System string // gen_ai.system_instructions

	ToolArguments   string // gen_ai.tool.call.arguments, on tool spans
	ToolResult      string // gen_ai.tool.call.result, on tool spans
	ToolDefinitions string // gen_ai.tool.definitions

	// FinishReasons are those that the output messages told, in their order and in the provider's words.
	FinishReasons []string
}

// Len is how many attributes Write writes.
func (m *Messages) Len() int {
	n := 0
	for _, s := range [...]*string{&m.Input, &m.Output, &m.System, &m.ToolArguments, &m.ToolResult, &m.ToolDefinitions} {
		if *s != "" {
			n++
		}
	}
	return n
}

// Write puts the messages on the span: where the attribute is missing, or in another form than that of the conventions.
func (m *Messages) Write(span ptrace.Span) {
	attrs := span.Attributes()
	for _, f := range [...]struct{ key, value string }{
		{genai.InputMessages, m.Input},
		{genai.OutputMessages, m.Output},
		{genai.SystemInstructions, m.System},
		{genai.ToolCallArguments, m.ToolArguments},
		{genai.ToolCallResult, m.ToolResult},
		{genai.ToolDefinitions, m.ToolDefinitions},
	} {
		if f.value != "" {
			attrs.PutStr(f.key, f.value)
		}
	}
}
