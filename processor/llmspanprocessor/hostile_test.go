package llmspanprocessor

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// TestBadInput: what cannot be understood costs itself and nothing beside it.
func TestBadInput(t *testing.T) {
	for name, spoil := range map[string]func(ptrace.Span){
		"tokens_of_the_wrong_type":      func(s ptrace.Span) { s.Attributes().PutEmptyMap(genai.UsageInputTokens) },
		"negative_tokens":               func(s ptrace.Span) { s.Attributes().PutInt(genai.UsageInputTokens, -1) },
		"more_tokens_than_there_can_be": func(s ptrace.Span) { s.Attributes().PutInt(genai.UsageInputTokens, math.MaxInt64) },
		"tokens_that_are_no_number":     func(s ptrace.Span) { s.Attributes().PutDouble(genai.UsageOutputTokens, math.NaN()) },
		"endless_tokens":                func(s ptrace.Span) { s.Attributes().PutDouble(genai.UsageOutputTokens, math.Inf(1)) },
		"json_cut_in_the_middle":        func(s ptrace.Span) { s.Attributes().PutStr("llm.invocation_parameters", `{"temperature": 0.`) },
		"messages_cut_in_the_middle":    func(s ptrace.Span) { s.Attributes().PutStr(genai.InputMessages, `[{"role":"user","parts":[{"ty`) },
		"its_own_parent":                func(s ptrace.Span) { s.SetParentSpanID(s.SpanID()) },
		"an_id_of_zeros":                func(s ptrace.Span) { s.SetSpanID(pcommon.SpanID{}) },
		"an_end_before_the_start":       func(s ptrace.Span) { s.SetEndTimestamp(1) },
		"no_times":                      func(s ptrace.Span) { s.SetStartTimestamp(0); s.SetEndTimestamp(0) },
		"a_hundred_thousand_attributes": func(s ptrace.Span) {
			raw := s.Attributes().AsRaw()
			for i := range 100_000 {
				raw[fmt.Sprintf("gen_ai.prompt.%d.role", i)] = 1
			}
			require.NoError(t, s.Attributes().FromRaw(raw))
		},
		"a_prompt_of_20_mb": func(s ptrace.Span) { s.Attributes().PutStr("input.value", strings.Repeat("a", 20<<20)) },
		"a_deep_json":       func(s ptrace.Span) { s.Attributes().PutStr("output.value", strings.Repeat("[", 1<<20)) },
	} {
		t.Run(name, func(t *testing.T) {
			batch := tracetest.Drawings(t, "testdata/special/hostile.trace")[0].Traces
			span, ok := findSpan(batch, "chat spoiled")
			require.True(t, ok)
			spoil(span)
			trace := agenttrace.Read(enrich(t, batch, wholetrace.Whole))[0]
			agents := map[string]int{}
			for _, c := range trace.Calls {
				if c.Model == "gpt-4o" && c.Cost > 0 {
					agents[c.Agent]++
				}
			}
			require.Equal(t, map[string]int{"writer": 1, "critic": 1}, agents, "the calls beside the bad one are priced")
			require.Len(t, trace.Transitions, 1)
		})
	}
}

