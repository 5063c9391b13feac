package llmmetricsconnector

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/account"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/anomaly"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/budget"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/event"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/metadata"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/run"
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/series"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// remembered is how many hand-ons are remembered, at about 50 bytes each. A hand-on that failed comes again within
// seconds; this is minutes of a busy gateway.
const remembered = 65_536

// soon is how long a budget that has reached a level waits to be told, and its state to be saved.
const soon = 500 * time.Millisecond

// llmMetrics is what both connectors share: it reads batches, once each, counts budgets and does what is to be done soon.
// It may be called concurrently.
type llmMetrics struct {
	id        component.ID
	name      string // of the state, in the storage
	config    *Config
	telemetry *metadata.TelemetryBuilder
	log       *zap.Logger
	outcomes  outcomes
	finished  *wholetrace.Finished
	batches   sync.Pool // of *agenttrace.Batch
	budgets   *budget.Keeper
	unsaved   bool // the last attempt to save failed; only hurry uses it
	timers    []*series.Timer

	count func(*agenttrace.Batch, wholetrace.Kind)
	hurry func(context.Context)             // twice a second
	send  func(_ context.Context, all bool) // each interval, and with all at the end
}

func newLLMMetrics(set connector.Settings, cfg *Config, name string, now func() time.Time) (*llmMetrics, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	keys := cfg.keys()
	c := &llmMetrics{
		id: set.ID, name: name, config: cfg, telemetry: telemetry, log: set.Logger, outcomes: newOutcomes(),
		finished: wholetrace.NewFinished(remembered),
		budgets:  budget.NewKeeper(cfg.Budgets, keys, now),
	}
	c.batches.New = func() any { return agenttrace.NewBatch(keys) }
	return c, nil
}

// newMetricsConnector counts traces as metrics.
func newMetricsConnector(set connector.Settings, cfg *Config, next consumer.Metrics, now func() time.Time) (*llmMetrics, error) {
	c, err := newLLMMetrics(set, cfg, "metrics", now)
	if err != nil {
		return nil, err
	}
	isDelta := cfg.Temporality == delta
	var mu sync.Mutex // guards counts
	counts := account.New(account.Settings{
		Series: series.Settings{
			Scope: metadata.ScopeName, Max: cfg.MaxSeries, Expire: cfg.ExpireAfter, Delta: isDelta, Now: now,
		},
		Latest: cfg.Semconv == semconvLatest, Dimensions: cfg.Dimensions, RunIdle: cfg.RunIdle,
	})
	c.count = func(b *agenttrace.Batch, kind wholetrace.Kind) {
		mu.Lock()
		defer mu.Unlock()
		counts.Count(b, kind)
	}
	sender := &series.Sender{Next: next, Delta: isDelta, Refused: c.refused("metrics were refused")}
	c.send = func(ctx context.Context, all bool) {
		sender.Send(ctx, func() []pmetric.Metrics {
			mu.Lock()
			defer mu.Unlock()
			return append(counts.Collect(all), c.budgetMetrics(isDelta)...)
		})
	}
	c.hurry = func(ctx context.Context) {
		if len(c.budgets.Take()) > 0 {
			sender.Send(ctx, func() []pmetric.Metrics { return c.budgetMetrics(isDelta) })
		}
	}
	return c, telemetryOfSeries(c.telemetry, func() int {
		mu.Lock()
		defer mu.Unlock()
		return counts.Series()
	})
}

func telemetryOfSeries(telemetry *metadata.TelemetryBuilder, held func() int) error {
	return telemetry.RegisterConnectorLlmMetricsSeriesCallback(func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(int64(held()))
		return nil
	})
}

func (c *llmMetrics) budgetMetrics(isDelta bool) []pmetric.Metrics {
	m := c.budgets.Metrics(metadata.ScopeName, isDelta)
	if m.DataPointCount() == 0 {
		return nil
	}
	return []pmetric.Metrics{m}
}

// newLogsConnector reports budgets and what is out of the ordinary as log records.
func newLogsConnector(set connector.Settings, cfg *Config, next consumer.Logs, now func() time.Time) (*llmMetrics, error) {
	c, err := newLLMMetrics(set, cfg, "logs", now)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex // guards runs, detector and found
	runs, detector := run.NewTracker(cfg.RunIdle), anomaly.New(cfg.Anomalies)
	var found []anomaly.Event
	look := func(r *run.Run) { found = append(found, detector.Look(r)...) }
	c.count = func(b *agenttrace.Batch, kind wholetrace.Kind) {
		mu.Lock()
		defer mu.Unlock()
		runs.Count(b, kind, now(), look)
	}
	feed := &event.Feed{Next: next, Scope: metadata.ScopeName, Refused: c.refused("events were refused")}
	c.send = func(ctx context.Context, all bool) {
		mu.Lock()
		runs.Over(now(), all, look)
		events := found
		found = nil
		mu.Unlock()
		c.budgets.Slide()
		feed.Send(ctx, c.budgets.Take(), events, now())
	}
	c.hurry = func(ctx context.Context) { c.send(ctx, false) }
	return c, nil
}

func (c *llmMetrics) refused(message string) func(error, bool) {
	return func(err error, kept bool) {
		c.telemetry.ConnectorLlmMetricsFailedSends.Add(context.Background(), 1)
		c.log.Warn(message, zap.Bool("kept", kept), zap.Error(err))
	}
}

// Capabilities says that traces are only read.
func (c *llmMetrics) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

// Start restores budgets and begins to send.
func (c *llmMetrics) Start(ctx context.Context, host component.Host) error {
	if len(c.config.Budgets) > 0 {
		if err := c.budgets.Open(ctx, host, c.config.Storage, c.id, c.name); err != nil {
			return err
		}
	}
	c.timers = []*series.Timer{
		series.Every(c.config.Interval, func() { c.send(context.Background(), false) }),
		series.Every(soon, func() {
			c.hurry(context.Background())
			c.save(context.Background())
		}),
	}
	return nil
}

// save keeps the state of budgets. A storage that fails is told once.
func (c *llmMetrics) save(ctx context.Context) {
	err := c.budgets.Save(ctx)
	if err != nil && !c.unsaved {
		c.log.Error("budgets would not survive a restart", zap.Error(err))
	}
	c.unsaved = err != nil
}

// Shutdown sends what is left.
func (c *llmMetrics) Shutdown(ctx context.Context) error {
	ran := false
	for _, timer := range c.timers {
		ran = timer.Stop()
	}
	c.telemetry.Shutdown()
	if !ran {
		return nil
	}
	c.send(ctx, true)
	return c.budgets.Close(ctx)
}

// ConsumeTraces counts a batch. It never fails: what is counted cannot be taken back.
func (c *llmMetrics) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	mark, marked := wholetrace.FromContext(ctx)
	if marked && !c.finished.Take(mark) {
		c.telemetry.ConnectorLlmMetricsBatches.Add(ctx, 1, c.outcomes.repeated)
		return nil
	}
	b := c.batches.Get().(*agenttrace.Batch)
	defer c.batches.Put(b)
	b.Read(td)
	c.budgets.Count(b, mark.Kind)
	if c.config.Only == "" {
		c.count(b, mark.Kind)
	}
	c.telemetry.ConnectorLlmMetricsBatches.Add(ctx, 1, c.outcomes.counted)
	return nil
}
