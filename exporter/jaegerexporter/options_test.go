package jaegerexporter

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/otlpclient/otlptest"
	"github.com/otelcol-baton/baton/internal/said"
	"github.com/otelcol-baton/baton/internal/servicename"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// export sends one batch and returns what arrives.
func export(t *testing.T, values map[string]any, td ptrace.Traces) ptrace.Traces {
	t.Helper()
	backend := otlptest.Start(t, nil)
	all := byGRPC(backend)
	all["sending_queue"] = map[string]any{"batch": map[string]any{"flush_timeout": "5ms"}}
	for key, value := range values {
		all[key] = value
	}
	require.NoError(t, start(t, all).ConsumeTraces(t.Context(), td))
	require.Eventually(t, func() bool { return backend.Spans() == td.SpanCount() }, 10*time.Second, 5*time.Millisecond)
	return merge(backend)
}

// eachSpan calls f with every span and its resource.
func eachSpan(td ptrace.Traces, f func(pcommon.Resource, ptrace.Span)) {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				f(rs.Resource(), span)
			}
		}
	}
}

func TestAgentsBecomeServicesAndSpansStayAsTheyAre(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			td := enrich(t, recording.Merged())
			want := map[string]string{} // span to its JSON without the resource
			services := map[string]string{}
			eachSpan(td, func(r pcommon.Resource, span ptrace.Span) {
				id := span.TraceID().String() + span.SpanID().String()
				want[id] = spanText(t, span)
				services[id] = servicename.Of(r.Attributes())
			})
			eachSpan(export(t, map[string]any{"agents_as_services": true}, td), func(r pcommon.Resource, span ptrace.Span) {
				id := span.TraceID().String() + span.SpanID().String()
				require.Equal(t, want[id], spanText(t, span))
				delete(want, id)
				agent := servicename.AgentOf(span.Attributes())
				if agent == "" {
					_, told := r.Attributes().Get(genai.RealService)
					require.False(t, told)
					require.Equal(t, services[id], servicename.Of(r.Attributes()))
					return
				}
				require.Equal(t, services[id]+"/"+agent, servicename.Of(r.Attributes()))
				service, _ := r.Attributes().Get(genai.RealService)
				require.Equal(t, services[id], service.Str())
			})
			require.Empty(t, want)
		})
	}
}

func spanText(t *testing.T, span ptrace.Span) string {
	t.Helper()
	td := ptrace.NewTraces()
	span.CopyTo(td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty())
	text, err := (&ptrace.JSONMarshaler{}).MarshalTraces(td)
	require.NoError(t, err)
	return string(text)
}

func TestMessagesBecomeLogs(t *testing.T) {
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetTraceID([16]byte{1})
	span.SetSpanID([8]byte{1})
	span.SetStartTimestamp(100)
	span.SetEndTimestamp(900)
	attrs := span.Attributes()
	attrs.PutStr(genai.SystemInstructions, `[{"type":"text","content":"Be brief."}]`)
	attrs.PutStr(genai.InputMessages, `[
		{"role":"user","parts":[{"type":"text","content":"`+strings.Repeat("é", 20)+`"},{"type":"blob","modality":"image","mime_type":"/png","content":"aGVsbG8="}]},
		{"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":{"temperature":21}}]}]`)
	attrs.PutStr(genai.OutputMessages, `[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},
		{"type":"tool_call","id":"c2","name":"weather","arguments":{"city":"Paris"}}],"finish_reason":"tool_call"}]`)
	attrs.PutStr("llm.input_messages.0.message.content", "the same again")
	attrs.PutStr(genai.ToolDefinitions, "1234567890123")
	attrs.PutInt(genai.UsageInputTokens, 12)
	td.MarkReadOnly()

	got := export(t, map[string]any{"messages": "logs", "max_text_chars": 12}, td)
	eachSpan(got, func(_ pcommon.Resource, span ptrace.Span) {
		require.Equal(t, map[string]any{
			genai.UsageInputTokens: int64(12), genai.ToolDefinitions: "123456789012… (13 characters)",
		}, span.Attributes().AsRaw())
		var logs []map[string]any
		for _, event := range span.Events().All() {
			log := event.Attributes().AsRaw()
			log["event"], log["at"] = event.Name(), int(event.Timestamp())
			logs = append(logs, log)
		}
		require.Equal(t, []map[string]any{
			{"event": "message: system", "at": 100, "role": "system", "text": "Be brief."},
			{"event": "message: user", "at": 100, "role": "user", "text": strings.Repeat("é", 12) + "… (20 characters)", "media": "blob image/p… (29 characters)"},
			{"event": "message: tool", "at": 100, "role": "tool", "tool_result": `[c1] {"tempe… (23 characters)`},
			{"event": "message: assistant", "at": 900, "role": "assistant", "reasoning": "hm", "tool_call": `weather({"ci… (30 characters)`, "finish_reason": "tool_call"},
		}, logs)
	})
}