// TestWhatIsBadIsCounted: by what is wrong with it, and nothing is counted of what is right.
func TestWhatIsBadIsCounted(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(ptrace.Span)
		kind  string
	}{
		"nothing":                    {func(ptrace.Span) {}, ""},
		"tokens_of_the_wrong_type":   {func(s ptrace.Span) { s.Attributes().PutEmptyMap(genai.UsageInputTokens) }, "type"},
		"a_model_of_the_wrong_type":  {func(s ptrace.Span) { s.Attributes().PutEmptySlice(genai.RequestModel).AppendEmpty().SetInt(4) }, "type"},
		"an_agent_of_the_wrong_type": {func(s ptrace.Span) { s.Attributes().PutEmptyMap(genai.AgentName).PutStr("a", "b") }, "type"},
		"negative_tokens":            {func(s ptrace.Span) { s.Attributes().PutInt(genai.UsageInputTokens, -1) }, "negative"},
		"too_many_tokens":            {func(s ptrace.Span) { s.Attributes().PutInt(genai.UsageInputTokens, 1e12) }, "number"},
		"tokens_that_are_no_number":  {func(s ptrace.Span) { s.Attributes().PutDouble(genai.UsageOutputTokens, math.NaN()) }, "number"},
		"parameters_cut":             {func(s ptrace.Span) { s.Attributes().PutStr("llm.invocation_parameters", `{"temperature": 0.`) }, "json"},
		"messages_cut":               {func(s ptrace.Span) { s.Attributes().PutStr(genai.InputMessages, `[{"role":"user","parts":[{"ty`) }, "json"},
		"a_prompt_of_the_AI_SDK_cut": {func(s ptrace.Span) { s.Attributes().PutStr("ai.prompt.messages", `[{"role":"user","content":"a`) }, "json"},
		"an_untyped_value_cut":       {func(s ptrace.Span) { s.Attributes().PutStr("input.value", `{"messages":[{"role":"user","content":"a`) }, "json"},
		"a_span_id_of_zeros":         {func(s ptrace.Span) { s.SetSpanID(pcommon.SpanID{}) }, "id"},
		"an_end_before_the_start":    {func(s ptrace.Span) { s.SetEndTimestamp(1) }, "time"},
		"no_start":                   {func(s ptrace.Span) { s.SetStartTimestamp(0) }, "time"},
		"a_clock_an_hour_behind":     {func(s ptrace.Span) { s.SetStartTimestamp(s.StartTimestamp() - 3600e9) }, "clock"},
		"a_parent_that_is_the_span":  {func(s ptrace.Span) { s.SetParentSpanID(s.SpanID()) }, "parent_cycle"},
	} {
		t.Run(name, func(t *testing.T) {
			batch := tracetest.Drawings(t, "testdata/special/hostile.trace")[0].Traces
			span, ok := findSpan(batch, "chat spoiled")
			require.True(t, ok)
			c.spoil(span)
			p, _, telemetry := started(t)
			require.NoError(t, p.ConsumeTraces(marked(wholetrace.Whole), batch))
			want := map[string]int64{}
			if c.kind != "" {
				want[c.kind] = 1
			}
			got := map[string]int64{}
			if bad, err := telemetry.GetMetric("otelcol_processor_llm_span_bad_values"); err == nil {
				got = counts(bad, "kind")
			}
			require.Equal(t, want, got)
		})
	}
}

// TestAnyTreeIsSurvived: parents in any relation, also in cycles, with clocks that disagree.
func TestAnyTreeIsSurvived(t *testing.T) {
	kinds := []string{"call", "agent", "tool", "workflow", "messaging", "none"}
	rapid.Check(t, func(r *rapid.T) {
		batch := ptrace.NewTraces()
		n := rapid.IntRange(1, 30).Draw(r, "spans")
		for i := range n {
			span := batch.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
			span.SetTraceID([16]byte{1})
			span.SetSpanID(number(rapid.SampledFrom([]int{i + 1, i + 1, i + 1, 0, 1}).Draw(r, "id")))
			span.SetParentSpanID(number(rapid.IntRange(0, n).Draw(r, "parent")))
			span.SetStartTimestamp(pcommon.Timestamp(rapid.IntRange(0, 50).Draw(r, "start")))
			span.SetEndTimestamp(pcommon.Timestamp(rapid.IntRange(0, 50).Draw(r, "end")))
			disguise(span, rapid.SampledFrom(kinds).Draw(r, "kind"), i)
		}
		mode := rapid.SampledFrom(modes).Draw(r, "mode")
		kind := rapid.SampledFrom([]wholetrace.Kind{wholetrace.Whole, wholetrace.Part, wholetrace.Late, ""}).Draw(r, "mark")
		calls := 0
		ids, unique := map[pcommon.SpanID]bool{}, true
		forEach(batch, func(_ ptrace.ScopeSpans, s ptrace.Span) {
			// Which of two spans of one id is the parent cannot be told, and may change when one of them is dropped.
			unique = unique && (s.SpanID().IsEmpty() || !ids[s.SpanID()])
			ids[s.SpanID()] = true
			if strings.HasPrefix(s.Name(), "chat") {
				calls++
			}
		})
		out := enrich(t, batch, kind, withMessaging(mode))
		left := 0
		forEach(out, func(_ ptrace.ScopeSpans, s ptrace.Span) {
			if strings.HasPrefix(s.Name(), "chat") {
				left++
			}
		})
		if calls != left {
			r.Fatalf("%d calls went in, %d came out", calls, left)
		}
		once, before := encode(t, out), canonical(t, out)
		again := enrich(t, out, kind, withMessaging(mode))
		if unique && !bytes.Equal(once, encode(t, again)) {
			r.Fatalf("twice is not once:\n%s\n-----\n%s", before, canonical(t, again))
		}
	})
}

func number(i int) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(i))
	return id
}

