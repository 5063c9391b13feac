package engine

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
)

// unmarked enriches spans of which nothing but themselves is known: no fold, no transition, no roll-up, no totals.
func (e *Engine) unmarked(w *work) {
	for i := range w.nodes {
		n := &w.nodes[i]
		if n.Facts.Dialect == nil || !isRelevant(n) {
			continue // plumbing alone does not make a trace one of ours
		}
		w.tally.span(n)
		if _, ok := n.Span.Attributes().Get(genai.RunID); ok {
			continue // a pass over the whole trace knew more
		}
		enrichment.Marks(n)
		enrichment.Names(n)
		e.messages.WriteIn(w.messages, n.Span, n.Role)
		if n.Role == genai.RoleCall {
			enrichment.CallUsage(n, e.generation)
			w.tally.call(n, enrichment.Cost(n, e.prices, e.backends))
		}
		e.dropOriginal(n)
	}
}
