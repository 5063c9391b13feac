package engine

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// unmarked enriches spans of which nothing but themselves is known: no fold, no transition, no roll-up, no totals. Each
// is done with before the next is read.
func (e *Engine) unmarked(w *work, batch ptrace.Traces) {
	if cap(w.nodes) == 0 {
		w.nodes = make([]spantree.Node, 1)
	}
	w.nodes = w.nodes[:1]
	n := &w.nodes[0]
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			scope := dialect.Scope{Name: ss.Scope().Name(), Version: ss.Scope().Version(), Resource: rs.Resource().Attributes()}
			for _, span := range ss.Spans().All() {
				w.readSpan(e.reader, n, scope, span)
				e.alone(w, n)
				e.treatAlone(w, n)
			}
		}
	}
}

// alone enriches one span.
func (e *Engine) alone(w *work, n *spantree.Node) {
	if n.Facts.Dialect == nil || !isRelevant(n) {
		return // plumbing alone does not make a trace one of ours
	}
	w.tally.span(n)
	if wasWhole(n) {
		return // that pass knew more
	}
	if n.Role == genai.RoleCall {
		e.call(w, n, true)
	} else {
		e.noCall(w, n, true)
	}
	e.dropOriginalAlone(n)
}
