// Package fold takes the plumbing of agent runtimes out of a trace: the spans in which messages are created, sent,
// published and delivered. What is below a dropped span hangs off the nearest span above that is kept.
package fold

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/turn"
)

// Mode says what becomes of messaging spans.
type Mode string

const (
	// Keep leaves all of them.
	Keep Mode = "keep"
	// Fold drops those that tell nothing, and keeps those that begin a turn or are the only ones to tell of an error.
	Fold Mode = "fold"
	// Drop drops all of them; a transition that stood on one moves to the first span below it.
	Drop Mode = "drop"
)

// Apply marks the spans to drop and gives the others their new parents. Turns whose span is dropped get the first kept
// span below it.
func Apply(t *spantree.Tree, turns []*turn.Turn, mode Mode) (dropped int) {
	if mode == Keep {
		return 0
	}
	if !hasMessaging(t) {
		return 0
	}
	begins := make([]*turn.Turn, len(t.Nodes)) // by the node's place
	for _, tn := range turns {
		begins[tn.Node.Index()] = tn
	}
	failed := failsElsewhere(t)
	for _, n := range t.Nodes {
		n.Folded = false
		if n.Role != genai.RoleMessaging {
			continue
		}
		switch tn := begins[n.Index()]; {
		case tn != nil && mode == Fold:
		case tn != nil:
			first := firstKept(n)
			if first == nil {
				continue // nothing else tells of this turn
			}
			tn.Node = first
			n.Folded = true
		case mode == Fold && (n.Failed() && !failed || keptBefore(n)):
		default:
			n.Folded = true
		}
		if n.Folded {
			dropped++
		}
	}
	if dropped > 0 {
		adopt(t)
	}
	return dropped
}

func hasMessaging(t *spantree.Tree) bool {
	for _, n := range t.Nodes {
		if n.Role == genai.RoleMessaging {
			return true
		}
	}
	return false
}

// keptBefore says whether an earlier pass had this span before it and kept it.
func keptBefore(n *spantree.Node) bool {
	_, marked := n.Span.Attributes().Get(genai.SpanRole)
	return marked
}

// failsElsewhere says whether any span that is no messaging tells of an error.
func failsElsewhere(t *spantree.Tree) bool {
	for _, n := range t.Nodes {
		if n.Role != genai.RoleMessaging && n.Failed() {
			return true
		}
	}
	return false
}

// firstKept is the earliest span below n that is no messaging.
func firstKept(n *spantree.Node) *spantree.Node {
	var first *spantree.Node
	n.Walk(func(x *spantree.Node) bool {
		if x.Role == genai.RoleMessaging {
			return true
		}
		if first == nil || x.Start() < first.Start() {
			first = x
		}
		return false
	})
	return first
}

// adopt writes the new parents.
func adopt(t *spantree.Tree) {
	for _, n := range t.Nodes {
		if n.Folded || n.Parent == nil || !n.Parent.Folded {
			continue
		}
		n.Span.SetParentSpanID(KeptAbove(n))
	}
}

// KeptAbove is the id of the nearest span above n that is kept. Where there is none, it is the parent that the topmost
// dropped span names: a span that was not seen here, or none. A cycle ends where it was cut.
func KeptAbove(n *spantree.Node) pcommon.SpanID {
	above := search(n)
	for p := n.Parent; p != nil && p.Folded && !p.Sought; p = p.Parent {
		p.Above, p.Sought = above, true // a long chain of dropped spans is gone up once
	}
	return above
}

func search(n *spantree.Node) pcommon.SpanID {
	top := n
	for p := n.Parent; p != nil; p = p.Parent {
		switch {
		case !p.Folded:
			return p.Span.SpanID()
		case p.Sought:
			return p.Above
		}
		top = p
	}
	if top.Cut {
		return pcommon.SpanID{}
	}
	return top.Span.ParentSpanID()
}
