package engine

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadata"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// tally counts within one batch, so that the counters are touched once a batch and not once a span.
type tally struct {
	spans   map[spanKey]int64
	calls   map[enrichment.Priced]int64
	rules   map[dialect.Decision]int64
	bad     [4]int64
	cost    float64
	models  map[string]int64
	differ  int64
	content content.Counts
}

type spanKey struct{ dialect, role string }

func (t *tally) span(n *spantree.Node) {
	if t.spans == nil {
		t.spans = map[spanKey]int64{}
	}
	t.spans[spanKey{n.Facts.Dialect.Name, string(n.Role)}]++
}

func (t *tally) call(n *spantree.Node, p enrichment.Priced) {
	if t.calls == nil {
		t.calls, t.rules, t.models = map[enrichment.Priced]int64{}, map[dialect.Decision]int64{}, map[string]int64{}
	}
	if p.Reason == genai.ReasonUnknownModel {
		t.models[p.Model]++
		p.Model = ""
	}
	if p.Differs {
		t.differ++
		p.Differs = false
	}
	t.calls[p]++
	if v, ok := n.Span.Attributes().Get(genai.CostTotal); ok {
		t.cost += v.Double()
	}
	if n.Usage.Decision != dialect.ByNothing {
		t.rules[n.Usage.Decision]++
	}
}

// finished counts the spans of a trace that needed nothing.
func (t *tally) finished(nodes []*spantree.Node) {
	for _, n := range nodes {
		if n.Facts.Dialect != nil {
			t.span(n)
		}
	}
}

func (t *tally) reset() {
	clear(t.spans)
	clear(t.calls)
	clear(t.rules)
	clear(t.models)
	t.bad, t.cost, t.differ = [4]int64{}, 0, 0
	t.content = content.Counts{}
}

// meter writes the tallies to the counters.
type meter struct {
	telemetry *metadata.TelemetryBuilder

	mu     sync.Mutex // guards models
	models map[string]bool
}

func newMeter(telemetry *metadata.TelemetryBuilder) *meter {
	return &meter{telemetry: telemetry, models: map[string]bool{}}
}

// maxModels bounds the series by model name: the names come from outside.
const maxModels = 200

func (m *meter) label(model string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case model == "":
		return "none"
	case m.models[model]:
	case len(m.models) >= maxModels || len(model) > 200:
		return "other"
	default:
		m.models[model] = true
	}
	return model
}

func (m *meter) flush(ctx context.Context, w *work, mode string, took time.Duration) {
	t := &w.tally
	set := func(kv ...attribute.KeyValue) metric.MeasurementOption {
		return metric.WithAttributeSet(attribute.NewSet(kv...))
	}
	for k, n := range t.spans {
		m.telemetry.ProcessorLlmSpanSpans.Add(ctx, n, set(attribute.String("dialect", k.dialect), attribute.String("role", k.role)))
	}
	for p, n := range t.calls {
		m.telemetry.ProcessorLlmSpanCalls.Add(ctx, n, set(attribute.String("source", p.Source), attribute.String("reason", p.Reason)))
	}
	for rule, n := range t.rules {
		m.telemetry.ProcessorLlmSpanCachedUsage.Add(ctx, n, set(attribute.String("rule", string(rule))))
	}
	for model, n := range t.models {
		m.telemetry.ProcessorLlmSpanUnknownModels.Add(ctx, n, set(attribute.String("model", m.label(model))))
	}
	for kind, n := range t.bad {
		if n > 0 {
			m.telemetry.ProcessorLlmSpanBadValues.Add(ctx, n, set(attribute.String("kind", dialect.BadKind(kind).String())))
		}
	}
	if w.broken > 0 {
		m.telemetry.ProcessorLlmSpanBadValues.Add(ctx, int64(w.broken), set(attribute.String("kind", "parent_cycle")))
	}
	if t.differ > 0 {
		m.telemetry.ProcessorLlmSpanCostDifferences.Add(ctx, t.differ)
	}
	m.treated(ctx, &t.content)
	if t.cost > 0 {
		m.telemetry.ProcessorLlmSpanCost.Add(ctx, t.cost)
	}
	if w.folded > 0 {
		m.telemetry.ProcessorLlmSpanFoldedSpans.Add(ctx, int64(w.folded))
	}
	m.telemetry.ProcessorLlmSpanBatchDuration.Record(ctx, took.Seconds(), set(attribute.String("mode", mode)))
}

// treated counts what was done to content.
func (m *meter) treated(ctx context.Context, c *content.Counts) {
	add := func(n int64, action, found string) {
		if n > 0 {
			m.telemetry.ProcessorLlmSpanContent.Add(ctx, n, metric.WithAttributeSet(
				attribute.NewSet(attribute.String("action", action), attribute.String("found", found))))
		}
	}
	for kind, n := range c.Masked {
		if n > 0 {
			add(n, "masked", content.Kind(kind).String())
		}
	}
	add(c.User, "masked", "pattern")
	add(c.Truncated, "truncated", "")
	add(c.Dropped, "dropped", "")
}
