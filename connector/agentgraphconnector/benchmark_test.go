package agentgraphconnector

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/agentgraphconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/processortime"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// BenchmarkRecordings counts all recordings, enriched, as whole traces: as metrics, and as Jaeger's dependencies.
func BenchmarkRecordings(b *testing.B) {
	var batches []ptrace.Traces
	spans := 0
	for _, recording := range tracetest.Recordings(b) {
		batches = append(batches, enrich(b, recording.Merged()))
		spans += batches[len(batches)-1].SpanCount()
	}
	set := connectortest.NewNopSettings(metadata.Type)
	metrics, err := newMetricsConnector(set, createDefaultConfig().(*Config), consumertest.NewNop(), time.Now)
	require.NoError(b, err)
	logs, err := newLogsConnector(set, createDefaultConfig().(*Config), consumertest.NewNop(), time.Now)
	require.NoError(b, err)
	for name, g := range map[string]*agentGraph{"metrics": metrics, "dependencies": logs} {
		b.Run(name, func(b *testing.B) {
			handOn := uint64(0)
			round := func() {
				for _, batch := range batches {
					handOn++
					if err := g.ConsumeTraces(whole(handOn), batch); err != nil {
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
		})
	}
}

// processorTime is what the process has used, so that a busy machine does not count.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	used, err := processortime.Used()
	require.NoError(b, err)
	return used
}
