package llmspanprocessor

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/role"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/turn"
)

// traces enriches whole traces, or parts of one. In a part a roll-up may well have its calls in another part, so it is
// never taken for the only witness of them.
func (p *llmSpan) traces(w *work, whole bool) {
	for _, nodes := range w.traces() {
		if isFinished(nodes) {
			w.tally.finished(nodes)
			continue
		}
		p.trace(w, nodes, whole)
	}
}

func (p *llmSpan) trace(w *work, nodes []*spantree.Node, whole bool) {
	tree := spantree.Build(nodes)
	w.broken += tree.Broken
	role.Resolve(tree, whole)
	if !anyRelevant(tree) {
		return // nothing of ours: not a bit of it changes
	}
	result := turn.Find(tree, p.threshold)
	w.folded += fold.Apply(tree, result.Turns, p.messaging)
	run := enrichment.RunID(tree)
	for _, n := range tree.Nodes {
		if n.Facts.Dialect != nil && !n.Folded {
			p.span(w, n)
			n.Span.Attributes().PutStr(genai.RunID, run)
		}
	}
	for _, t := range result.Turns {
		enrichment.Transition(t)
	}
	if root, partial := enrichment.Root(tree); root != nil {
		totals := enrichment.Sum(tree, result)
		enrichment.Cover(root, tree)
		totals.Write(root.Span, partial)
	}
	p.late.Remember(tree, run)
}

func anyRelevant(t *spantree.Tree) bool {
	for _, n := range t.Nodes {
		if isRelevant(n) {
			return true
		}
	}
	return false
}

// span writes on one span all that its trace told of it.
func (p *llmSpan) span(w *work, n *spantree.Node) {
	enrichment.Marks(n)
	if isRelevant(n) || n.Role == genai.RoleWorkflow {
		enrichment.Names(n)
		p.rebuild(n)
	}
	enrichment.Command(n)
	if n.Role == genai.RoleCall {
		enrichment.CallUsage(n, p.generation)
		w.tally.call(n, enrichment.Cost(n, p.prices, p.backends))
	} else {
		enrichment.MoveUsage(n, p.reader, p.generation)
	}
	switch n.Role {
	case genai.RoleCall, genai.RoleDuplicate, genai.RoleTool:
		enrichment.Agent(n)
	}
	p.dropOriginal(n)
	w.tally.span(n)
}

// dropOriginal leaves the GenAI names alone, where the config wants it so.
func (p *llmSpan) dropOriginal(n *spantree.Node) {
	if !p.original && isRelevant(n) {
		enrichment.DropOriginal(n, p.reader.IsOriginal, p.policy.IsContent)
	}
}

// isFinished says whether a trace comes from a pass over the whole of it and has gained nothing since: every span that
// speaks a dialect has its run, and the root its totals. Nothing is left to do then, and nothing may change.
func isFinished(nodes []*spantree.Node) bool {
	stamped := 0
	for _, n := range nodes {
		attrs := n.Span.Attributes()
		if _, ok := attrs.Get(genai.TraceCalls); ok {
			stamped++
		}
		if n.Facts.Dialect == nil {
			continue
		}
		if _, ok := attrs.Get(genai.RunID); !ok {
			return false
		}
	}
	return stamped == 1
}

// unmarked enriches spans of which nothing but themselves is known: no fold, no transition, no roll-up, no totals.
func (p *llmSpan) unmarked(w *work) {
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
		p.rebuild(n)
		if n.Role == genai.RoleCall {
			enrichment.CallUsage(n, p.generation)
			w.tally.call(n, enrichment.Cost(n, p.prices, p.backends))
		}
		p.dropOriginal(n)
	}
}

// lateSpans enriches spans that came after their trace was handed on.
func (p *llmSpan) lateSpans(w *work) {
	for _, nodes := range w.traces() {
		tree := spantree.Build(nodes)
		role.Resolve(tree, false)
		run := p.late.Run(tree)
		if run == "" && !anyRelevant(tree) {
			continue // as far as is known, nothing of ours
		}
		turns := turn.Attribute(tree)
		p.late.Apply(tree)
		w.folded += fold.Apply(tree, turns, p.messaging)
		for _, n := range tree.Nodes {
			if n.Facts.Dialect == nil || n.Folded {
				continue
			}
			p.span(w, n)
			if run != "" {
				n.Span.Attributes().PutStr(genai.RunID, run)
			}
		}
	}
}

// rebuild writes the messages in the GenAI form.
func (p *llmSpan) rebuild(n *spantree.Node) {
	messages := p.messages.Rebuild(n.Span, n.Role, nil)
	messages.Write(n.Span)
}
