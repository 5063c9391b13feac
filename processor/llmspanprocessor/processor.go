package llmspanprocessor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/engine"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadata"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price"
)

// llmSpan is the processor: an engine, and the price file that it watches.
type llmSpan struct {
	engine    *engine.Engine
	prices    *price.Book
	telemetry *metadata.TelemetryBuilder
	log       *zap.Logger
	watching  sync.WaitGroup
	stop      context.CancelFunc
}

func newProcessor(set processor.Settings, cfg *Config) (*llmSpan, error) {
	prices, err := price.Open(cfg.Prices.settings())
	if err != nil {
		return nil, fmt.Errorf("prices: %w", err)
	}
	policy, err := content.NewPolicy(cfg.contentSettings())
	if err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	p := &llmSpan{prices: prices, telemetry: telemetry, log: set.Logger}
	p.engine = engine.New(engine.Settings{
		Generation:    enrichment.Generation(cfg.Semconv),
		Messaging:     fold.Mode(cfg.Messaging),
		LoopThreshold: cfg.LoopThreshold,
		CostFor:       cfg.CostAttributes,
		KeepOriginal:  cfg.KeepOriginal,
		LateMemory:    cfg.LateMemory,
		Prices:        prices,
		Content:       policy,
		Telemetry:     telemetry,
	})
	return p, telemetry.RegisterProcessorLlmSpanPricesAgeCallback(func(_ context.Context, o metric.Float64Observer) error {
		o.Observe(p.prices.Table().Age(time.Now()).Seconds())
		return nil
	})
}

func (p *llmSpan) processTraces(ctx context.Context, batch ptrace.Traces) (ptrace.Traces, error) {
	p.engine.Enrich(ctx, batch)
	return batch, nil
}

// pricesEvery is how often the price file is looked at.
const pricesEvery = 5 * time.Second

// oldPrices is when the embedded table is worth a warning.
const oldPrices = 180 * 24 * time.Hour

// start says how old the prices are, and watches the price file.
func (p *llmSpan) start(context.Context, component.Host) error {
	for _, source := range p.prices.Table().Sources() {
		p.log.Info("prices", zap.String("source", source.Label()), zap.String("date", source.Date), zap.String("licence", source.Licence))
	}
	if age := p.prices.Table().Age(time.Now()); age > oldPrices {
		p.log.Warn("the embedded prices are old: calls of newer models have no cost; use a newer release, or prices.file", zap.Duration("age", age))
	}
	ctx, stop := context.WithCancel(context.Background())
	p.stop = stop
	p.watching.Go(func() { p.prices.Watch(ctx, pricesEvery, p.pricesChanged) })
	return nil
}

func (p *llmSpan) pricesChanged(err error) {
	if err != nil {
		p.log.Error("the price file is refused; the last good one stays", zap.Error(err))
		return
	}
	p.log.Info("the price file has changed and is in force")
}

func (p *llmSpan) shutdown(context.Context) error {
	if p.stop != nil {
		p.stop()
	}
	p.watching.Wait()
	p.telemetry.Shutdown()
	return nil
}
