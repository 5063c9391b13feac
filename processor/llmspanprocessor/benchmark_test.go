package llmspanprocessor

import (
	"context"
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

func benchmark(b *testing.B, batches []ptrace.Traces, ctx context.Context) {
	b.Helper()
	p, err := newProcessor(processortest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config))
	require.NoError(b, err)
	spans := 0
	for _, batch := range batches {
		spans += batch.SpanCount()
	}
	fresh := make([]ptrace.Traces, len(batches))
	var cpu time.Duration
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		for i, batch := range batches {
			fresh[i] = ptrace.NewTraces()
			batch.CopyTo(fresh[i])
		}
		b.StartTimer()
		before := cpuTime(b)
		for _, batch := range fresh {
			_, err := p.processTraces(ctx, batch)
			if err != nil {
				b.Fatal(err)
			}
		}
		cpu += cpuTime(b) - before
	}
	written := 0
	for i, batch := range batches {
		written += attributesOf(fresh[i]) - attributesOf(batch)
	}
	b.ReportMetric(float64(spans)*float64(b.N)/cpu.Seconds(), "spans/core-s")
	b.ReportMetric(float64(spans)*float64(b.N)/b.Elapsed().Seconds(), "spans/s")
	b.ReportMetric(float64(spans), "spans/op")
	b.ReportMetric(float64(written)/float64(spans), "written/span")
}

// cpuTime is what the program has used of all processors, the garbage collector's part included.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	used, err := processortime.Used()
	require.NoError(b, err)
	return used
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
