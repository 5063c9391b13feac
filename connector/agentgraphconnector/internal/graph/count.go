package graph

import (
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
)

// The metrics of a service graph, as Grafana reads them once an exporter for Prometheus has added the unit to the name.
const (
	metricRequests = "traces_service_graph_request_total"
	metricFailed   = "traces_service_graph_request_failed_total"
	metricClient   = "traces_service_graph_request_client"
	metricServer   = "traces_service_graph_request_server"
	metricTokens   = "baton.graph.tokens"
	metricCost     = "baton.graph.cost"
)

// latencies are the bounds of the histograms: from a local call to an agent that works for ten minutes.
var latencies = series.Doubling(0.005, 18)

// Count counts edges as metrics. It is not safe for concurrent use.
type Count struct {
	store                                          *series.Store
	requests, failed, client, server, tokens, cost *series.Metric
	edges                                          map[edgeKey]*counted
	epoch                                          uint64
	most                                           int
}

type edgeKey struct{ client, server, edgeType string }

// counted are the series of one edge.
type counted struct {
	requests, failed, client, server *series.Point
	input, output, cost              *series.Point // nil until there is any
}

// NewCount returns an empty count.
func NewCount(settings series.Settings) *Count {
	store := series.New(settings)
	labels := []string{"client", "server", "connection_type"}
	metric := func(i series.Instrument) *series.Metric {
		if i.Labels == nil {
			i.Labels = labels
		}
		return store.Metric(i)
	}
	return &Count{
		store: store, edges: map[edgeKey]*counted{}, most: settings.Max,
		requests: metric(series.Instrument{Name: metricRequests, Unit: "{request}", Whole: true, Description: "Calls between two nodes."}),
		failed:   metric(series.Instrument{Name: metricFailed, Unit: "{request}", Whole: true, Description: "Calls between two nodes that failed."}),
		client:   metric(series.Instrument{Name: metricClient, Unit: "s", Bounds: latencies, Description: "How long a call between two nodes took, as the client saw it."}),
		server:   metric(series.Instrument{Name: metricServer, Unit: "s", Bounds: latencies, Description: "How long a call between two nodes took, as the server saw it."}),
		tokens: metric(series.Instrument{
			Name: metricTokens, Unit: "{token}", Whole: true, Description: "Tokens that calls of models behind an edge took.",
			Labels: append(labels[:3:3], genai.TokenType),
		}),
		cost: metric(series.Instrument{Name: metricCost, Unit: "{USD}", Description: "What calls of models behind an edge cost, in US dollars."}),
	}
}

// Add counts an edge.
func (c *Count) Add(e Edge) {
	n := c.of(edgeKey{e.Client, e.Server, e.Type})
	failed := 0.0
	if e.Failed {
		failed = 1
	}
	n.requests.Add(1, e.Weight, e.From)
	n.failed.Add(failed, e.Weight, e.From)
	n.client.Observe(e.ClientSeconds, e.Weight, e.From)
	n.server.Observe(e.ServerSeconds, e.Weight, e.From)
	if e.Input == 0 && e.Output == 0 && e.Cost == 0 {
		return
	}
	if n.cost == nil {
		n.input, _ = c.tokens.Point(e.Client, e.Server, e.Type, "input")
		n.output, _ = c.tokens.Point(e.Client, e.Server, e.Type, "output")
		n.cost, _ = c.cost.Point(e.Client, e.Server, e.Type)
	}
	n.input.Add(e.Input, e.Weight, e.From)
	n.output.Add(e.Output, e.Weight, e.From)
	n.cost.Add(e.Cost, e.Weight, e.From)
}

// of finds the series of an edge.
func (c *Count) of(key edgeKey) *counted {
	if c.epoch != c.store.Epoch() || len(c.edges) > c.most {
		clear(c.edges)
		c.epoch = c.store.Epoch()
	}
	if n, ok := c.edges[key]; ok {
		return n
	}
	n := &counted{}
	n.requests, _ = c.requests.Point(key.client, key.server, key.edgeType)
	n.failed, _ = c.failed.Point(key.client, key.server, key.edgeType)
	n.client, _ = c.client.Point(key.client, key.server, key.edgeType)
	n.server, _ = c.server.Point(key.client, key.server, key.edgeType)
	c.edges[key] = n
	return n
}

// Collect returns the metrics to send.
func (c *Count) Collect() []pmetric.Metrics { return c.store.Collect() }

// Series returns how many series there are.
func (c *Count) Series() int { return c.store.Len() }
