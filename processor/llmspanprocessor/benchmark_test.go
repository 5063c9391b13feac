package llmspanprocessor

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/processortime"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadata"
)

// BenchmarkCalls enriches the call spans of the recordings one by one, unmarked: what a sidecar does.
func BenchmarkCalls(b *testing.B) {
	batch := ptrace.NewTraces()
	for _, recording := range tracetest.Recordings(b) {
		appendCalls(b, recording.Merged(), batch)
	}
	benchmark(b, []ptrace.Traces{batch}, context.Background())
}

// BenchmarkMix enriches all recordings as whole traces: half of their spans are an agent runtime's messages.
func BenchmarkMix(b *testing.B) {
	var batches []ptrace.Traces
	for _, recording := range tracetest.Recordings(b) {
		batches = append(batches, recording.Merged())
	}
	benchmark(b, batches, wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole}))
}

// benchmark says what the work costs: copying the batches and enriching the copies, less copying alone. The processor
// time is that of the whole program, so that the garbage of each is paid for by whom it is of.
func benchmark(b *testing.B, batches []ptrace.Traces, ctx context.Context) {
	b.Helper()
	p, err := newProcessor(processortest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config))
	require.NoError(b, err)
	var last []ptrace.Traces
	work := func(enrich bool) {
		fresh := make([]ptrace.Traces, len(batches))
		for i, batch := range batches {
			fresh[i] = ptrace.NewTraces()
			batch.CopyTo(fresh[i])
			if !enrich {
				continue
			}
			if _, err := p.processTraces(ctx, fresh[i]); err != nil {
				b.Fatal(err)
			}
		}
		last = fresh
	}
	copying := usedBy(b, func() { work(false) })
	b.ResetTimer()
	all := usedBy(b, func() { work(true) })
	b.StopTimer()
	spans, written := 0, 0
	for i, batch := range batches {
		spans += batch.SpanCount()
		written += attributesOf(last[i]) - attributesOf(batch)
	}
	total := float64(spans) * float64(b.N)
	b.ReportMetric(total/(all.cpu-copying.cpu).Seconds(), "spans/core-s")
	b.ReportMetric(float64(all.allocations-copying.allocations)/total, "allocs/span")
	b.ReportMetric(float64(all.bytes-copying.bytes)/total, "B/span")
	b.ReportMetric(float64(written)/float64(spans), "written/span")
	b.ReportMetric(0, "ns/op") // of both
}

// use is what a piece of work took.
type use struct {
	cpu                time.Duration
	allocations, bytes uint64
}

// usedBy does the work b.N times, from a heap without garbage to one.
func usedBy(b *testing.B, work func()) use {
	b.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began, err := processortime.Used()
	require.NoError(b, err)
	for range b.N {
		work()
	}
	runtime.GC()
	ended, err := processortime.Used()
	require.NoError(b, err)
	runtime.ReadMemStats(&after)
	return use{ended - began, after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc}
}

// attributesOf counts the attributes of all spans.
func attributesOf(batch ptrace.Traces) int {
	n := 0
	forEach(batch, func(_ ptrace.ScopeSpans, span ptrace.Span) { n += span.Attributes().Len() })
	return n
}

// appendCalls copies the spans that llm_span finds to be calls, as they came.
func appendCalls(b *testing.B, in, out ptrace.Traces) {
	b.Helper()
	calls := map[string]bool{}
	copied := ptrace.NewTraces()
	in.CopyTo(copied)
	forEach(enrich(b, copied, wholetrace.Whole), func(_ ptrace.ScopeSpans, span ptrace.Span) {
		if v, ok := span.Attributes().Get(genai.SpanRole); ok && v.Str() == string(genai.RoleCall) {
			calls[span.TraceID().String()+span.SpanID().String()] = true
		}
	})
	for _, rs := range in.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			target := out.ResourceSpans().AppendEmpty()
			rs.Resource().CopyTo(target.Resource())
			scope := target.ScopeSpans().AppendEmpty()
			ss.Scope().CopyTo(scope.Scope())
			for _, span := range ss.Spans().All() {
				if calls[span.TraceID().String()+span.SpanID().String()] {
					span.CopyTo(scope.Spans().AppendEmpty())
				}
			}
		}
	}
}

func forEach(batch ptrace.Traces, visit func(ptrace.ScopeSpans, ptrace.Span)) {
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				visit(ss, span)
			}
		}
	}
}
