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

	// FinishReasons are those that the output messages told, in their order.
	FinishReasons []string
}

// Rebuilder derives messages. It may be used from several goroutines.
type Rebuilder struct{}

// NewRebuilder returns a Rebuilder.
func NewRebuilder() *Rebuilder { return &Rebuilder{} }

// Rebuild derives the messages of one span from whatever its attributes and events hold. shapes says where to look, in
// that order, first find wins for each of the results; nil tries all. The role (a provisional one will do) says what an
// untyped value such as input.value means: a prompt on a call, arguments on a tool. Rebuild changes nothing; it answers
// "" for what is in the right form on the span already, so that its own output written back yields nothing more.
func (*Rebuilder) Rebuild(span ptrace.Span, role genai.Role, shapes []Shape) Messages {
	return Messages{}
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

// FinishReasons reads the finish reasons out of output messages in the form of the conventions.
func FinishReasons(outputMessages string) []string { return nil }

// ResponseID finds a provider's response id in a response's JSON (OpenInference puts it in output.value): the "id" of
// the outermost object. It reads no further than it must, and JSON cut short is fine. "" is none.
func ResponseID(json string) string { return "" }
