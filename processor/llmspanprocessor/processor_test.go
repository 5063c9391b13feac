package llmspanprocessor

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadatatest"
)

// TestMessagingModes: fold and drop lose no call, agent or tool and no transition, on any recording.
func TestMessagingModes(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want := tracetest.Expected(t, recording.Name)
			kept := enrich(t, recording.Merged(), wholetrace.Whole, withMessaging("keep"))
			check(t, want, agenttrace.Read(kept))
			for _, mode := range []string{"fold", "drop"} {
				out := enrich(t, recording.Merged(), wholetrace.Whole, withMessaging(mode))
				check(t, want, agenttrace.Read(out))
				require.Equal(t, roles(kept, genai.RoleCall, genai.RoleAgent, genai.RoleTool), roles(out, genai.RoleCall, genai.RoleAgent, genai.RoleTool), mode)
				require.Empty(t, orphans(kept, out), "%s: spans whose parent was dropped", mode)
				if mode == "drop" && isAnyRelevant(out) {
					require.Zero(t, messagingBesideCalls(out), "messaging spans in traces of agents")
				}
			}
		})
	}
}

func roles(batch ptrace.Traces, want ...genai.Role) map[genai.Role]int {
	count := map[genai.Role]int{}
	forEach(batch, func(_ ptrace.ScopeSpans, span ptrace.Span) {
		if v, ok := span.Attributes().Get(genai.SpanRole); ok {
			count[genai.Role(v.Str())]++
		}
	})
	for role := range count {
		found := false
		for _, w := range want {
			found = found || w == role
		}
		if !found {
			delete(count, role)
		}
	}
	return count
}

// orphans lists the spans of out whose parent is in all, but not in out.
func orphans(all, out ptrace.Traces) []string {
	ids := func(batch ptrace.Traces) map[string]bool {
		m := map[string]bool{}
		forEach(batch, func(_ ptrace.ScopeSpans, span ptrace.Span) { m[span.TraceID().String()+span.SpanID().String()] = true })
		return m
	}
	before, after := ids(all), ids(out)
	var list []string
	forEach(out, func(_ ptrace.ScopeSpans, span ptrace.Span) {
		parent := span.TraceID().String() + span.ParentSpanID().String()
		if !span.ParentSpanID().IsEmpty() && before[parent] && !after[parent] {
			list = append(list, span.Name())
		}
	})
	return list
}

func isAnyRelevant(batch ptrace.Traces) bool {
	return len(roles(batch, genai.RoleCall, genai.RoleAgent, genai.RoleTool)) > 0
}

func messagingBesideCalls(batch ptrace.Traces) int {
	return roles(batch, genai.RoleMessaging)[genai.RoleMessaging]
}

// TestARunInManyTracesIsOneRun: AutoGen with a runtime of its own leaves a trace a message, AG2 1.x one an envelope.
func TestARunInManyTracesIsOneRun(t *testing.T) {
	for name, runs := range map[string]int{"autogen-story-fragmented": 1, "autogen-story": 1, "ag2-v1-network": 4} {
		t.Run(name, func(t *testing.T) {
			ids := map[string]bool{}
			for _, trace := range agenttrace.Read(enrich(t, tracetest.Open(t, name).Merged(), wholetrace.Whole)) {
				if len(trace.Calls) > 0 {
					ids[trace.RunID] = true
				}
			}
			require.Len(t, ids, runs)
		})
	}
}

// TestATraceWithoutAgentsComesOutUntouched, whatever the mode.
func TestATraceWithoutAgentsComesOutUntouched(t *testing.T) {
	for _, kind := range []wholetrace.Kind{wholetrace.Whole, wholetrace.Part, wholetrace.Late, ""} {
		batch := tracetest.Drawings(t, "testdata/special/untouched.trace")[0].Traces
		want := encode(t, batch)
		require.Equal(t, want, encode(t, enrich(t, batch, kind)), kind)
	}
}

// started is a processor with its sink, for tests of what it remembers.
func started(t *testing.T, change ...func(*Config)) (processor.Traces, *consumertest.TracesSink, *componenttest.Telemetry) {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	for _, c := range change {
		c(cfg)
	}
	telemetry := componenttest.NewTelemetry()
	sink := &consumertest.TracesSink{}
	p, err := NewFactory().CreateTraces(context.Background(), metadatatest.NewSettings(telemetry), cfg, sink)
	require.NoError(t, err)
	require.NoError(t, p.Start(context.Background(), componenttest.NewNopHost()))
	t.Cleanup(func() {
		require.NoError(t, p.Shutdown(context.Background()))
		require.NoError(t, telemetry.Shutdown(context.Background()))
	})
	return p, sink, telemetry
}

func marked(kind wholetrace.Kind) context.Context {
	return wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: kind, HandOn: 1, Attempt: 1})
}

