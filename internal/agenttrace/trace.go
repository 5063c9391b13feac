// Package agenttrace reads what happened in a trace back from its enriched spans: turns, transitions, calls, tools and
// their cost. llm_span writes; everybody else reads here.
package agenttrace

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Trace is one enriched trace, or the spans of one that came together.
type Trace struct {
	ID    pcommon.TraceID
	RunID string
	// Root is the name of the span that carries the totals, "" when none does; Service is the service of that span, or
	// of the first one.
	Root, Service string
	// Start and End span all of the trace.
	Start, End pcommon.Timestamp
	// State is "", part or late.
	State string
	// Partial says that no root was seen.
	Partial bool
	// Spans counts all spans, Failed those in ERROR.
	Spans, Failed int

	// Agents in the order of their first turn.
	Agents      []string
	Transitions []Transition
	Calls       []Call
	Tools       []Tool
	// Loop is the tool or the cycle of agents that repeats, "" for none.
	Loop string
	// Errors counts failed calls and failed tools.
	Errors int
	// Cost is what the priced calls cost, in US dollars.
	Cost float64
}

// Transition is one agent handing over to another.
type Transition struct {
	From, To, Kind, Evidence string
	Seq                      int
	At                       pcommon.Timestamp
	SpanID                   pcommon.SpanID
}

// Call is one call of a model.
type Call struct {
	Agent, Provider, Model string
	Input, Output          int64
	CacheRead, CacheWrite  int64
	Reasoning              int64
	Cost                   float64
	Source, Reason         string // baton.cost.source and .reason
	Failed                 bool
	HasUsage               bool
	Start, End             pcommon.Timestamp
	SpanID                 pcommon.SpanID
}

// Tool is one run of a tool.
type Tool struct {
	Agent, Name string
	Failed      bool
	Start, End  pcommon.Timestamp
	SpanID      pcommon.SpanID
}

// Read reads every trace of a batch, in the order in which they first appear.
func Read(batch ptrace.Traces) []*Trace {
	index := map[pcommon.TraceID]*Trace{}
	var list []*Trace
	for _, rs := range batch.ResourceSpans().All() {
		service := text(rs.Resource().Attributes(), "service.name")
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				t := index[span.TraceID()]
				if t == nil {
					t = &Trace{ID: span.TraceID(), Service: service, Start: span.StartTimestamp()}
					index[span.TraceID()] = t
					list = append(list, t)
				}
				t.add(span, service)
			}
		}
	}
	for _, t := range list {
		t.settle()
	}
	return list
}

func (t *Trace) add(span ptrace.Span, service string) {
	attrs := span.Attributes()
	t.Spans++
	t.Start, t.End = min(t.Start, span.StartTimestamp()), max(t.End, span.EndTimestamp())
	failed := span.Status().Code() == ptrace.StatusCodeError
	if failed {
		t.Failed++
	}
	if v, ok := attrs.Get(genai.RunID); ok {
		t.RunID = v.Str()
	}
	if v, ok := attrs.Get(genai.TraceState); ok {
		t.State = v.Str()
	}
	if v, ok := attrs.Get(genai.TraceAgents); ok {
		t.root(span, service, v)
	}
	if v, ok := attrs.Get(genai.TransitionTo); ok {
		t.transitions(span, v)
	}
	switch genai.Role(text(attrs, genai.SpanRole)) {
	case genai.RoleCall:
		t.call(span, failed)
	case genai.RoleTool:
		t.Tools = append(t.Tools, Tool{
			Agent: text(attrs, genai.AgentName), Name: text(attrs, genai.ToolName), Failed: failed,
			Start: span.StartTimestamp(), End: span.EndTimestamp(), SpanID: span.SpanID(),
		})
		if failed {
			t.Errors++
		}
	}
}

func (t *Trace) root(span ptrace.Span, service string, agents pcommon.Value) {
	t.Root, t.Service = span.Name(), service
	if agents.Type() == pcommon.ValueTypeSlice {
		for _, a := range agents.Slice().All() {
			t.Agents = append(t.Agents, a.AsString())
		}
	}
	t.Loop = text(span.Attributes(), genai.TraceLoop)
	partial, ok := span.Attributes().Get(genai.TracePartial)
	t.Partial = ok && partial.Bool()
}

func (t *Trace) call(span ptrace.Span, failed bool) {
	attrs := span.Attributes()
	c := Call{
		Agent:    text(attrs, genai.AgentName),
		Provider: text(attrs, genai.ProviderName),
		Model:    text(attrs, genai.RequestModel),
		Input:    whole(attrs, genai.UsageInputTokens), Output: whole(attrs, genai.UsageOutputTokens),
		CacheRead:  whole(attrs, genai.UsageCacheRead),
		CacheWrite: max(whole(attrs, genai.UsageCacheWrite), whole(attrs, genai.UsageCacheCreation)),
		Reasoning:  whole(attrs, genai.UsageReasoning),
		Source:     text(attrs, genai.CostSource), Reason: text(attrs, genai.CostReason),
		Failed: failed, Start: span.StartTimestamp(), End: span.EndTimestamp(), SpanID: span.SpanID(),
	}
	if c.Model == "" {
		c.Model = text(attrs, genai.ResponseModel)
	}
	c.HasUsage = c.Input > 0 || c.Output > 0
	if v, ok := attrs.Get(genai.CostTotal); ok {
		c.Cost = v.Double()
	}
	t.Calls = append(t.Calls, c)
	t.Cost += c.Cost
	if failed {
		t.Errors++
	}
}

// transitions reads one edge from scalars, or several from arrays of equal length.
func (t *Trace) transitions(span ptrace.Span, to pcommon.Value) {
	n := 1
	if to.Type() == pcommon.ValueTypeSlice {
		n = to.Slice().Len()
	}
	for i := range n {
		t.Transitions = append(t.Transitions, Transition{
			From: at(span, genai.TransitionFrom, i).AsString(), To: at(span, genai.TransitionTo, i).AsString(),
			Kind: at(span, genai.TransitionKind, i).AsString(), Evidence: at(span, genai.TransitionEvidence, i).AsString(),
			Seq: int(at(span, genai.TransitionSeq, i).Int()), At: span.StartTimestamp(), SpanID: span.SpanID(),
		})
	}
}

func at(span ptrace.Span, key string, i int) pcommon.Value {
	v, ok := span.Attributes().Get(key)
	switch {
	case !ok:
		return pcommon.NewValueEmpty()
	case v.Type() != pcommon.ValueTypeSlice:
		return v
	case i < v.Slice().Len():
		return v.Slice().At(i)
	}
	return pcommon.NewValueEmpty()
}

// settle puts everything in the order of time.
func (t *Trace) settle() {
	slices.SortFunc(t.Transitions, func(a, b Transition) int { return a.Seq - b.Seq })
	slices.SortFunc(t.Calls, func(a, b Call) int { return byTime(a.Start, b.Start, a.SpanID, b.SpanID) })
	slices.SortFunc(t.Tools, func(a, b Tool) int { return byTime(a.Start, b.Start, a.SpanID, b.SpanID) })
}

func byTime(a, b pcommon.Timestamp, x, y pcommon.SpanID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return slices.Compare(x[:], y[:])
}

func text(m pcommon.Map, key string) string {
	if v, ok := m.Get(key); ok {
		return v.AsString()
	}
	return ""
}

func whole(m pcommon.Map, key string) int64 {
	if v, ok := m.Get(key); ok {
		return v.Int()
	}
	return 0
}
