// Package pipeline tests components together that do not know one another, in one process.
package pipeline

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor"
)

// TestAnyCutGivesTheSame: a recording cut into any batches, in any order, through whole_trace and llm_span, gives the
// same (design.md §5). Senders repeat, so every third request is sent twice.
func TestAnyCutGivesTheSame(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want := through(t, []ptrace.Traces{recording.Merged()})
			spans := split(recording.Merged())
			require.Equal(t, want, through(t, spans), "one span a request")
			reversed := split(recording.Merged())
			slices.Reverse(reversed)
			require.Equal(t, want, through(t, reversed), "reversed")
			for seed := range uint64(2) {
				random := rand.New(rand.NewPCG(seed, 7))
				shuffled := split(recording.Merged())
				for i, request := range split(recording.Merged()) {
					if i%3 == 0 {
						shuffled = append(shuffled, request)
					}
				}
				random.Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
				require.Equal(t, want, through(t, shuffled), "shuffled and repeated, seed %d", seed)
			}
		})
	}
}

// through sends requests through whole_trace, which hands on what waits at shutdown, and llm_span.
func through(t *testing.T, requests []ptrace.Traces) string {
	t.Helper()
	ctx := context.Background()
	sink := &consumertest.TracesSink{}
	spans := llmspanprocessor.NewFactory()
	enrich, err := spans.CreateTraces(ctx, processortest.NewNopSettings(spans.Type()), spans.CreateDefaultConfig(), sink)
	require.NoError(t, err)
	whole := wholetraceprocessor.NewFactory()
	cfg := whole.CreateDefaultConfig().(*wholetraceprocessor.Config)
	cfg.Idle, cfg.AfterRoot = time.Hour, time.Hour
	buffer, err := whole.CreateTraces(ctx, processortest.NewNopSettings(whole.Type()), cfg, enrich)
	require.NoError(t, err)
	for _, p := range []processor.Traces{enrich, buffer} {
		require.NoError(t, p.Start(ctx, componenttest.NewNopHost()))
	}
	for _, request := range requests {
		require.NoError(t, buffer.ConsumeTraces(ctx, request))
	}
	require.NoError(t, buffer.Shutdown(ctx))
	require.NoError(t, enrich.Shutdown(ctx))
	return canonical(sink.AllTraces())
}

// split makes a request of every span.
func split(batch ptrace.Traces) []ptrace.Traces {
	var list []ptrace.Traces
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				one := ptrace.NewTraces()
				target := one.ResourceSpans().AppendEmpty()
				rs.Resource().CopyTo(target.Resource())
				target.SetSchemaUrl(rs.SchemaUrl())
				scope := target.ScopeSpans().AppendEmpty()
				ss.Scope().CopyTo(scope.Scope())
				scope.SetSchemaUrl(ss.SchemaUrl())
				span.CopyTo(scope.Spans().AppendEmpty())
				list = append(list, one)
			}
		}
	}
	return list
}

// canonical writes spans in an order of its own, with all that llm_span may have changed.
func canonical(batches []ptrace.Traces) string {
	var lines []string
	for _, batch := range batches {
		for _, rs := range batch.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					lines = append(lines, line(ss.Scope().Name(), span))
				}
			}
		}
	}
	slices.Sort(lines)
	var b bytes.Buffer
	for _, l := range lines {
		b.WriteString(l)
	}
	return b.String()
}

func line(scope string, span ptrace.Span) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s under %s by %s: %q %s\n", span.TraceID(), span.SpanID(), span.ParentSpanID(), scope, span.Name(), span.Status().Code())
	write(&b, span.Attributes())
	for _, l := range span.Links().All() {
		fmt.Fprintf(&b, "  link %s\n", l.SpanID())
		write(&b, l.Attributes())
	}
	for _, e := range span.Events().All() {
		fmt.Fprintf(&b, "  event %s\n", e.Name())
		write(&b, e.Attributes())
	}
	return b.String()
}

func write(b *bytes.Buffer, m pcommon.Map) {
	var keys []string
	for k := range m.All() {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		v, _ := m.Get(k)
		fmt.Fprintf(b, "  %s = %s %s\n", k, v.Type(), v.AsString())
	}
}
