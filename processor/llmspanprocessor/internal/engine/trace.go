package engine

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// traces enriches whole traces, or parts of one. In a part a roll-up may well have its calls in another part, so it is
// never taken for the only witness of them.
func (e *Engine) traces(w *work, whole bool) {
	for _, nodes := range w.traces() {
		if isFinished(nodes) {
			w.tally.finished(nodes)
			continue
		}
		e.trace(w, nodes, whole)
	}
}

func (e *Engine) trace(w *work, nodes []*spantree.Node, whole bool) {
	tree := w.trees.Build(nodes)
	w.broken += tree.Broken
	w.roles.Resolve(tree, whole)
	if !anyRelevant(tree) {
		return // nothing of ours: not a bit of it changes
	}
	w.tally.clocks(tree)
	result := w.turns.Find(tree, e.threshold)
	w.folded += fold.Apply(tree, result.Turns, e.messaging)
	run := enrichment.RunID(tree)
	for _, t := range result.Turns {
		t.Node.Room += enrichment.TransitionRoom(t)
	}
	root, partial := enrichment.Root(tree)
	if root != nil {
		root.Room += enrichment.TotalsRoom
	}
	for _, n := range tree.Nodes {
		if n.Facts.Dialect != nil && !n.Folded {
			e.span(w, n)
			n.Span.Attributes().PutStr(genai.RunID, run)
		}
	}
	for _, t := range result.Turns {
		enrichment.Transition(t)
	}
	if root != nil {
		totals := enrichment.Sum(tree, result)
		enrichment.Cover(root, tree)
		totals.Write(root.Span, partial)
	}
	e.late.Remember(tree, run)
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
func (e *Engine) span(w *work, n *spantree.Node) {
	n.Room += enrichment.TraceRoom(n)
	if n.Role == genai.RoleCall {
		e.call(w, n, false)
	} else {
		e.noCall(w, n, isRelevant(n) || n.Role == genai.RoleWorkflow)
		enrichment.MoveUsage(n, e.reader, e.generation)
	}
	enrichment.Status(n)
	switch n.Role {
	case genai.RoleCall, genai.RoleDuplicate, genai.RoleTool:
		enrichment.Agent(n)
	}
	e.dropOriginal(n)
	w.tally.span(n)
}

// noCall writes on a span that is no call what it tells itself: the GenAI names and messages only where it is named.
func (e *Engine) noCall(w *work, n *spantree.Node, named bool) {
	if !named {
		enrichment.Reserve(n, 0)
		enrichment.Marks(n)
		return
	}
	w.lacking = enrichment.Lacking(n, w.lacking[:0])
	enrichment.Reserve(n, enrichment.NamesRoom(n, w.lacking))
	enrichment.Marks(n)
	enrichment.Names(n, w.lacking)
	if toldMessages(n) {
		return
	}
	role := n.Role
	if role == genai.RoleDuplicate {
		role = n.Facts.Role() // a second witness of a tool holds arguments, no messages
	}
	messages := e.messages.RebuildIn(w.messages, n.Span, role)
	w.tally.bad[dialect.BadJSON] += int64(w.messages.Cut())
	messages.Write(n.Span)
}

// call writes on a call all that it tells itself. All of it is known before the first attribute is written, so that the
// map of the attributes grows once, and no more than it must. fresh says that the span was the last to be read.
func (e *Engine) call(w *work, n *spantree.Node, fresh bool) {
	messages := e.callMessages(w, n, fresh)
	w.lacking = enrichment.Lacking(n, w.lacking[:0])
	var bill enrichment.Bill
	bill.Price(n, e.prices)
	enrichment.ReserveCall(n, enrichment.NamesRoom(n, w.lacking), messages.Len(), &bill, e.backends)
	enrichment.Marks(n)
	enrichment.Names(n, w.lacking)
	messages.Write(n.Span)
	enrichment.CallUsage(n, e.generation)
	bill.Write(n, e.backends)
	w.tally.call(n, &bill.Priced)
}

func (e *Engine) callMessages(w *work, n *spantree.Node, fresh bool) *content.Messages {
	if toldMessages(n) {
		return &content.Messages{}
	}
	if fresh {
		w.messages.Note(w.scratch.Notes)
	}
	var told *content.Messages
	if operation, settled := enrichment.Operation(n); settled {
		told = e.messages.RebuildCall(w.messages, n.Span, operation)
	} else {
		told = e.messages.RebuildIn(w.messages, n.Span, n.Role)
	}
	w.tally.bad[dialect.BadJSON] += int64(w.messages.Cut())
	return told
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
