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
	spans   counts[spanKey]
	calls   counts[callKey]
	rules   counts[dialect.Decision]
	bad     [dialect.BadKinds]int64
	cost    float64
	models  map[string]int64
	differ  int64
	content content.Counts
}

type spanKey struct {
	dialect *dialect.Dialect
	role    genai.Role
}

type callKey struct{ source, reason string }

func (t *tally) span(n *spantree.Node) { t.spans.add(spanKey{n.Facts.Dialect, n.Role}) }

func (t *tally) call(n *spantree.Node, p *enrichment.Priced) {
	if p.Reason == genai.ReasonUnknownModel {
		if t.models == nil {
			t.models = map[string]int64{}
		}
		t.models[p.Model]++
	}
	if p.Differs {
		t.differ++
	}
	t.calls.add(callKey{p.Source, p.Reason})
	t.cost += p.Total
	if n.Usage.Decision != dialect.ByNothing {
		t.rules.add(n.Usage.Decision)
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
	t.spans.reset()
	t.calls.reset()
	t.rules.reset()
	clear(t.models)
	t.bad, t.cost, t.differ = [dialect.BadKinds]int64{}, 0, 0
	t.content = content.Counts{}
}

// meter writes the tallies to the counters.
type meter struct {
	telemetry *metadata.TelemetryBuilder

	mu     sync.Mutex // guards what follows
	models map[string]bool
	// spans, calls, rules and modes are attribute sets that were made before: what they are made of is ours, and of
	// bounded number.
	spans map[spanKey][]metric.AddOption
	calls map[callKey][]metric.AddOption
	rules map[dialect.Decision][]metric.AddOption
	modes map[string][]metric.RecordOption
}

func newMeter(telemetry *metadata.TelemetryBuilder) *meter {
	return &meter{
		telemetry: telemetry,
		models:    map[string]bool{},
		spans:     map[spanKey][]metric.AddOption{},
		calls:     map[callKey][]metric.AddOption{},
		rules:     map[dialect.Decision][]metric.AddOption{},
		modes:     map[string][]metric.RecordOption{},
	}
}

// set is an attribute set as an option of a counter.
func set(kv ...attribute.KeyValue) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(kv...))
}

// remembered returns what is known under a key, or makes it.
func remembered[K comparable, V any](mu *sync.Mutex, known map[K][]V, key K, made func(K) V) []V {
	mu.Lock()
	defer mu.Unlock()
	list, ok := known[key]
	if !ok {
		list = []V{made(key)}
		known[key] = list
	}
	return list
}

func ofSpan(k spanKey) metric.AddOption {
	return set(attribute.String("dialect", k.dialect.Name), attribute.String("role", string(k.role)))
}

func ofCall(k callKey) metric.AddOption {
	return set(attribute.String("source", k.source), attribute.String("reason", k.reason))
}

func ofRule(rule dialect.Decision) metric.AddOption {
	return set(attribute.String("rule", string(rule)))
}

func ofMode(mode string) metric.RecordOption { return set(attribute.String("mode", mode)) }

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

func (m *meter) flush(ctx context.Context, w *work, mode string, forgotten int64, took time.Duration) {
	t := &w.tally
	for k, n := range t.spans.all() {
		m.telemetry.ProcessorLlmSpanSpans.Add(ctx, n, remembered(&m.mu, m.spans, k, ofSpan)...)
	}
	for k, n := range t.calls.all() {
		m.telemetry.ProcessorLlmSpanCalls.Add(ctx, n, remembered(&m.mu, m.calls, k, ofCall)...)
	}
	for rule, n := range t.rules.all() {
		m.telemetry.ProcessorLlmSpanCachedUsage.Add(ctx, n, remembered(&m.mu, m.rules, rule, ofRule)...)
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
	if forgotten > 0 {
		m.telemetry.ProcessorLlmSpanForgottenTraces.Add(ctx, forgotten)
	}
	m.telemetry.ProcessorLlmSpanBatchDuration.Record(ctx, took.Seconds(), remembered(&m.mu, m.modes, mode, ofMode)...)
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