func TestMessagesCanBeDroppedWhereverADialectPutsThem(t *testing.T) {
	places := said.NewPlaces()
	for _, recording := range tracetest.Recordings(t) {
		td := enrich(t, recording.Merged())
		eachSpan(export(t, map[string]any{"messages": "drop"}, td), func(_ pcommon.Resource, span ptrace.Span) {
			for key := range span.Attributes().All() {
				require.NotEqual(t, said.Said, places.Of(key), key)
				require.NotEqual(t, said.Params, places.Of(key), key)
			}
			for _, event := range span.Events().All() {
				require.False(t, said.Event(event.Name()), event.Name())
			}
		})
	}
}

func TestEveryMessageOfEveryRecordingIsALog(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		td := enrich(t, recording.Merged())
		told := map[string]bool{}
		eachSpan(td, func(_ pcommon.Resource, span ptrace.Span) {
			if m, ok := span.Attributes().Get(genai.InputMessages); ok && m.AsString() != "[]" {
				told[span.SpanID().String()] = true
			}
		})
		eachSpan(export(t, map[string]any{"messages": "logs", "agents_as_services": true}, td), func(_ pcommon.Resource, span ptrace.Span) {
			if !told[span.SpanID().String()] {
				return
			}
			_, left := span.Attributes().Get(genai.InputMessages)
			require.False(t, left, "%s: %s", recording.Name, span.Name())
			var names []string
			for _, event := range span.Events().All() {
				names = append(names, event.Name())
			}
			require.True(t, slices.ContainsFunc(names, func(s string) bool { return strings.HasPrefix(s, "message: ") }), "%s: %s", recording.Name, span.Name())
		})
	}
}

// What was said may stand in an event or a link alone, where no span of the batch has any of it among its attributes.
func TestMessagesAreDroppedWhereOnlyAnEventOrALinkHasThem(t *testing.T) {
	for name, add := range map[string]func(ptrace.Span) pcommon.Map{
		"event": func(s ptrace.Span) pcommon.Map {
			e := s.Events().AppendEmpty()
			e.SetName("of one's own")
			return e.Attributes()
		},
		"link": func(s ptrace.Span) pcommon.Map { return s.Links().AppendEmpty().Attributes() },
	} {
		t.Run(name, func(t *testing.T) {
			td := ptrace.NewTraces()
			span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
			span.SetTraceID(pcommon.TraceID{1})
			add(span).PutStr(genai.InputMessages, "private")
			td.MarkReadOnly()
			eachSpan(export(t, map[string]any{"messages": "drop"}, td), func(_ pcommon.Resource, span ptrace.Span) {
				for _, event := range span.Events().All() {
					require.Zero(t, event.Attributes().Len())
				}
				for _, link := range span.Links().All() {
					require.Zero(t, link.Attributes().Len())
				}
			})
		})
	}
}

func TestOfVeryManyMessagesTheLastAreLogs(t *testing.T) {
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1})
	const all, logs = 50_000, 1000
	messages := strings.Repeat(`{"role":"`+strings.Repeat("r", 100)+`","parts":[]},`, all-1) + `{"role":"user","parts":[{"type":"text","content":"the last"}]}`
	span.Attributes().PutStr(genai.InputMessages, "["+messages+"]")
	td.MarkReadOnly()
	eachSpan(export(t, map[string]any{"messages": "logs"}, td), func(_ pcommon.Resource, span ptrace.Span) {
		require.Equal(t, logs+1, span.Events().Len())
		require.Equal(t, map[string]any{"text": "… (49000 messages before these)"}, span.Events().At(0).Attributes().AsRaw())
		require.Equal(t, "message: "+strings.Repeat("r", 64)+"… (100 characters)", span.Events().At(1).Name())
		require.Equal(t, map[string]any{"role": "user", "text": "the last"}, span.Events().At(logs).Attributes().AsRaw())
	})
}
