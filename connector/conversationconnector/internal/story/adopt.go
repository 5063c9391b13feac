package story

import "github.com/otelcol-baton/baton/internal/genai"

// mergeTurns takes a span of an agent below a span of the same agent as the same turn, unless a transition says that
// another begins.
func (t *tree) mergeTurns() {
	for i := range t.nodes {
		n := &t.nodes[i]
		if n.kind != turnNode || t.batch.Spans[n.view].Transitions {
			continue
		}
		if p := t.turnAbove(n.parent); p >= 0 && t.agent(p) == t.agent(int32(i)) { // #nosec G115
			n.kind = 0
		}
	}
	for i := range t.nodes {
		for up := 0; t.nodes[i].parent >= 0 && t.nodes[t.nodes[i].parent].kind == 0 && up < deepest; up++ {
			t.nodes[i].parent = t.nodes[t.nodes[i].parent].parent
		}
	}
}

func (t *tree) turnAbove(n int32) int32 {
	for up := 0; n >= 0 && up < deepest; up++ {
		if t.nodes[n].kind == turnNode {
			return n
		}
		n = t.nodes[n].parent
	}
	return -1
}

// adopt puts a delegate below who called it where the spans do not: Traceloop's hang off the workflow. The caller is the
// last turn of that agent that was at work then, and there the shortest tool that lasted as long.
func (t *tree) adopt() {
	for i := range t.nodes {
		n := int32(i) // #nosec G115
		v := &t.batch.Spans[t.nodes[n].view]
		if t.nodes[n].kind != turnNode || v.Edges() != 1 {
			continue
		}
		from, _, kind := v.Edge(0)
		if kind != genai.KindDelegate || t.isBelow(n, from) {
			continue
		}
		if caller := t.atWork(n, from); caller >= 0 {
			t.nodes[n].parent = t.tool(n, caller)
		}
	}
}

func (t *tree) isBelow(n int32, agent string) bool {
	p := t.turnAbove(t.nodes[n].parent)
	return p >= 0 && t.agent(p) == agent
}

func (t *tree) atWork(n int32, agent string) int32 {
	for p := n - 1; p >= 0; p-- {
		if t.nodes[p].kind == turnNode && t.nodes[p].end > t.nodes[n].start && t.agent(p) == agent {
			return p
		}
	}
	return -1
}

func (t *tree) tool(n, caller int32) int32 {
	best := caller
	for p := caller + 1; p < n; p++ {
		at := &t.nodes[p]
		if at.kind != toolNode || at.end < t.nodes[n].end || t.turnAbove(at.parent) != caller {
			continue
		}
		if best == caller || at.end-at.start < t.nodes[best].end-t.nodes[best].start {
			best = p
		}
	}
	return best
}
