// Package role decides what each span is in its trace: which model calls are real, which spans repeat them, and which
// roll-ups are the only witness of a call (dialects.md §4).
package role

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// Resolver decides about one trace after another with the same memory. The zero Resolver is ready.
type Resolver struct {
	// witnesses are the instrumentors that have told of a call: none tells of one call twice.
	witnesses map[*spantree.Node][]string
	byID      map[string]*spantree.Node // calls by the id of their response
	known     []bool                    // by a node's place: a call with usage is at it or below
	below     []*spantree.Node          // memory for callsBelow
	told      []*spantree.Node
}

// attest notes that instrumentors have told of a call.
func (r *Resolver) attest(call *spantree.Node, who ...string) {
	if r.witnesses == nil {
		r.witnesses = map[*spantree.Node][]string{}
	}
	r.witnesses[call] = append(r.witnesses[call], who...)
}

// Resolve sets Role, Of and Estimated on the spans of one trace, and merges into each call what only its duplicates
// know. whole is false where other spans of the trace may be elsewhere: then no roll-up is taken for the only witness.
func (r *Resolver) Resolve(t *spantree.Tree, whole bool) {
	for _, n := range t.Nodes {
		n.Of, n.Estimated = nil, false
		if !n.Settled {
			n.Role = n.Facts.Role()
		}
	}
	clear(r.witnesses)
	clear(r.byID)
	r.nested(t)
	r.siblings(t)
	r.lazy(t)
	r.streamEnds(t)
	r.tools(t)
	repeats(t)
	if whole {
		r.lost(t)
	}
}

// Release lets go of the last trace, and of memory that only a giant one needs.
func (r *Resolver) Release() {
	const keep = 4096
	if cap(r.known) > keep || len(r.byID) > keep || len(r.witnesses) > keep {
		*r = Resolver{}
		return
	}
	clear(r.witnesses)
	clear(r.byID)
	clear(r.below[:cap(r.below)])
	clear(r.told[:cap(r.told)])
}

// nested finds calls above calls. One call below is the same call seen twice; several make the upper one a roll-up
// (deepest wins), unless none of them tells what the upper one tells.
func (r *Resolver) nested(t *spantree.Tree) {
	for i := len(t.Nodes) - 1; i >= 0; i-- { // children start after their parents, so they are decided first
		n := t.Nodes[i]
		if n.Role != genai.RoleCall {
			continue
		}
		below := r.callsBelow(n)
		told := r.told[:0]
		for _, x := range below {
			if hasUsage(x) {
				told = append(told, x)
			}
		}
		r.told = told
		switch {
		case len(below) == 0:
		case len(told) == 0 && hasUsage(n):
			for _, x := range below {
				r.merge(n, x)
			}
		case len(told) == 1 && sameCall(n, told[0]):
			call, duplicate := prefer(n, told[0])
			r.merge(call, duplicate)
			for _, x := range below {
				if x != told[0] && !x.Failed() { // a failed one is an attempt of its own
					r.merge(call, x)
				}
			}
		case len(below) == 1 && sameCall(n, below[0]):
			r.merge(prefer(n, below[0]))
		default:
			n.Role = genai.RoleRollup
		}
	}
}

// mostBelow is how many spans are looked at for the calls below one: much more than any real call has below it.
const mostBelow = 2 * spantree.Reach

// callsBelow lists the calls under n that are not under another call, and not in another agent's hands.
func (r *Resolver) callsBelow(n *spantree.Node) []*spantree.Node {
	found, left := r.below[:0], mostBelow
	for _, c := range n.Children {
		if left <= 0 {
			break
		}
		c.Walk(func(x *spantree.Node) bool {
			if left--; left < 0 {
				return false
			}
			switch x.Role {
			case genai.RoleCall:
				found = append(found, x)
				return false
			case genai.RoleDuplicate:
				return true
			case genai.RoleAgent, genai.RoleTool:
				return false // a tool that a streamed call runs may call a model of its own
			}
			return true
		})
	}
	r.below = found
	return found
}

// sameCall says whether a call and the one call below it may be one: neither contradicts the other's usage.
func sameCall(a, b *spantree.Node) bool {
	if ra, rb := a.Facts.Text(dialect.ResponseID), b.Facts.Text(dialect.ResponseID); ra != "" && rb != "" {
		return ra == rb
	}
	return agree(a, b)
}

// agree says whether the usage of two spans is the same, or at least one tells none.
func agree(a, b *spantree.Node) bool {
	if !hasUsage(a) || !hasUsage(b) {
		return true
	}
	return a.Usage.Input == b.Usage.Input && a.Usage.Output == b.Usage.Output
}

// hasUsage says whether a span tells of tokens.
func hasUsage(n *spantree.Node) bool { return n.Usage.Told() }

// prefer orders two witnesses of one call: the one with usage, then with cache detail, then CLIENT, then the earliest
// (dialects.md §4).
func prefer(a, b *spantree.Node) (call, duplicate *spantree.Node) {
	score := func(n *spantree.Node) int {
		s := 0
		if hasUsage(n) {
			s += 8
		}
		if n.Facts.Has(dialect.CacheRead) || n.Facts.Has(dialect.CacheWrite) {
			s += 4
		}
		if n.Span.Kind() == clientKind {
			s += 2
		}
		return s
	}
	if score(b) > score(a) {
		return b, a
	}
	return a, b
}
