package role

import (
	"cmp"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// lost finds roll-ups whose calls were never seen: client content dropped, a remote agent, a leaf that was lost.
// The deepest of them is a call, estimated.
func (r *Resolver) lost(t *spantree.Tree) {
	if cap(r.known) < len(t.Nodes) {
		r.known = make([]bool, len(t.Nodes))
	}
	known := r.known[:len(t.Nodes)]
	clear(known)
	for i := len(t.Nodes) - 1; i >= 0; i-- {
		n := t.Nodes[i]
		if !known[i] && isWitness(n) && !belowKnown(n, known) && !besideKnown(t, n) {
			n.Role, n.Estimated = genai.RoleCall, true
		}
		if n.Role == genai.RoleCall && hasUsage(n) || n.Role == genai.RoleDuplicate && hasUsage(n) {
			known[i] = true
		}
		if known[i] {
			for p := n.Parent; p != nil && !known[p.Index()]; p = p.Parent {
				known[p.Index()] = true
			}
		}
	}
}

// isWitness says whether a span tells usage that is not its own and might be nobody else's.
func isWitness(n *spantree.Node) bool {
	if n.Facts.Meaning.Repeats || !hasUsage(n) {
		return false
	}
	switch n.Role {
	case genai.RoleAgent, genai.RoleWorkflow, genai.RoleRollup, genai.RoleStep:
		return true
	}
	return false
}

// belowKnown says whether a call with usage is known anywhere below n: children that start before their parent (clocks
// of two hosts) come later in the loop over all spans, so they are asked for here.
func belowKnown(n *spantree.Node, known []bool) bool {
	found := false
	n.Walk(func(x *spantree.Node) bool {
		if x != n && (known[x.Index()] || x.Role == genai.RoleCall && hasUsage(x)) {
			found = true
		}
		return !found
	})
	return found
}

// besideKnown says whether calls that another instrumentor told of, at the same time and not below n, add up to what n
// tells: it repeats them (OpenLIT's spans of LangGraph's nodes).
func besideKnown(t *spantree.Tree, n *spantree.Node) bool {
	first, _ := slices.BinarySearchFunc(t.Nodes, n.Start(), func(x *spantree.Node, start pcommon.Timestamp) int {
		return cmp.Compare(x.Start()+startSlack, start)
	})
	var input, output int64
	for left := spantree.Reach; first < len(t.Nodes) && left > 0; first, left = first+1, left-1 {
		x := t.Nodes[first]
		if x.Start() > n.End() {
			break
		}
		if x.Role != genai.RoleCall || x.Estimated || !hasUsage(x) || x.Scope.Name == n.Scope.Name || x.End() > n.End()+startSlack {
			continue
		}
		if agree(x, n) {
			return true
		}
		input, output = input+x.Usage.Input, output+x.Usage.Output
	}
	return input == n.Usage.Input && output == n.Usage.Output
}
