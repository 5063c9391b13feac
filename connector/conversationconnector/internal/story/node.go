package story

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// sort of a node.
type nodeKind uint8

const (
	turnNode nodeKind = iota + 1
	callNode
	toolNode
	chatNode // a nested chat that is no agent's turn
)

// node is a span that is told. Its children are in the order of time.
type node struct {
	kind              nodeKind
	turns             bool // there is a turn below
	told              bool
	view              int32
	parent            int32
	first, last, next int32
	after             int32 // the next in the same branch of what runs side by side
	start, end        pcommon.Timestamp
}

// tree is what can be told of one trace. Its memory is reused.
type tree struct {
	batch  *agenttrace.Batch
	nodes  []node
	ofView []int32         // nodes of the batch's views: -1 is none; those of other traces tell nothing
	agents map[string]bool // empty: every agent's span is a turn
	top    node            // first and last of those below nothing
}

func newTree() tree { return tree{agents: map[string]bool{}} }

// build takes the spans of one trace, in order.
func (t *tree) build(batch *agenttrace.Batch, views []int32) {
	t.batch, t.nodes, t.top = batch, t.nodes[:0], node{first: -1, last: -1}
	if cap(t.ofView) < len(batch.Spans) {
		t.ofView = make([]int32, len(batch.Spans))
	}
	t.ofView = t.ofView[:len(batch.Spans)]
	clear(t.agents)
	t.findAgents(views)
	for _, i := range views {
		t.ofView[i] = -1
		if kind := t.kindOf(&batch.Spans[i]); kind != 0 {
			in := batch.Spans[i].In
			t.ofView[i] = int32(len(t.nodes)) // #nosec G115
			t.nodes = append(t.nodes, node{
				kind: kind, view: i, parent: -1, first: -1, last: -1, next: -1,
				start: in.StartTimestamp(), end: in.EndTimestamp(),
			})
		}
	}
	for i := range t.nodes {
		t.nodes[i].parent = t.above(t.nodes[i].view)
	}
	t.mergeTurns()
	t.link()
}

// findAgents reads who llm_span says took a turn.
func (t *tree) findAgents(views []int32) {
	for _, i := range views {
		v := &t.batch.Spans[i]
		if !v.Root {
			continue
		}
		if list, ok := v.In.Attributes().Get(genai.TraceAgents); ok && list.Type() == pcommon.ValueTypeSlice {
			for _, name := range list.Slice().All() {
				t.agents[agenttrace.Name(name.Str())] = true
			}
		}
	}
}

func (t *tree) kindOf(v *agenttrace.View) nodeKind {
	switch {
	case v.Role == genai.RoleCall:
		return callNode
	case v.Role == genai.RoleTool || v.Role == genai.RoleRetrieval:
		return toolNode
	case v.Transitions:
		return turnNode
	case v.IsAgent() && v.Agent != "" && (len(t.agents) == 0 || t.agents[v.Agent]):
		return turnNode
	}
	if kind, ok := v.In.Attributes().Get(genai.AG2Kind); ok && kind.Str() == nestedChat {
		return chatNode
	}
	return 0
}

// nestedChat is the value of baton.ag2.kind of a chat that an agent holds inside of its own turn.
const nestedChat = "NESTED_CHAT"

// above climbs to the nearest node. Parents that go round in a circle have none.
func (t *tree) above(view int32) int32 {
	at := t.batch.Spans[view].Above
	for range deepest {
		if at < 0 {
			return -1
		}
		if n := t.ofView[at]; n >= 0 {
			return n
		}
		at = t.batch.Spans[at].Above
	}
	return -1
}

// deepest is how far is climbed and told: deeper than any trace that people nest.
const deepest = 1000

// agent is who a node is of, as far as its own span tells.
func (t *tree) agent(n int32) string {
	v := &t.batch.Spans[t.nodes[n].view]
	if v.Transitions {
		if _, to, _ := v.Edge(0); to != "" {
			return agenttrace.Name(to)
		}
	}
	return v.Agent
}

// link hangs every node below its parent, in the order of time.
func (t *tree) link() {
	for i := range t.nodes {
		n := int32(i) // #nosec G115
		if t.nodes[n].kind == 0 {
			continue
		}
		above := &t.top
		if p := t.nodes[n].parent; p >= 0 {
			above = &t.nodes[p]
		}
		if above.last < 0 {
			above.first = n
		} else {
			t.nodes[above.last].next = n
		}
		above.last = n
		t.mark(n)
	}
}

// mark tells those above a turn that there is one.
func (t *tree) mark(n int32) {
	if t.nodes[n].kind != turnNode {
		return
	}
	for p, up := t.nodes[n].parent, 0; p >= 0 && !t.nodes[p].turns && up < deepest; p, up = t.nodes[p].parent, up+1 {
		t.nodes[p].turns = true
	}
}