// joinFirst makes the spans of a case spans of the trace of the first case.
func joinFirst(t *testing.T, late ptrace.Traces) {
	t.Helper()
	forEach(late, func(_ ptrace.ScopeSpans, span ptrace.Span) {
		id := span.TraceID()
		id[7] = 1 // the trace of the first case
		span.SetTraceID(id)
		own := span.SpanID()
		own[0] = 0xff
		span.SetSpanID(own)
		span.SetParentSpanID(parentOf(t, span))
	})
}

// TestLateSpans: what comes after its trace finds the kept span above, its agent and its run, and a call is priced once.
func TestLateSpans(t *testing.T) {
	cases := tracetest.Drawings(t, "testdata/special/late.trace")
	p, sink, _ := started(t)
	require.NoError(t, p.ConsumeTraces(marked(wholetrace.Whole), cases[0].Traces))
	late := cases[1].Traces
	joinFirst(t, late)
	require.NoError(t, p.ConsumeTraces(marked(wholetrace.Late), late))
	out := sink.AllTraces()[1]
	holdAgainst(t, cases[1].Expect, out, 0)
	root, ok := findSpan(sink.AllTraces()[0], "story")
	require.True(t, ok)
	child, ok := findSpan(out, "child of a dropped span")
	require.True(t, ok)
	assert.Equal(t, root.SpanID(), child.ParentSpanID(), "the dropped span's place is taken by the one above")
	call, ok := findSpan(out, "chat gpt-4o")
	require.True(t, ok)
	_, ok = call.Attributes().Get(genai.TraceCost)
	assert.False(t, ok, "late spans carry no totals")
}

// parentOf reads the parent that a drawing names by number.
func parentOf(t *testing.T, span ptrace.Span) (id [8]byte) {
	t.Helper()
	v, ok := span.Attributes().Get("parent")
	require.True(t, ok)
	id[7] = byte(v.Int())
	span.Attributes().Remove("parent")
	return id
}

func TestTelemetry(t *testing.T) {
	p, _, telemetry := started(t)
	require.NoError(t, p.ConsumeTraces(marked(wholetrace.Whole), tracetest.Drawings(t, "testdata/special/telemetry.trace")[0].Traces))
	calls, err := telemetry.GetMetric("otelcol_processor_llm_span_unknown_models")
	require.NoError(t, err)
	require.Equal(t, map[string]int64{"my-own-model": 1}, counts(calls, "model"))
	spans, err := telemetry.GetMetric("otelcol_processor_llm_span_spans")
	require.NoError(t, err)
	assert.EqualValues(t, 4, counts(spans, "role")["call"])
	for _, name := range []string{"otelcol_processor_llm_span_batch_duration", "otelcol_processor_llm_span_prices_age"} {
		m, err := telemetry.GetMetric(name)
		require.NoError(t, err, name)
		assert.NotNil(t, m.Data, name)
	}
	for name, want := range map[string]map[string]int64{
		"otelcol_processor_llm_span_calls":            {"computed": 2, "none": 2},
		"otelcol_processor_llm_span_cost_differences": {"": 1},
		"otelcol_processor_llm_span_bad_values":       {"negative": 1, "type": 1},
		"otelcol_processor_llm_span_cached_usage":     {"default": 0, "table": 1},
		"otelcol_processor_llm_span_folded_spans":     {"": 1},
	} {
		m, err := telemetry.GetMetric(name)
		require.NoError(t, err, name)
		got := counts(m, "source", "kind", "rule")
		for label, n := range want {
			assert.Equal(t, n, got[label], "%s{%s}", name, label)
		}
	}
}

// TestContentIsCounted: by what was done to it, and what was found.
func TestContentIsCounted(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Content = "mask"
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, telemetry.Shutdown(context.Background())) })
	p, err := NewFactory().CreateTraces(context.Background(), metadatatest.NewSettings(telemetry), cfg, consumertest.NewNop())
	require.NoError(t, err)
	batch := tracetest.Drawings(t, "testdata/special/hostile.trace")[0].Traces
	span, ok := findSpan(batch, "chat spoiled")
	require.True(t, ok)
	span.Attributes().PutStr("input.value", "write to jane@example.org")
	require.NoError(t, p.ConsumeTraces(marked(wholetrace.Whole), batch))
	m, err := telemetry.GetMetric("otelcol_processor_llm_span_content")
	require.NoError(t, err)
	assert.Positive(t, counts(m, "action")["masked"])
}

// counts adds up the points of a counter by the first of the given attributes that a point has.
func counts(m metricdata.Metrics, keys ...attribute.Key) map[string]int64 {
	out := map[string]int64{}
	sum, ok := m.Data.(metricdata.Sum[int64])
	if !ok {
		return out
	}
	for _, point := range sum.DataPoints {
		label := ""
		for _, key := range keys {
			if v, ok := point.Attributes.Value(key); ok {
				label = v.AsString()
				break
			}
		}
		out[label] += point.Value
	}
	return out
}
