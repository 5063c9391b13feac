package agentgraphconnector

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/agentgraphconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/genai"
)

// histogramOf finds the histogram of an edge.
func histogramOf(t *testing.T, batches []pmetric.Metrics, name string, of edge) pmetric.HistogramDataPoint {
	t.Helper()
	for _, m := range batches[len(batches)-1].ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().All() {
		if m.Name() != name {
			continue
		}
		for _, p := range m.Histogram().DataPoints().All() {
			if edgeOf(p.Attributes().AsRaw()) == of {
				return p
			}
		}
	}
	require.Fail(t, "no such histogram", "%s of %v", name, of)
	return pmetric.NewHistogramDataPoint()
}

// quantile is what histogram_quantile of Prometheus finds.
func quantile(p pmetric.HistogramDataPoint, q float64) float64 {
	rank, below, lower := q*float64(p.Count()), 0.0, 0.0
	for i, upper := range p.ExplicitBounds().All() {
		n := float64(p.BucketCounts().At(i))
		if below+n >= rank {
			return lower + (upper-lower)*(rank-below)/n
		}
		below, lower = below+n, upper
	}
	return lower
}

// TestAnEdgeTellsMeanAndPercentiles: a hundred turns of 1 to 100 seconds.
func TestAnEdgeTellsMeanAndPercentiles(t *testing.T) {
	g, sink := startMetrics(t)
	for i := range 100 {
		batch := enrich(t, write(t,
			span{trace: byte(i + 1), id: 1, service: "app", to: 200, attrs: agent("planner")},
			span{trace: byte(i + 1), id: 2, parent: 1, service: "app", from: 1, to: i + 2, attrs: agent("writer")},
		))
		require.NoError(t, g.ConsumeTraces(whole(uint64(i)+1), batch))
	}
	require.NoError(t, g.Shutdown(context.Background()))
	for _, name := range []string{"traces_service_graph_request_client", "traces_service_graph_request_server"} {
		p := histogramOf(t, sink.AllMetrics(), name, edge{"planner", "writer", "agent"})
		require.InDelta(t, 50.5, p.Sum()/float64(p.Count()), 1e-9)
		for q, want := range map[float64]float64{0.5: 50, 0.95: 95, 0.99: 99} {
			got := quantile(p, q)
			require.True(t, got > want/2 && got < want*2, "%s at %v is %v: it lies in a bucket that ends at twice its beginning", name, q, got)
		}
	}
}

func TestFailuresAreCountedOnTheirEdges(t *testing.T) {
	got := edgesOf(t, []ptrace.Traces{enrich(t, write(t,
		span{trace: 1, id: 1, service: "app", to: 20, attrs: agent("planner")},
		span{trace: 1, id: 2, parent: 1, service: "app", from: 1, to: 3, attrs: with(call("gpt-4o", 0, 0), genai.ErrorType, "timeout"), failed: true},
		span{trace: 1, id: 3, parent: 1, service: "app", from: 4, to: 6, attrs: call("gpt-4o", 10, 10)},
		span{trace: 1, id: 4, parent: 1, service: "app", from: 7, to: 8, failed: true, attrs: map[string]any{genai.OperationName: genai.OpExecuteTool, genai.ToolName: "look"}},
		span{trace: 1, id: 5, parent: 1, service: "app", from: 9, to: 12, attrs: agent("writer"), failed: true},
	))})
	for e, want := range map[edge][2]int64{
		{"planner", "gpt-4o", "model"}: {2, 1}, {"planner", "look", "tool"}: {1, 1}, {"planner", "writer", "agent"}: {1, 1},
	} {
		require.Equal(t, want, [2]int64{got[e].requests, got[e].failed}, "%v", e)
	}
}

func with(attrs map[string]any, key string, value any) map[string]any {
	attrs[key] = value
	return attrs
}

func TestAgentsAreNamedWithoutTheUUIDOfTheirRun(t *testing.T) {
	const uuid = "_997d692c-c361-49de-b72b-66396d7830f2"
	got := edgesOf(t, []ptrace.Traces{enrich(t, write(t,
		span{trace: 1, id: 1, service: "app", to: 20, attrs: agent("planner" + uuid)},
		span{trace: 1, id: 2, parent: 1, service: "app", from: 1, to: 9, attrs: agent("writer" + uuid)},
		span{trace: 1, id: 3, parent: 2, service: "app", from: 2, to: 3, attrs: call("gpt-4o", 10, 10)},
	))})
	require.EqualValues(t, 1, got[edge{"planner", "writer", "agent"}].requests)
	require.EqualValues(t, 1, got[edge{"writer", "gpt-4o", "model"}].requests)
}

func TestEdgesBeyondTheBoundAreCountedTogether(t *testing.T) {
	var batches []ptrace.Traces
	for i := range 50 {
		batches = append(batches, enrich(t, write(t, span{
			trace: byte(i + 1), id: 1, service: "app", to: 1, attrs: call(fmt.Sprint("model-", i), 10, 10),
		})))
	}
	got := edgesOf(t, batches, func(c *Config) { c.MaxSeries = 20 })
	require.Less(t, len(got), 12)
	all := int64(0)
	for _, c := range got {
		all += c.requests
	}
	require.EqualValues(t, 50, all)
	require.Positive(t, got[edge{}].requests, "what is too much has no names")
}

// TestEdgesGoOutEachIntervalAndAtShutdown: as metrics, and as Jaeger's dependencies.
func TestEdgesGoOutEachIntervalAndAtShutdown(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Interval, cfg.AgentsAsServices = 10*time.Millisecond, true
	metrics, logs := &consumertest.MetricsSink{}, &consumertest.LogsSink{}
	m, err := NewFactory().CreateTracesToMetrics(t.Context(), connectortest.NewNopSettings(metadata.Type), cfg, metrics)
	require.NoError(t, err)
	l, err := NewFactory().CreateTracesToLogs(t.Context(), connectortest.NewNopSettings(metadata.Type), cfg, logs)
	require.NoError(t, err)
	for _, c := range []connector.Traces{m, l} {
		require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
		require.NoError(t, c.ConsumeTraces(whole(1), twoProcesses(t)))
	}
	require.Eventually(t, func() bool { return len(metrics.AllMetrics()) > 0 && len(logs.AllLogs()) > 0 }, 5*time.Second, time.Millisecond)
	require.NoError(t, m.Shutdown(t.Context()))
	require.NoError(t, l.Shutdown(t.Context()))
	require.Len(t, logs.AllLogs(), 1, "no record for an interval without any call")

	late, sink := startMetrics(t)
	require.NoError(t, late.ConsumeTraces(whole(1), twoProcesses(t)))
	require.Empty(t, sink.AllMetrics())
	require.NoError(t, late.Shutdown(t.Context()))
	require.Len(t, sink.AllMetrics(), 1, "what is left goes out at the end")
}
