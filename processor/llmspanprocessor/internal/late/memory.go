// Package late remembers of a trace what a span needs that comes after the trace was handed on: which span took the
// place of a dropped one, who ran what, and which calls are priced already.
package late

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// Memory is what is remembered of the traces of the last minutes. It may be used concurrently.
type Memory struct {
	keep  time.Duration
	now   func() time.Time
	room  int          // in bytes
	seed  maphash.Seed // nobody outside can find two responses that are alike
	early atomic.Int64

	mu     sync.Mutex // guards what follows
	traces map[pcommon.TraceID]*trace
	order  []entry // in the order of forgetting
	bytes  int     // what all of it takes
}

type entry struct {
	id    pcommon.TraceID
	until time.Time
}

// trace is what is remembered of one. Few traces have late spans: until they come, the facts are lists, which take a
// fraction of what maps do.
type trace struct {
	run   string
	until time.Time
	facts []fact
	index *index
}

// fact is one thing to remember about a span: the nearest kept span above a dropped one, the agent around it, or the
// response that it was priced for.
type fact struct {
	span, kept pcommon.SpanID
	agent      string
	response   uint64 // the hash of its id, 0 for none
	folded     bool
}

// index finds facts.
type index struct {
	folded map[pcommon.SpanID]pcommon.SpanID // dropped → nearest kept above
	agents map[pcommon.SpanID]string         // span → the agent around it
	priced map[uint64]pcommon.SpanID         // hash of the response id → call
}

// of is the index of what is remembered. Where two facts contradict each other, the last counts.
func (t *trace) of() *index {
	if t.index != nil {
		return t.index
	}
	x := &index{
		folded: map[pcommon.SpanID]pcommon.SpanID{}, agents: map[pcommon.SpanID]string{}, priced: map[uint64]pcommon.SpanID{},
	}
	for i := range t.facts {
		f := &t.facts[i]
		if f.folded {
			x.folded[f.span] = f.kept
		}
		if f.agent != "" {
			x.agents[f.span] = f.agent
		}
		if f.response != 0 {
			x.priced[f.response] = f.span
		}
	}
	t.index = x
	return x
}

// NewMemory keeps what it is told for the given time; zero remembers nothing.
func NewMemory(keep time.Duration, now func() time.Time) *Memory {
	return &Memory{keep: keep, now: now, room: maxBytes, seed: maphash.MakeSeed(), traces: map[pcommon.TraceID]*trace{}}
}

// Remember takes down what late spans of a trace will need.
func (m *Memory) Remember(t *spantree.Tree, run string) {
	if m.keep == 0 || len(t.Nodes) == 0 {
		return
	}
	known := &trace{run: strings.Clone(run), facts: m.facts(t)}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.forget(now)
	known.until = now.Add(m.keep)
	id := t.Nodes[0].Span.TraceID()
	if before := m.traces[id]; before != nil { // parts of one trace
		known.join(before)
		m.bytes -= before.size()
	}
	m.traces[id] = known
	m.order = append(m.order, entry{id, known.until})
	m.bytes += known.size() + entrySize
}

// join adds what was remembered before. A trace that is handed on again, as after a failure, brings nothing new.
func (t *trace) join(before *trace) {
	if slices.Equal(t.facts, before.facts) {
		return
	}
	there := make(map[fact]bool, len(before.facts))
	for _, f := range before.facts {
		there[f] = true
	}
	t.facts = append(slices.DeleteFunc(t.facts, func(f fact) bool { return there[f] }), before.facts...)
}

// facts lists what is worth remembering of a trace.
func (m *Memory) facts(t *spantree.Tree) []fact {
	n := 0
	for _, node := range t.Nodes {
		if _, ok := m.factOf(node); ok {
			n++
		}
	}
	list := make([]fact, 0, n)
	var names names
	for _, node := range t.Nodes {
		if f, ok := m.factOf(node); ok {
			f.agent = names.own(f.agent)
			list = append(list, f)
		}
	}
	return list
}

