// Package engine takes a batch through all that llm_span does with it: whole traces, parts, late spans, and spans of which
// nothing but themselves is known.
package engine

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/late"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadata"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price"
)

// Settings say how an Engine works.
type Settings struct {
	Generation enrichment.Generation
	Messaging  fold.Mode
	// LoopThreshold is how many times running something must come to be a loop.
	LoopThreshold int
	// CostFor lists for whom costs are written (enrichment.CostWriters).
	CostFor []string
	// KeepOriginal leaves the dialect's own attributes.
	KeepOriginal bool
	// LateMemory is how long what late spans need is remembered.
	LateMemory time.Duration
	Prices     *price.Book
	Content    *content.Policy
	Telemetry  *metadata.TelemetryBuilder
}

// Engine enriches batches. It may be called concurrently: what is not shared read-only comes from a pool.
type Engine struct {
	generation enrichment.Generation
	messaging  fold.Mode
	threshold  int
	backends   enrichment.Backends
	original   bool
	written    map[string]bool // what is written for those who read another dialect's names

	reader   *dialect.Reader
	prices   *price.Book
	messages *content.Rebuilder
	policy   *content.Policy
	late     *late.Memory
	meter    *meter
	pool     sync.Pool // of *work
}

// New makes an Engine.
func New(s Settings) *Engine {
	e := &Engine{
		generation: s.Generation,
		messaging:  s.Messaging,
		threshold:  s.LoopThreshold,
		backends:   enrichment.NewBackends(s.CostFor),
		original:   s.KeepOriginal,
		reader:     dialect.NewReader(),
		prices:     s.Prices,
		messages:   content.NewRebuilder(),
		policy:     s.Content,
		late:       late.NewMemory(s.LateMemory, time.Now),
		meter:      newMeter(s.Telemetry),
	}
	e.written = enrichment.Written(e.backends, e.generation)
	e.reader.Note(e.messages.Interest())
	e.pool.New = func() any { return &work{messages: e.messages.NewScratch()} }
	return e
}

// Enrich works on a batch in place. The batch belongs to the Engine for the time of the call. What the batch is, whole
// traces or less, stands in the context (internal/wholetrace).
func (e *Engine) Enrich(ctx context.Context, batch ptrace.Traces) {
	began := time.Now()
	mark, marked := wholetrace.FromContext(ctx)
	w := e.pool.Get().(*work)
	defer e.pool.Put(w)
	mode := "unmarked"
	if marked {
		mode = string(mark.Kind)
		e.marked(w, batch, mark.Kind)
	} else {
		e.unmarked(w, batch)
	}
	e.meter.flush(ctx, w, mode, e.late.TakeForgotten(), time.Since(began))
	w.reset()
}

// marked enriches whole traces, parts of them, or spans that come late.
func (e *Engine) marked(w *work, batch ptrace.Traces, kind wholetrace.Kind) {
	w.read(e.reader, batch)
	if kind == wholetrace.Late {
		e.lateSpans(w)
	} else {
		e.traces(w, kind == wholetrace.Whole)
	}
	if w.folded > 0 {
		w.removeFolded(batch)
	}
	w.dropKept()
	e.treatContent(w)
}

// treatContent does what content says with prompts, completions, tool arguments and results, on every span: also on those
// that are none of ours. It comes last: turns and loops are read from what it may take away.
func (e *Engine) treatContent(w *work) {
	if e.policy.Keeps() {
		return
	}
	for i := range w.nodes {
		if !w.nodes[i].Folded {
			e.policy.Apply(w.nodes[i].Span, &w.tally.content)
		}
	}
}
