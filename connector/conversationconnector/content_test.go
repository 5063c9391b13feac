package conversationconnector

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

var words = regexp.MustCompile(`[A-Za-z]{5,}`)

// TestWhatIsMaskedStaysMasked: a word that was said in a recording, which the policy masks, stands in no record of it, and
// its mask does.
func TestWhatIsMaskedStaysMasked(t *testing.T) {
	masked := 0
	for _, recording := range tracetest.Recordings(t) {
		word := saidAlone(t, enrich(t, recording.Merged()))
		if word == "" {
			continue // it has no texts
		}
		masked++
		batch := enrich(t, recording.Merged(), func(c *llmspanprocessor.Config) {
			c.Content = "mask"
			c.MaskPatterns = []llmspanprocessor.MaskPattern{{Name: "SECRET", Regexp: word}}
		})
		for name := range endings {
			all := bytesOf(t, batch, name)
			require.NotContains(t, all, word, "%s as %s", recording.Name, name)
			require.Contains(t, all, "[SECRET]", "%s as %s", recording.Name, name)
		}
	}
	require.Greater(t, masked, 20, "recordings with texts")
}

// saidAlone is the longest word of the messages of a batch that is in no name: names are no content.
func saidAlone(t *testing.T, batch ptrace.Traces) string {
	t.Helper()
	var names, longest string
	for _, rs := range batch.ResourceSpans().All() {
		names += named(rs.Resource().Attributes())
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				names += span.Name() + " " + named(span.Attributes())
			}
		}
	}
	for _, r := range tell(t, batch, withEvents) {
		if r.EventName() != genai.ConversationMessage {
			continue
		}
		for _, word := range words.FindAllString(r.Body().Str(), -1) {
			if len(word) > len(longest) && !strings.Contains(names, word) {
				longest = word
			}
		}
	}
	return longest
}

// named are the values of attributes that hold no texts of people and models.
func named(attrs pcommon.Map) string {
	text := ""
	for _, key := range []string{"service.name", genai.AgentName, genai.ToolName, genai.RequestModel, genai.ResponseModel, genai.WorkflowName, genai.RunID, genai.ErrorType} {
		if v, ok := attrs.Get(key); ok {
			text += v.AsString() + " "
		}
	}
	return text
}

// TestEveryModeOfTheContentPolicy: of prompts, answers, arguments, results and errors only what the policy left is told.
func TestEveryModeOfTheContentPolicy(t *testing.T) {
	const card = "4111 1111 1111 1111"
	for mode, want := range map[string]struct{ told, not []string }{
		"keep": {told: []string{"pay with " + card, "charged " + card, "number: " + card, "receipt for " + card}},
		"mask": {told: []string{"pay with [CARD]", "charged [CARD]", "number: [CARD]", "receipt for [CARD]"}, not: []string{card}},
		"drop": {not: []string{card, "pay with", "charged", "receipt"}},
	} {
		t.Run(mode, func(t *testing.T) {
			batch := enrich(t, paid(t, card), func(c *llmspanprocessor.Config) { c.Content = mode })
			for name := range endings {
				all := bytesOf(t, batch, name)
				for _, text := range want.told {
					require.Contains(t, all, text, name)
				}
				for _, text := range want.not {
					require.NotContains(t, all, text, name)
				}
			}
		})
	}
	t.Run("truncate", func(t *testing.T) {
		batch := enrich(t, paid(t, card+strings.Repeat(" and so on", 2_000)), func(c *llmspanprocessor.Config) { c.Content = "truncate" })
		for _, r := range tell(t, batch, withEvents) {
			require.Less(t, len(r.Body().Str()), 10_000, "a message is no longer than what was left of it")
		}
	})
}

// paid is an agent that is told a number, calls a tool with it, and fails at last.
func paid(t *testing.T, number string) ptrace.Traces {
	t.Helper()
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "shop")
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	add := func(id, parent byte, name string, attrs map[string]any) ptrace.Span {
		s := spans.AppendEmpty()
		s.SetName(name)
		s.SetTraceID(pcommon.TraceID{1})
		s.SetSpanID(pcommon.SpanID{id})
		if parent != 0 {
			s.SetParentSpanID(pcommon.SpanID{parent})
		}
		s.SetStartTimestamp(pcommon.Timestamp(1e9 + uint64(id)*1e6))
		s.SetEndTimestamp(pcommon.Timestamp(1e9 + 100*1e6 - uint64(id)*1e6))
		require.NoError(t, s.Attributes().FromRaw(attrs))
		return s
	}
	add(1, 0, "invoke_agent clerk", map[string]any{genai.OperationName: genai.OpInvokeAgent, genai.AgentName: "clerk"})
	add(2, 1, "chat gpt-4o", map[string]any{
		genai.OperationName: genai.OpChat, genai.ProviderName: "openai", genai.RequestModel: "gpt-4o", genai.ResponseID: "r1",
		genai.UsageInputTokens: 10, genai.UsageOutputTokens: 10,
		genai.InputMessages: message("user", "pay with "+number), genai.OutputMessages: message("assistant", "charged "+number),
	})
	add(3, 1, "execute_tool charge", map[string]any{
		genai.OperationName: genai.OpExecuteTool, genai.ToolName: "charge",
		genai.ToolCallArguments: "number: " + number, genai.ToolCallResult: "receipt for " + number,
	})
	failed := add(4, 1, "execute_tool print", map[string]any{genai.OperationName: genai.OpExecuteTool, genai.ToolName: "print"})
	failed.Status().SetCode(ptrace.StatusCodeError)
	failed.Status().SetMessage("cannot print " + number)
	return td
}
