package agentgraphconnector

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/connector/agentgraphconnector/internal/dependency"
	"github.com/otelcol-baton/baton/connector/agentgraphconnector/internal/graph"
	"github.com/otelcol-baton/baton/connector/agentgraphconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/series"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// remembered is how many hand-ons are remembered, at about 50 bytes each, and linkable how many spans, at about 150.
const (
	remembered = 65_536
	linkable   = 100_000
)

// agentGraph is what both connectors share. It may be called concurrently.
type agentGraph struct {
	telemetry *metadata.TelemetryBuilder
	outcomes  outcomes
	interval  time.Duration
	now       func() time.Time
	finished  *wholetrace.Finished
	batches   sync.Pool // of *agenttrace.Batch
	timer     *series.Timer

	mu    sync.Mutex // guards what count and send use
	count func(*agenttrace.Batch, wholetrace.Kind)
	send  func(context.Context)
}

func newAgentGraph(set connector.Settings, cfg *Config, now func() time.Time) (*agentGraph, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	g := &agentGraph{
		telemetry: telemetry, outcomes: newOutcomes(), interval: cfg.Interval, now: now,
		finished: wholetrace.NewFinished(remembered),
	}
	g.batches.New = func() any { return agenttrace.NewBatch(nil) }
	return g, nil
}

// newMetricsConnector counts edges as metrics.
func newMetricsConnector(set connector.Settings, cfg *Config, next consumer.Metrics, now func() time.Time) (*agentGraph, error) {
	g, err := newAgentGraph(set, cfg, now)
	if err != nil {
		return nil, err
	}
	count := graph.NewCount(series.Settings{
		Scope: metadata.ScopeName, Max: cfg.MaxSeries, Expire: cfg.ExpireAfter, Delta: cfg.Temporality == delta, Now: now,
	})
	finder := graph.NewFinder(graph.NewNames(cfg.AgentsAsServices), graph.NewMemory(cfg.LinkMemory, linkable), count.Add)
	g.count = func(b *agenttrace.Batch, kind wholetrace.Kind) { finder.Find(b, kind, now()) }
	sender := &series.Sender{Next: next, Delta: cfg.Temporality == delta, Refused: func(err error, kept bool) {
		g.telemetry.ConnectorAgentGraphFailedSends.Add(context.Background(), 1)
		set.Logger.Warn("metrics were refused", zap.Bool("kept", kept), zap.Error(err))
	}}
	g.send = func(ctx context.Context) {
		sender.Send(ctx, func() []pmetric.Metrics {
			g.mu.Lock()
			defer g.mu.Unlock()
			return count.Collect()
		})
	}
	return g, g.telemetry.RegisterConnectorAgentGraphSeriesCallback(func(_ context.Context, o metric.Int64Observer) error {
		g.mu.Lock()
		defer g.mu.Unlock()
		o.Observe(int64(count.Series()))
		return nil
	})
}

// newLogsConnector counts calls between services as log records for Jaeger.
func newLogsConnector(set connector.Settings, cfg *Config, next consumer.Logs, now func() time.Time) (*agentGraph, error) {
	g, err := newAgentGraph(set, cfg, now)
	if err != nil {
		return nil, err
	}
	names := graph.NewNames(cfg.AgentsAsServices)
	count := dependency.NewCount(names)
	g.count = func(b *agenttrace.Batch, _ wholetrace.Kind) { count.Add(b) }
	if cfg.AgentsAsServices {
		finder := graph.NewFinder(names, graph.NewMemory(cfg.LinkMemory, linkable), func(e graph.Edge) { count.Call(e.Client, e.Server, e.Weight) })
		g.count = func(b *agenttrace.Batch, _ wholetrace.Kind) {
			count.Add(b)
			finder.Join(b, now())
		}
	}
	record := func() (plog.Logs, bool) {
		g.mu.Lock()
		defer g.mu.Unlock()
		return count.Record(metadata.ScopeName, now())
	}
	g.send = func(ctx context.Context) {
		logs, ok := record()
		if !ok {
			return
		}
		if err := next.ConsumeLogs(ctx, logs); err != nil {
			g.telemetry.ConnectorAgentGraphFailedSends.Add(ctx, 1)
			set.Logger.Warn("dependencies were refused and are lost", zap.Error(err))
		}
	}
	return g, nil
}

// Capabilities says that traces are only read.
func (g *agentGraph) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

// Start begins to send.
func (g *agentGraph) Start(context.Context, component.Host) error {
	g.timer = series.Every(g.interval, func() { g.send(context.Background()) })
	return nil
}

// Shutdown sends what is left.
func (g *agentGraph) Shutdown(ctx context.Context) error {
	if g.timer.Stop() {
		g.send(ctx)
	}
	g.telemetry.Shutdown()
	return nil
}

// ConsumeTraces counts a batch. It never fails: what is counted cannot be taken back.
func (g *agentGraph) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	mark, marked := wholetrace.FromContext(ctx)
	if marked && !g.finished.Take(mark) {
		g.telemetry.ConnectorAgentGraphBatches.Add(ctx, 1, g.outcomes.repeated)
		return nil
	}
	b := g.batches.Get().(*agenttrace.Batch)
	defer g.batches.Put(b)
	b.Read(td)
	g.mu.Lock()
	g.count(b, mark.Kind)
	g.mu.Unlock()
	g.telemetry.ConnectorAgentGraphBatches.Add(ctx, 1, g.outcomes.counted)
	return nil
}