func disguise(span ptrace.Span, kind string, i int) {
	attrs := span.Attributes()
	switch kind {
	case "call":
		span.SetName("chat gpt-4o")
		attrs.PutStr(genai.OperationName, genai.OpChat)
		attrs.PutStr(genai.RequestModel, "gpt-4o")
		attrs.PutInt(genai.UsageInputTokens, int64(i))
		attrs.PutInt(genai.UsageOutputTokens, 1)
	case "agent":
		span.SetName("invoke_agent")
		attrs.PutStr(genai.OperationName, genai.OpInvokeAgent)
		attrs.PutStr(genai.AgentName, string(rune('a'+i%4)))
	case "tool":
		span.SetName("execute_tool")
		attrs.PutStr(genai.OperationName, genai.OpExecuteTool)
		attrs.PutStr(genai.ToolName, "transfer_to_"+string(rune('a'+i%4)))
	case "workflow":
		span.SetName("invoke_workflow")
		attrs.PutStr(genai.OperationName, genai.OpInvokeWorkflow)
	case "messaging":
		span.SetName("autogen process x")
		attrs.PutStr("recipient_agent_type", string(rune('a'+i%4)))
		attrs.PutStr("sender_agent_type", string(rune('a'+i%3)))
	}
}

// FuzzTraces feeds whatever decodes as OTLP, seeded with the recordings, together with a trace that is known. Promised for
// any bytes is that nothing panics, that what comes out is OTLP, and that the trace beside it comes out as it does alone.
// Twice is once is promised for what OTLP allows.
func FuzzTraces(f *testing.F) {
	for _, recording := range tracetest.Recordings(f) {
		for i, request := range recording.Requests {
			if i > 2 {
				break
			}
			f.Add(encode(f, request), byte(i))
		}
	}
	kinds := []wholetrace.Kind{wholetrace.Whole, wholetrace.Part, wholetrace.Late, ""}
	beside := tracetest.Drawings(f, "testdata/special/hostile.trace")[0].Traces
	alone := map[wholetrace.Kind]string{}
	for _, kind := range kinds {
		copied := ptrace.NewTraces()
		beside.CopyTo(copied)
		alone[kind] = canonical(f, enrich(f, copied, kind))
	}
	trace := beside.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).TraceID()
	f.Fuzz(func(t *testing.T, data []byte, mark byte) {
		batch, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
		if err != nil || batch.SpanCount() == 0 || len(spansOfTrace(batch, trace)) > 0 {
			t.Skip()
		}
		kind := kinds[int(mark)%len(kinds)]
		proper := isProper(t, batch)
		for _, rs := range beside.ResourceSpans().All() {
			rs.CopyTo(batch.ResourceSpans().AppendEmpty())
		}
		out := enrich(t, batch, kind)
		require.Equal(t, alone[kind], strings.Join(spansOfTrace(out, trace), ""), "the trace beside it")
		once := encode(t, out)
		_, err = (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(once)
		require.NoError(t, err)
		again := enrich(t, out, kind)
		require.Equal(t, alone[kind], strings.Join(spansOfTrace(again, trace), ""), "the trace beside it, the second time")
		if proper {
			require.Equal(t, once, encode(t, again))
		}
	})
}

// spansOfTrace lists the spans of one trace as canonical does.
func spansOfTrace(batch ptrace.Traces, trace pcommon.TraceID) []string {
	var lines []string
	forEach(batch, func(ss ptrace.ScopeSpans, span ptrace.Span) {
		if span.TraceID() == trace {
			lines = append(lines, line(ss.Scope().Name(), span))
		}
	})
	slices.Sort(lines)
	return lines
}

// isProper says whether a batch is what OTLP allows: texts are UTF-8, the spans of a trace have ids of their own, and no
// map has a key twice.
func isProper(t *testing.T, batch ptrace.Traces) bool {
	t.Helper()
	text, err := (&ptrace.JSONMarshaler{}).MarshalTraces(batch)
	proper := err == nil && utf8.Valid(text)
	ids := map[string]bool{}
	forEach(batch, func(_ ptrace.ScopeSpans, span ptrace.Span) {
		id := span.TraceID().String() + span.SpanID().String()
		proper = proper && !span.TraceID().IsEmpty() && !span.SpanID().IsEmpty() && !ids[id] && hasKeysOnce(span.Attributes())
		ids[id] = true
		for _, e := range span.Events().All() {
			proper = proper && hasKeysOnce(e.Attributes())
		}
		for _, l := range span.Links().All() {
			proper = proper && hasKeysOnce(l.Attributes())
		}
	})
	return proper
}

func hasKeysOnce(m pcommon.Map) bool { return len(m.AsRaw()) == m.Len() }