func (m *Memory) factOf(n *spantree.Node) (f fact, ok bool) {
	f.span = n.Span.SpanID()
	switch {
	case n.Folded:
		f.kept, f.folded = fold.KeptAbove(n), true
	case n.Facts.Role() == genai.RoleAgent:
		if name := agenttrace.Name(n.Facts.Text(dialect.AgentName)); n.Facts.Dialect.IsAgent(name) {
			f.agent = name
		}
	default:
		f.agent = n.Agent
	}
	if spends(n) {
		f.response = m.hashOf(n)
	}
	return f, f.folded || f.agent != "" || f.response != 0
}

// forget drops what is over its time, and the oldest beyond the bound.
func (m *Memory) forget(now time.Time) {
	drop := 0
	for drop < len(m.order) && (!m.order[drop].until.After(now) || m.bytes > m.room) {
		e := m.order[drop]
		if t := m.traces[e.id]; t != nil && !t.until.After(e.until) {
			delete(m.traces, e.id)
			m.bytes -= t.size()
			if t.until.After(now) {
				m.early.Add(1)
			}
		}
		m.bytes -= entrySize
		drop++
	}
	m.order = m.order[drop:] // what is dropped is freed when the rest moves to make room
}

// Apply gives late spans what their trace told: the kept span above instead of a dropped one, the agent, and the call
// that they repeat.
func (m *Memory) Apply(t *spantree.Tree) {
	m.mu.Lock()
	defer m.mu.Unlock()
	remembered := m.of(t)
	if remembered == nil {
		return
	}
	before := remembered.size()
	defer func() { m.bytes += remembered.size() - before }()
	known := remembered.of()
	for _, n := range t.Nodes {
		parent := n.Span.ParentSpanID()
		if n.Parent == nil && n.Role == genai.RoleCall {
			known.duplicate(n, m.hashOf(n))
		}
		if kept, ok := known.folded[parent]; ok && n.Parent == nil {
			n.Span.SetParentSpanID(kept)
			parent = kept
		}
		if n.Agent != "" || !runsForAgent(n) {
			continue
		}
		top := n
		for left := spantree.Reach; top.Parent != nil && left > 0; left-- {
			top = top.Parent
		}
		if agent := known.agents[top.Span.ParentSpanID()]; agent != "" {
			n.Agent, n.Inherited = agent, true
		}
	}
	for _, n := range t.Nodes {
		if response := m.hashOf(n); response != 0 && spends(n) {
			known.priced[response] = n.Span.SpanID()
			remembered.facts = append(remembered.facts, fact{span: n.Span.SpanID(), response: response})
		}
	}
}

// duplicate makes a call that is priced already a duplicate of it.
func (x *index) duplicate(n *spantree.Node, response uint64) {
	call, ok := x.priced[response]
	if !ok || call == n.Span.SpanID() {
		return
	}
	n.Role, n.OfID = genai.RoleDuplicate, call
}

// spends says whether a span is a call that costs something: by its tokens, or by what is billed in their place.
func spends(n *spantree.Node) bool {
	u := &n.Usage
	return n.Role == genai.RoleCall && (u.Told() || u.Images > 0 || u.Characters > 0 || u.AudioSeconds > 0 ||
		u.RerankSearches > 0 || n.Facts.Meaning.Operation == genai.OpRerank)
}

func runsForAgent(n *spantree.Node) bool {
	switch n.Role {
	case genai.RoleCall, genai.RoleDuplicate, genai.RoleTool:
		return true
	}
	return false
}

// Run is the run of the trace, "" when it is forgotten.
func (m *Memory) Run(t *spantree.Tree) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.of(t); known != nil {
		return known.run
	}
	return ""
}

// of is what is remembered of a trace; the caller holds the lock.
func (m *Memory) of(t *spantree.Tree) *trace {
	if m.keep == 0 || len(t.Nodes) == 0 {
		return nil
	}
	m.forget(m.now())
	return m.traces[t.Nodes[0].Span.TraceID()]
}
