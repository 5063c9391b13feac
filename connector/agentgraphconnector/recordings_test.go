package agentgraphconnector

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/connector/agentgraphconnector/internal/graph"
	"github.com/otelcol-baton/baton/connector/agentgraphconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

// enrich sends a batch through llm_span as whole traces.
func enrich(tb testing.TB, batch ptrace.Traces) ptrace.Traces {
	tb.Helper()
	factory := llmspanprocessor.NewFactory()
	sink := &consumertest.TracesSink{}
	p, err := factory.CreateTraces(context.Background(), processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), sink)
	require.NoError(tb, err)
	require.NoError(tb, p.ConsumeTraces(whole(1), batch))
	return sink.AllTraces()[0]
}

func whole(handOn uint64) context.Context {
	return wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: handOn, Attempt: 1})
}

// edgesOf sends batches through the connector, one hand-on each, and returns what it counted.
func edgesOf(tb testing.TB, batches []ptrace.Traces, change ...func(*Config)) map[edge]counted {
	tb.Helper()
	cfg := createDefaultConfig().(*Config)
	for _, c := range change {
		c(cfg)
	}
	sink := &consumertest.MetricsSink{}
	g, err := newMetricsConnector(connectortest.NewNopSettings(metadata.Type), cfg, sink, time.Now)
	require.NoError(tb, err)
	require.NoError(tb, g.Start(context.Background(), componenttest.NewNopHost()))
	for i, batch := range batches {
		require.NoError(tb, g.ConsumeTraces(whole(uint64(i)+1), batch))
	}
	require.NoError(tb, g.Shutdown(context.Background()))
	return readEdges(sink.AllMetrics())
}

type edge struct{ client, server, kind string }

type counted struct {
	requests, failed           int64
	input, output              int64
	cost                       float64
	clientSeconds, serverTotal float64
	observed                   uint64
}

func readEdges(batches []pmetric.Metrics) map[edge]counted {
	all := map[edge]counted{}
	for _, batch := range batches {
		for _, m := range batch.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().All() {
			if m.Type() == pmetric.MetricTypeHistogram {
				for _, p := range m.Histogram().DataPoints().All() {
					e := edgeOf(p.Attributes().AsRaw())
					c := all[e]
					if m.Name() == "traces_service_graph_request_client" {
						c.clientSeconds, c.observed = p.Sum(), p.Count()
					} else {
						c.serverTotal = p.Sum()
					}
					all[e] = c
				}
				continue
			}
			for _, p := range m.Sum().DataPoints().All() {
				labels := p.Attributes().AsRaw()
				e := edgeOf(labels)
				c := all[e]
				switch m.Name() {
				case "traces_service_graph_request_total":
					c.requests = p.IntValue()
				case "traces_service_graph_request_failed_total":
					c.failed = p.IntValue()
				case "baton.graph.cost":
					c.cost = p.DoubleValue()
				case "baton.graph.tokens":
					if labels["gen_ai.token.type"] == "input" {
						c.input = p.IntValue()
					} else {
						c.output = p.IntValue()
					}
				}
				all[e] = c
			}
		}
	}
	return all
}

func edgeOf(labels map[string]any) edge {
	text := func(key string) string { s, _ := labels[key].(string); return s }
	return edge{text("client"), text("server"), text("connection_type")}
}

func TestRecordings(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want := tracetest.Expected(t, recording.Name)
			got := edgesOf(t, []ptrace.Traces{enrich(t, recording.Merged())})
			var calls, failed, input, output int64
			var cost float64
			left := slices.Clone(want.Transitions)
			for e, c := range got {
				switch e.kind {
				case graph.Model:
					calls += c.requests
					input += c.input
					output += c.output
					cost += c.cost
					failed += c.failed
				case graph.Tool:
					failed += c.failed
				case graph.Agent:
					for range c.requests {
						left = without(t, left, e)
					}
				}
				require.EqualValues(t, c.requests, c.observed, "%v", e)
			}
			for _, w := range left {
				assert.False(t, w.Required, "missing transition %s > %s", w.From, w.To)
			}
			unpriced := calls - want.Calls
			assert.True(t, unpriced == want.UnpricedCalls || slices.Contains(want.Accept.UnpricedCalls, unpriced), "%d calls", calls)
			assert.Equal(t, want.InputTokens, input)
			assert.Equal(t, want.OutputTokens, output)
			assert.InDelta(t, want.CostUSD, cost, 1e-9)
			assert.Equal(t, want.Errors, failed)
		})
	}
}

// without takes one transition of an edge's pair out of a list.
func without(t *testing.T, left []tracetest.Transition, e edge) []tracetest.Transition {
	t.Helper()
	i := slices.IndexFunc(left, func(w tracetest.Transition) bool {
		return w.To == e.server && (w.From == e.client || slices.Contains(w.AcceptFrom, e.client))
	})
	if !assert.GreaterOrEqual(t, i, 0, "unexpected transition %s > %s", e.client, e.server) {
		return left
	}
	return slices.Delete(left, i, i+1)
}

// TestSplittingAndReorderingChangesNothing counts each recording as one batch, and as its traces one by one with the
// spans in any order.
func TestSplittingAndReorderingChangesNothing(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			enriched := enrich(t, recording.Merged())
			want := edgesOf(t, []ptrace.Traces{enriched})
			for seed := range uint64(3) {
				got := edgesOf(t, shuffled(enriched, rand.New(rand.NewPCG(seed, 1))))
				require.Len(t, got, len(want))
				for e, w := range want {
					g := got[e]
					require.InDelta(t, w.cost, g.cost, 1e-9, "%v", e)
					require.InDelta(t, w.clientSeconds, g.clientSeconds, 1e-6, "%v", e)
					require.InDelta(t, w.serverTotal, g.serverTotal, 1e-6, "%v", e)
					w.cost, w.clientSeconds, w.serverTotal = g.cost, g.clientSeconds, g.serverTotal
					require.Equal(t, w, g, "%v", e)
				}
			}
		})
	}
}

// shuffled cuts a batch into its traces, in any order and the spans of each in any order.
func shuffled(td ptrace.Traces, rnd *rand.Rand) []ptrace.Traces {
	byTrace := map[pcommon.TraceID]ptrace.Traces{}
	var list []ptrace.Traces
	type item struct {
		resource ptrace.ResourceSpans
		span     ptrace.Span
	}
	var items []item
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				items = append(items, item{rs, span})
			}
		}
	}
	rnd.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	for _, it := range items {
		batch, ok := byTrace[it.span.TraceID()]
		if !ok {
			batch = ptrace.NewTraces()
			byTrace[it.span.TraceID()] = batch
			list = append(list, batch)
		}
		rs := batch.ResourceSpans().AppendEmpty()
		it.resource.Resource().CopyTo(rs.Resource())
		it.span.CopyTo(rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty())
	}
	return list
}
