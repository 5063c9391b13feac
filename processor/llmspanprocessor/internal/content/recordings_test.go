package content

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// recordings calls yield with each recording's spans, and the role that a span has by its own attributes.
func recordings(t testing.TB, yield func(name string, span ptrace.Span, role genai.Role)) {
	for _, recording := range tracetest.Recordings(t) {
		for _, request := range recording.Requests {
			for _, rs := range request.ResourceSpans().All() {
				for _, ss := range rs.ScopeSpans().All() {
					for _, span := range ss.Spans().All() {
						yield(recording.Name, span, provisionalRole(span))
					}
				}
			}
		}
	}
}

func provisionalRole(span ptrace.Span) genai.Role {
	for _, key := range []string{"openinference.span.kind", "gen_ai.operation.name", "traceloop.span.kind", "llm.request.type", "ai.operationId"} {
		v, ok := span.Attributes().Get(key)
		if !ok {
			continue
		}
		switch v.Str() {
		case "LLM", "chat", "ai.generateText.doGenerate", "ai.streamText.doStream":
			return genai.RoleCall
		case "TOOL", "tool", "execute_tool", "ai.toolCall":
			return genai.RoleTool
		case "AGENT", "agent", "invoke_agent", "ai.generateText", "ai.streamText":
			return genai.RoleAgent
		case "workflow":
			return genai.RoleWorkflow
		case "CHAIN", "task":
			return genai.RoleStep
		}
	}
	return genai.RoleNone
}

func TestEveryRecordingIsRebuiltOnce(t *testing.T) {
	r := NewRebuilder()
	recordings(t, func(name string, span ptrace.Span, role genai.Role) {
		before := ptrace.NewSpan()
		span.CopyTo(before)
		m := r.Rebuild(span, role, nil)
		require.Equal(t, before, span, "Rebuild changes nothing")
		for _, s := range []string{m.Input, m.Output, m.System, m.ToolDefinitions} {
			require.True(t, s == "" || json.Valid([]byte(s)), "%s %s: %s", name, span.Name(), s)
		}
		m.Write(span)
		require.Equal(t, Messages{}, r.Rebuild(span, role, nil), "%s %s", name, span.Name())
	})
}
