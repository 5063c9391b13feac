package engine

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
)

// lateSpans enriches spans that came after their trace was handed on.
func (e *Engine) lateSpans(w *work) {
	for _, nodes := range w.traces() {
		tree := w.trees.Build(nodes)
		w.roles.Resolve(tree, false)
		run := e.late.Run(tree)
		if run == "" && !anyRelevant(tree) {
			continue // as far as is known, nothing of ours
		}
		turns := w.turns.Attribute(tree)
		e.late.Apply(tree)
		w.folded += fold.Apply(tree, turns, e.messaging)
		for _, n := range tree.Nodes {
			if n.Facts.Dialect == nil || n.Folded {
				continue
			}
			e.span(w, n)
			if run != "" {
				n.Span.Attributes().PutStr(genai.RunID, run)
			}
		}
	}
}
