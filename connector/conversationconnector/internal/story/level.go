package story

import "go.opentelemetry.io/collector/pdata/pcommon"

// level tells a node and those beside it.
func (t *teller) level(to []Step, first int32) []Step {
	if t.depth >= deepest {
		return to
	}
	t.depth++
	defer func() { t.depth-- }()
	t.clip(first)
	for n := first; n >= 0; {
		end, several := t.together(n)
		if several {
			to = t.parallel(to, n, end)
		} else {
			to = t.one(to, n)
		}
		n = end
	}
	return to
}

// clip ends a node where the one begins that it hands over to: frameworks end spans when everything after is done.
func (t *teller) clip(first int32) {
	var before [8]int32
	count := 0
	for n := first; n >= 0; n = t.nodes[n].next {
		v := &t.batch.Spans[t.nodes[n].view]
		for e := range v.Edges() {
			from, _, _ := v.Edge(e)
			for b := range min(count, len(before)) {
				p := before[b]
				if t.agent(p) == from && t.nodes[p].end > t.nodes[n].start {
					t.nodes[p].end = t.nodes[n].start
				}
			}
		}
		before[count%len(before)] = n
		count++
	}
}

// together finds where the nodes end that overlap n or one another.
func (t *teller) together(n int32) (end int32, several bool) {
	last := t.nodes[n].end
	at := t.nodes[n].next
	for ; at >= 0 && overlaps(t.nodes[at].start, last); at = t.nodes[at].next {
		last = max(last, t.nodes[at].end)
		several = true
	}
	return at, several
}

// overlaps says whether what starts does so before what was there has ended. A clock of whole milliseconds (the AI SDK's
// start times) may be one behind.
func overlaps(start, end pcommon.Timestamp) bool {
	const ms = 1_000_000
	if start%ms == 0 && end%ms != 0 {
		start += ms
	}
	return start < end
}

// lane is a branch of what runs side by side: nodes one after another, each of which names the next.
type lane struct{ first, last int32 }

// parallel tells the nodes from n to end side by side. Each goes to the first branch that is free.
func (t *teller) parallel(to []Step, n, end int32) []Step {
	base := len(t.lanes) // those before are of a block around this one
	defer func() { t.lanes = t.lanes[:base] }()
	for ; n != end; n = t.nodes[n].next {
		t.nodes[n].after = nobody
		if at := t.free(base, n); at >= 0 {
			t.nodes[t.lanes[at].last].after = n
			t.lanes[at].last = n
		} else {
			t.lanes = append(t.lanes, lane{n, n})
		}
	}
	branches := t.steps.open()
	before, after, last := t.at, t.at, pcommon.Timestamp(0)
	for b := base; b < len(t.lanes); b++ {
		t.at = before
		inside := t.steps.open()
		for n := t.lanes[b].first; n >= 0; n = t.nodes[n].after {
			inside = t.one(inside, n)
		}
		told := t.steps.close(inside)
		if end := t.nodes[t.lanes[b].last].end; end > last {
			after, last = t.at, end
		}
		if len(told) > 0 {
			branches = append(branches, Step{Kind: Branch, From: nobody, To: nobody, Steps: told})
		}
	}
	t.at = after // whoever was at work longest
	switch block := t.steps.close(branches); len(block) {
	case 0:
		return to
	case 1:
		return append(to, block[0].Steps...)
	default:
		return append(to, Step{Kind: Parallel, From: nobody, To: nobody, Steps: block})
	}
}

// free finds a branch whose last node has ended when n begins, or -1.
func (t *teller) free(base int, n int32) int {
	for b := base; b < len(t.lanes); b++ {
		if !overlaps(t.nodes[n].start, t.nodes[t.lanes[b].last].end) {
			return b
		}
	}
	return -1
}
