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
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/series"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// remembered is how many hand-ons are remembered, at about 50 bytes each. A hand-on that failed comes again within
// seconds; this is minutes of a busy gateway.
const remembered = 65_536

// metricsConnector counts traces as metrics. It may be called concurrently.
type metricsConnector struct {
	telemetry *metadata.TelemetryBuilder
	outcomes  outcomes
	interval  time.Duration
	finished  *wholetrace.Finished
	batches   sync.Pool // of *agenttrace.Batch
	sender    *series.Sender
	timer     *series.Timer

	mu      sync.Mutex // guards account
	account *account.Account
}

func newMetricsConnector(set connector.Settings, cfg *Config, next consumer.Metrics, now func() time.Time) (*metricsConnector, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	c := &metricsConnector{
		telemetry: telemetry,
		outcomes:  newOutcomes(),
		interval:  cfg.Interval,
		finished:  wholetrace.NewFinished(remembered),
		sender: &series.Sender{Next: next, Delta: cfg.Temporality == delta, Refused: func(err error, kept bool) {
			telemetry.ConnectorLlmMetricsFailedSends.Add(context.Background(), 1)
			set.Logger.Warn("metrics were refused", zap.Bool("kept", kept), zap.Error(err))
		}},
		account: account.New(account.Settings{
			Series: series.Settings{
				Scope: metadata.ScopeName, Max: cfg.MaxSeries, Expire: cfg.ExpireAfter,
				Delta: cfg.Temporality == delta, Now: now,
			},
			Latest:     cfg.Semconv == semconvLatest,
			Dimensions: cfg.Dimensions,
			RunIdle:    cfg.RunIdle,
		}),
	}
	c.batches.New = func() any { return agenttrace.NewBatch(cfg.Dimensions) }
	return c, telemetry.RegisterConnectorLlmMetricsSeriesCallback(func(_ context.Context, o metric.Int64Observer) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		o.Observe(int64(c.account.Series()))
		return nil
	})
}

// Capabilities says that traces are only read.
func (c *metricsConnector) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

// Start begins to send.
func (c *metricsConnector) Start(context.Context, component.Host) error {
	c.timer = series.Every(c.interval, func() { c.send(context.Background(), false) })
	return nil
}

// Shutdown sends what is left.
func (c *metricsConnector) Shutdown(ctx context.Context) error {
	if c.timer.Stop() {
		c.send(ctx, true)
	}
	c.telemetry.Shutdown()
	return nil
}

// ConsumeTraces counts a batch. It never fails: what is counted cannot be taken back.
func (c *metricsConnector) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	mark, marked := wholetrace.FromContext(ctx)
	if marked && !c.finished.Take(mark) {
		c.telemetry.ConnectorLlmMetricsBatches.Add(ctx, 1, c.outcomes.repeated)
		return nil
	}
	b := c.batches.Get().(*agenttrace.Batch)
	defer c.batches.Put(b)
	b.Read(td)
	c.mu.Lock()
	c.account.Count(b, mark.Kind)
	c.mu.Unlock()
	c.telemetry.ConnectorLlmMetricsBatches.Add(ctx, 1, c.outcomes.counted)
	return nil
}

func (c *metricsConnector) send(ctx context.Context, all bool) {
	c.sender.Send(ctx, func() []pmetric.Metrics {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.account.Collect(all)
	})
}
