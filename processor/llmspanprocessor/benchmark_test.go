package llmspanprocessor

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
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

// BenchmarkWriting writes onto the call spans what llm_span writes, found out beforehand: what is left of the time that a
// call may take belongs to finding it out.
func BenchmarkWriting(b *testing.B) {
	batch := ptrace.NewTraces()
	for _, recording := range tracetest.Recordings(b) {
		appendCalls(b, recording.Merged(), batch)
	}
	enriched := ptrace.NewTraces()
	batch.CopyTo(enriched)
	p, err := newProcessor(processortest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config))
	require.NoError(b, err)
	_, err = p.processTraces(context.Background(), enriched)
	require.NoError(b, err)
	gains := gained(batch, enriched)
	measure(b, []ptrace.Traces{batch}, func(fresh ptrace.Traces) {
		i := 0
		forEach(fresh, func(_ ptrace.ScopeSpans, span ptrace.Span) {
			attrs := span.Attributes()
			attrs.EnsureCapacity(attrs.Len() + len(gains[i]))
			for _, g := range gains[i] {
				switch v := attrs.PutEmpty(g.key); g.value.Type() {
				case pcommon.ValueTypeStr:
					v.SetStr(g.value.Str())
				case pcommon.ValueTypeInt:
					v.SetInt(g.value.Int())
				case pcommon.ValueTypeDouble:
					v.SetDouble(g.value.Double())
				default:
					g.value.CopyTo(v)
				}
			}
			i++
		})
	})
}

// gain is an attribute that a span gained.
type gain struct {
	key   string
	value pcommon.Value
}

// gained lists by span, in the order of the batch, the attributes that are new.
func gained(before, after ptrace.Traces) [][]gain {
	var old []pcommon.Map
	forEach(before, func(_ ptrace.ScopeSpans, span ptrace.Span) { old = append(old, span.Attributes()) })
	gains := make([][]gain, len(old))
	i := 0
	forEach(after, func(_ ptrace.ScopeSpans, span ptrace.Span) {
		for key, value := range span.Attributes().All() {
			if _, was := old[i].Get(key); !was {
				gains[i] = append(gains[i], gain{key, value})
			}
		}
		i++
	})
	return gains
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
	measure(b, batches, func(batch ptrace.Traces) {
		if _, err := p.processTraces(ctx, batch); err != nil {
			b.Fatal(err)
		}
	})
}

// measure reports what it costs to do something with copies of the batches.
func measure(b *testing.B, batches []ptrace.Traces, do func(ptrace.Traces)) {
	b.Helper()
	var last []ptrace.Traces
	work := func(all bool) {
		fresh := make([]ptrace.Traces, len(batches))
		for i, batch := range batches {
			fresh[i] = ptrace.NewTraces()
			batch.CopyTo(fresh[i])
			if all {
				do(fresh[i])
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
