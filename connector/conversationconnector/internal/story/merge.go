package story

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
