package llmspanprocessor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"

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

	reader   *dialect.Reader
	prices   *price.Table
	messages *content.Rebuilder
	late     *late.Memory
	meter    *meter
	pool     sync.Pool // of *work
}

func newProcessor(set processor.Settings, cfg *Config) (*llmSpan, error) {
	prices, err := price.Embedded()
	if err != nil {
		return nil, fmt.Errorf("cannot read the embedded prices: %w", err)
	}
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	p := &llmSpan{
		generation: enrichment.Generation(cfg.Semconv),
		messaging:  fold.Mode(cfg.Messaging),
		threshold:  cfg.LoopThreshold,
		reader:     dialect.NewReader(),
		prices:     prices,
		messages:   content.NewRebuilder(),
		late:       late.NewMemory(cfg.LateMemory, time.Now),
		meter:      newMeter(telemetry),
	}
	p.pool.New = func() any { return &work{} }
	return p, nil
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
	p.meter.flush(ctx, w, mode, time.Since(began))
	w.reset()
	return batch, nil
}
