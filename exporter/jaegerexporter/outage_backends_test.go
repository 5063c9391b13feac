//go:build backends

package jaegerexporter

import (
	"encoding/binary"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/exporter/jaegerexporter/internal/metadata"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// TestJaeger_down_for_a_minute_loses_nothing sends ten traces a second while Jaeger is down for 60 s, is started, is
// killed and started again (its memory forgets what it had), and looks for every trace sent since the last time it came up or
// while it was down.
func TestJaeger_down_for_a_minute_loses_nothing(t *testing.T) {
	jaeger := backends.JaegerMemory(t)
	core, logs := observer.New(zapcore.InfoLevel)
	set := exportertest.NewNopSettings(metadata.Type)
	set.Logger = zap.New(core)
	e, err := NewFactory().CreateTraces(t.Context(), set, load(t, map[string]any{
		"endpoint": jaeger.OTLPGRPC(), "tls": map[string]any{"insecure": true},
	}))
	require.NoError(t, err)
	require.NoError(t, e.Start(t.Context(), componenttest.NewNopHost()))

	begun := time.Now()
	recording := enrich(t, tracetest.Open(t, "autogen-story").Merged())
	var sent []ptrace.Traces
	number := uint64(0)
	heap := []uint64{}
	send := func(seconds int) {
		ticker := time.NewTicker(100 * time.Millisecond)
		defer ticker.Stop()
		for i := range seconds * 10 {
			<-ticker.C
			number++
			td := renumbered(recording, number)
			require.NoError(t, e.ConsumeTraces(t.Context(), td))
			sent = append(sent, td)
			if i%100 == 0 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				heap = append(heap, m.HeapAlloc>>20)
			}
		}
	}
	send(60)
	jaeger.Start()
	send(5)
	found(t, jaeger, sent)
	jaeger.Kill()
	kept := len(sent)
	send(10)
	jaeger.Start()
	send(5)
	found(t, jaeger, sent[kept+10:]) // those on their way to a Jaeger that is killed may have arrived there
	lines := logs.Len()              // of the outage; what waits to be sent again to the Jaeger that was killed is told once more at shutdown
	require.NoError(t, e.Shutdown(t.Context()))
	t.Logf("%d traces of %d spans sent; MiB on the heap every 10 s: %v; lines in the log: %d", len(sent), recording.SpanCount(), heap, lines)
	for _, line := range logs.All() {
		t.Log(line.Time.Format(time.TimeOnly), line.Message, line.ContextMap())
	}
	require.LessOrEqual(t, lines, 1+int(time.Since(begun)/time.Minute), "one line a minute")
}

// renumbered is a copy with trace ids of its own.
func renumbered(td ptrace.Traces, number uint64) ptrace.Traces {
	c := ptrace.NewTraces()
	td.CopyTo(c)
	eachSpan(c, func(_ pcommon.Resource, span ptrace.Span) {
		id := span.TraceID()
		binary.BigEndian.PutUint64(id[:], number)
		span.SetTraceID(id)
	})
	c.MarkReadOnly()
	return c
}

// found waits until Jaeger has every trace, complete.
func found(t *testing.T, jaeger *backends.Server, sent []ptrace.Traces) {
	t.Helper()
	for _, td := range sent {
		want := map[string]int{}
		eachSpan(td, func(_ pcommon.Resource, span ptrace.Span) { want[span.TraceID().String()]++ })
		for id, n := range want {
			require.Eventually(t, func() bool {
				spans, _ := askTrace(t, jaeger, id)
				return len(spans) == n
			}, time.Minute, 50*time.Millisecond, id)
		}
	}
}
