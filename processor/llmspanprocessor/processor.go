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

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/late"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadata"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price"
)

// llmSpan is the processor. It may be called concurrently: what is not shared read-only comes from a pool.
type llmSpan struct {
	generation enrichment.Generation
	messaging  fold.Mode
	threshold  int

	backends []string // for whom costs are written
	original bool     // the dialect's own attributes stay

	reader   *dialect.Reader
	prices   *price.Book
	messages *content.Rebuilder
	policy   *content.Policy
	late     *late.Memory
	meter    *meter
	log      *zap.Logger
	watching sync.WaitGroup
	stop     context.CancelFunc
	pool     sync.Pool // of *work
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
	p := &llmSpan{
		generation: enrichment.Generation(cfg.Semconv),
		messaging:  fold.Mode(cfg.Messaging),
		threshold:  cfg.LoopThreshold,
		backends:   cfg.CostAttributes,
		original:   cfg.KeepOriginal,
		reader:     dialect.NewReader(),
		prices:     prices,
		messages:   content.NewRebuilder(),
		policy:     policy,
		log:        set.Logger,
		late:       late.NewMemory(cfg.LateMemory, time.Now),
		meter:      newMeter(telemetry),
	}
	p.pool.New = func() any { return &work{} }
	return p, telemetry.RegisterProcessorLlmSpanPricesAgeCallback(func(_ context.Context, o metric.Float64Observer) error {
		o.Observe(p.prices.Table().Age(time.Now()).Seconds())
		return nil
	})
}

// processTraces enriches a batch in place. The batch belongs to the processor for the time of the call.
func (p *llmSpan) processTraces(ctx context.Context, batch ptrace.Traces) (ptrace.Traces, error) {
	began := time.Now()
	mark, marked := wholetrace.FromContext(ctx)
	w := p.pool.Get().(*work)
	defer p.pool.Put(w)
	w.read(p.reader, batch)
	mode := "unmarked"
	switch {
	case !marked:
		p.unmarked(w)
	case mark.Kind == wholetrace.Late:
		mode = string(mark.Kind)
		p.lateSpans(w)
	default:
		mode = string(mark.Kind)
		p.traces(w, mark.Kind == wholetrace.Whole)
	}
	if w.folded > 0 {
		w.removeFolded(batch)
	}
	p.treatContent(w)
	p.meter.flush(ctx, w, mode, time.Since(began))
	w.reset()
	return batch, nil
}

// treatContent does what content says with prompts, completions, tool arguments and results, on every span: also on those
// that are none of ours.
func (p *llmSpan) treatContent(w *work) {
	if p.policy.Keeps() {
		return
	}
	for i := range w.nodes {
		if !w.nodes[i].Folded {
			p.policy.Apply(w.nodes[i].Span, &w.tally.content)
		}
	}
}

// pricesEvery is how often the price file is looked at. It is compared, not read again from a cache, so it may be short.
const pricesEvery = 5 * time.Second

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
	p.watching.Go(func() {
		p.prices.Watch(ctx, pricesEvery, func(err error) {
			if err != nil {
				p.log.Error("the price file is refused; the last good one stays", zap.Error(err))
				return
			}
			p.log.Info("the price file has changed and is in force")
		})
	})
	return nil
}

// oldPrices is when the embedded table is worth a warning.
const oldPrices = 180 * 24 * time.Hour

func (p *llmSpan) shutdown(context.Context) error {
	if p.stop != nil {
		p.stop()
	}
	p.watching.Wait()
	p.meter.telemetry.Shutdown()
	return nil
}
