// Package late remembers of a trace what a span needs that comes after the trace was handed on: which span took the
// place of a dropped one, who ran what, and which calls are priced already.
package late

import (
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// maxTraces bounds the memory: beyond it the oldest trace is forgotten before its time.
const maxTraces = 20_000

// Memory is what is remembered of the traces of the last minutes. It may be used concurrently.
type Memory struct {
	keep time.Duration
	now  func() time.Time

	mu     sync.Mutex // guards what follows
	traces map[pcommon.TraceID]*trace
	order  []entry // in the order of forgetting
}

type entry struct {
	id    pcommon.TraceID
	until time.Time
}

type trace struct {
	run    string
	until  time.Time
	folded map[pcommon.SpanID]pcommon.SpanID // dropped → nearest kept above
	agents map[pcommon.SpanID]string         // span → the agent around it
	priced map[string]pcommon.SpanID         // response id → call
}

// NewMemory keeps what it is told for the given time; zero remembers nothing.
func NewMemory(keep time.Duration, now func() time.Time) *Memory {
	return &Memory{keep: keep, now: now, traces: map[pcommon.TraceID]*trace{}}
}

// Remember takes down what late spans of a trace will need.
func (m *Memory) Remember(t *spantree.Tree, run string) {
	if m.keep == 0 || len(t.Nodes) == 0 {
		return
	}
	known := &trace{
		run:    run,
		folded: map[pcommon.SpanID]pcommon.SpanID{},
		agents: map[pcommon.SpanID]string{},
		priced: map[string]pcommon.SpanID{},
	}
	for _, n := range t.Nodes {
		id := n.Span.SpanID()
		switch {
		case n.Folded:
			known.folded[id] = fold.KeptAbove(n)
		case n.Facts.Role() == genai.RoleAgent:
			if name := agenttrace.Name(n.Facts.Text(dialect.AgentName)); n.Facts.Dialect.IsAgent(name) {
				known.agents[id] = name
			}
		case n.Agent != "":
			known.agents[id] = n.Agent
		}
		if response := n.Facts.Text(dialect.ResponseID); response != "" && n.Role == genai.RoleCall && n.Usage.Told() {
			known.priced[response] = id
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.forget(now)
	known.until = now.Add(m.keep)
	id := t.Nodes[0].Span.TraceID()
	if before := m.traces[id]; before != nil { // parts of one trace
		known.join(before)
	}
	m.traces[id] = known
	m.order = append(m.order, entry{id, known.until})
}

func (t *trace) join(before *trace) {
	for k, v := range before.folded {
		t.folded[k] = v
	}
	for k, v := range before.agents {
		t.agents[k] = v
	}
	for k, v := range before.priced {
		t.priced[k] = v
	}
}

// forget drops what is over its time, and the oldest beyond the bound.
func (m *Memory) forget(now time.Time) {
	drop := 0
	for drop < len(m.order) && (!m.order[drop].until.After(now) || len(m.order)-drop > maxTraces) {
		e := m.order[drop]
		if t := m.traces[e.id]; t != nil && !t.until.After(e.until) {
			delete(m.traces, e.id)
		}
		drop++
	}
	if drop > 0 {
		m.order = append(m.order[:0], m.order[drop:]...)
	}
}

// Apply gives late spans what their trace told: the kept span above instead of a dropped one, the agent, and the call
// that they repeat.
func (m *Memory) Apply(t *spantree.Tree) {
	known := m.of(t)
	if known == nil {
		return
	}
	for _, n := range t.Nodes {
		parent := n.Span.ParentSpanID()
		if n.Parent == nil && n.Role == genai.RoleCall {
			known.duplicate(n)
		}
		if kept, ok := known.folded[parent]; ok && n.Parent == nil {
			n.Span.SetParentSpanID(kept)
			parent = kept
		}
		if n.Agent != "" || !runsForAgent(n) {
			continue
		}
		top := n
		for top.Parent != nil {
			top = top.Parent
		}
		if agent := known.agents[top.Span.ParentSpanID()]; agent != "" {
			n.Agent, n.Inherited = agent, true
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range t.Nodes {
		if response := n.Facts.Text(dialect.ResponseID); response != "" && n.Role == genai.RoleCall && n.Usage.Told() {
			known.priced[response] = n.Span.SpanID()
		}
	}
}

// duplicate makes a call that is priced already a duplicate of it.
func (t *trace) duplicate(n *spantree.Node) {
	call, ok := t.priced[n.Facts.Text(dialect.ResponseID)]
	if !ok || call == n.Span.SpanID() {
		return
	}
	n.Role, n.OfID = genai.RoleDuplicate, call
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
	if known := m.of(t); known != nil {
		return known.run
	}
	return ""
}

func (m *Memory) of(t *spantree.Tree) *trace {
	if m.keep == 0 || len(t.Nodes) == 0 {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(m.now())
	return m.traces[t.Nodes[0].Span.TraceID()]
}
