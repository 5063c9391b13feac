package llmmetricsconnector

import (
	"context"
	"encoding/binary"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/connector/spanmetricsconnector"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/budget"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/processortime"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// BenchmarkRecordings counts all recordings, enriched, as whole traces: with llm_metrics, and with contrib's spanmetrics
// by the labels that llm_metrics has.
func BenchmarkRecordings(b *testing.B) {
	batches := enrichedRecordings(b)
	b.Run("llm_metrics", func(b *testing.B) {
		c, err := newMetricsConnector(connectortest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config), consumertest.NewNop(), time.Now)
		require.NoError(b, err)
		consume(b, c, batches)
	})
	b.Run("spanmetrics", func(b *testing.B) {
		consume(b, newSpanmetrics(b), batches)
	})
}

// BenchmarkCalls counts the recordings' calls of models alone: the spans that llm_metrics does the most for.
func BenchmarkCalls(b *testing.B) {
	batches := enrichedRecordings(b)
	for _, batch := range batches {
		batch.ResourceSpans().RemoveIf(func(rs ptrace.ResourceSpans) bool {
			rs.ScopeSpans().RemoveIf(func(ss ptrace.ScopeSpans) bool {
				ss.Spans().RemoveIf(func(span ptrace.Span) bool {
					role, ok := span.Attributes().Get("baton.span.role")
					return !ok || role.Str() != "call"
				})
				return ss.Spans().Len() == 0
			})
			return rs.ScopeSpans().Len() == 0
		})
	}
	b.Run("llm_metrics", func(b *testing.B) {
		c, err := newMetricsConnector(connectortest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config), consumertest.NewNop(), time.Now)
		require.NoError(b, err)
		consume(b, c, batches)
	})
	b.Run("spanmetrics", func(b *testing.B) {
		consume(b, newSpanmetrics(b), batches)
	})
}

// BenchmarkBudgets counts the recordings' calls of models for two budgets, each call a new one, behind the whole of them.
func BenchmarkBudgets(b *testing.B) {
	batch := ptrace.NewTraces()
	spans := batch.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range 500 {
		span := spans.AppendEmpty()
		span.SetSpanID([8]byte{byte(i), byte(i >> 8), 1})
		require.NoError(b, span.Attributes().FromRaw(call("", 100, 0.000001, map[string]any{"user.id": "user-" + strconv.Itoa(i%50)})))
	}
	cfg := createDefaultConfig().(*Config)
	cfg.Only = onlyBudgets
	cfg.Budgets = []budget.Config{
		{Name: "all", USD: 1e9, Per: time.Hour}, {Name: "user", USD: 1e9, Per: time.Hour, By: []string{"user.id"}},
	}
	c, err := newMetricsConnector(connectortest.NewNopSettings(metadata.Type), cfg, consumertest.NewNop(), time.Now)
	require.NoError(b, err)
	trace := uint64(0)
	round := func() {
		trace++
		for i := range spans.Len() {
			var id [16]byte
			binary.BigEndian.PutUint64(id[:], trace)
			spans.At(i).SetTraceID(id)
		}
		if err := c.ConsumeTraces(marked(wholetrace.Whole, trace), batch); err != nil {
			b.Fatal(err)
		}
	}
	for range 300 { // the steady state: as many calls are remembered as may be
		round()
	}
	b.ReportAllocs()
	for b.Loop() {
		round()
	}
	b.ReportMetric(float64(spans.Len())*float64(b.N)/b.Elapsed().Seconds(), "spans/s")
}

func enrichedRecordings(b *testing.B) []ptrace.Traces {
	b.Helper()
	var batches []ptrace.Traces
	for _, recording := range tracetest.Recordings(b) {
		batches = append(batches, enrich(b, recording.Merged(), wholetrace.Whole))
	}
	return batches
}

func consume(b *testing.B, c connector.Traces, batches []ptrace.Traces) {
	b.Helper()
	spans := 0
	for _, batch := range batches {
		spans += batch.SpanCount()
	}
	handOn := uint64(0)
	round := func() {
		for _, batch := range batches {
			handOn++
			ctx := wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: handOn, Attempt: 1})
			if err := c.ConsumeTraces(ctx, batch); err != nil {
				b.Fatal(err)
			}
		}
	}
	round() // the steady state: every series exists
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	b.ReportAllocs()
	used := processorTime(b)
	for b.Loop() {
		round()
	}
	used = processorTime(b) - used
	runtime.ReadMemStats(&after)
	all := float64(spans) * float64(b.N)
	b.ReportMetric(all/used.Seconds(), "spans/s/core")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/all, "allocs/span")
}

// newSpanmetrics is contrib's connector with one histogram of durations, by the labels of gen_ai.client.operation.duration.
func newSpanmetrics(b *testing.B) connector.Traces {
	b.Helper()
	factory := spanmetricsconnector.NewFactory()
	cfg := factory.CreateDefaultConfig().(*spanmetricsconnector.Config)
	for _, name := range []string{
		"gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.agent.name", "error.type",
	} {
		cfg.Dimensions = append(cfg.Dimensions, spanmetricsconnector.Dimension{Name: name})
	}
	c, err := factory.CreateTracesToMetrics(context.Background(), connectortest.NewNopSettings(factory.Type()), cfg, consumertest.NewNop())
	require.NoError(b, err)
	require.NoError(b, c.Start(context.Background(), componenttest.NewNopHost()))
	b.Cleanup(func() { require.NoError(b, c.Shutdown(context.Background())) })
	return c
}

// TestManySeriesTakeLittleMemory holds 100,000 series, three in five of them histograms, and sends them once.
func TestManySeriesTakeLittleMemory(t *testing.T) {
	const agents = 20_000 // with five series each
	sent := 0
	next, err := consumer.NewMetrics(func(_ context.Context, m pmetric.Metrics) error {
		sent += m.DataPointCount()
		return nil
	})
	require.NoError(t, err)
	c, err := newMetricsConnector(connectortest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config), next, time.Now)
	require.NoError(t, err)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range agents {
		batch := ptrace.NewTraces()
		rs := batch.ResourceSpans().AppendEmpty()
		rs.Resource().Attributes().PutStr("service.name", "service-"+strconv.Itoa(i%100))
		span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		span.SetTraceID([16]byte{1})
		require.NoError(t, span.Attributes().FromRaw(map[string]any{
			"baton.span.role": "call", "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o",
			"gen_ai.agent.name": "agent-" + strconv.Itoa(i), "gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 10,
			"baton.cost.source": "computed", "baton.cost.total": 0.01,
		}))
		require.NoError(t, c.ConsumeTraces(context.Background(), batch))
	}
	c.send(context.Background(), false)
	require.Equal(t, 100_000, sent)
	runtime.GC()
	runtime.ReadMemStats(&after)
	used := float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20)
	t.Logf("%d series: %.0f MiB live", sent, used)
	require.Less(t, used, 200.0)
	runtime.KeepAlive(c)
}

// processorTime is what the process has used, so that a busy machine does not count.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	used, err := processortime.Used()
	require.NoError(b, err)
	return used
}
