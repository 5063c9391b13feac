package engine

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/turn"
)

// treatAlone does what content says with one span of which the rest of the trace is not known. Names by which that is
// understood, and that content alone tells, are kept beside: whoever sees the whole trace finds the same agents and
// transitions as without this pass.
func (e *Engine) treatAlone(w *work, n *spantree.Node) {
	if e.policy.Keeps() {
		return
	}
	if n.Facts.Dialect == nil || wasWhole(n) {
		e.policy.Apply(n.Span, &w.tally.content)
		return
	}
	if n.Role == genai.RoleWorkflow && !isRelevant(n) && !toldMessages(n) {
		e.messages.RebuildIn(w.messages, n.Span, n.Role).Write(n.Span) // from what is not cut yet
	}
	signs, before := turn.SignsOf(n), w.tally.content
	e.policy.Apply(n.Span, &w.tally.content)
	if w.tally.content == before {
		return
	}
	w.after.Reset(n.Span, n.Scope)
	e.reader.Read(n.Scope, n.Span, &w.after.Facts, &w.scratch)
	dialect.Keep(n.Span.Attributes(), &n.Facts, &w.after.Facts)
	signs.Keep(&w.after)
	if w.tally.content.Truncated != before.Truncated || w.tally.content.Closed != before.Closed {
		n.Span.Attributes().PutBool(keptMessages, true)
	}
}

// keptMessages says that the messages of a span were told before its texts were cut: what is left of these tells others.
const keptMessages = genai.KeptPrefix + "messages"

// toldMessages says whether a span is one of those.
func toldMessages(n *spantree.Node) bool { return carries(n, keptMessages) }

// wasWhole says whether a pass over the whole trace has had the span.
func wasWhole(n *spantree.Node) bool { return carries(n, genai.RunID) }

// carries says whether an earlier pass has left an attribute. Most spans have had none, which is known without a search.
func carries(n *spantree.Node, key string) bool {
	if !n.Facts.Marked {
		return false
	}
	_, ok := n.Span.Attributes().Get(key)
	return ok
}

// dropKept takes off what such a pass kept: by now it has told all that it can.
func (w *work) dropKept() {
	for i := range w.nodes {
		if n := &w.nodes[i]; n.Facts.Marked && !n.Folded {
			dialect.DropKept(n.Span.Attributes())
		}
	}
}
