package agenttrace

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/servicename"
)

// Batch is a batch of enriched spans as those see it who count: one view a span, read in one pass and reused, so that
// counting allocates next to nothing. It points into the batch that it was read from and is good as long as that is.
type Batch struct {
	Spans  []View
	Groups []Group

	keys     []string
	values   []string // of keys, for each span
	index    map[pcommon.TraceID]int32
	at       map[spanKey]int32
	ofGroups []string // values of keys, for each group
}

// View is one span.
type View struct {
	genai.Span
	In       ptrace.Span
	Resource pcommon.Map
	Service  string
	Failed   bool
	// Weight is how many spans this one stands for.
	Weight float64
	// Group is the index of the span's trace in Groups.
	Group int32
	// Above and Turn are the indices of the parent span and of the nearest agent's span above, after Link; -1 is none.
	Above, Turn int32
}

// IsAgent says whether a span is an agent at work. Frameworks call managers, graphs and whole runs agents too; where the
// trace says who its agents are, it knows.
func (b *Batch) IsAgent(v *View) bool {
	if !v.Span.IsAgent() || v.Role == genai.RoleDuplicate {
		return false
	}
	agents := b.Groups[v.Group].agents
	if v.Agent == "" || agents == (pcommon.Value{}) || agents.Type() != pcommon.ValueTypeSlice {
		return true
	}
	for _, a := range agents.Slice().All() {
		if a.Type() == pcommon.ValueTypeStr && a.Str() == v.Agent {
			return true
		}
	}
	return false
}

// FailedWith is the type of what failed, "" when nothing did. The conventions call an error without a type _OTHER.
func (v *View) FailedWith() string {
	switch {
	case !v.Failed:
		return ""
	case v.ErrorType == "":
		return "_OTHER"
	}
	return v.ErrorType
}

// Group is the spans of one trace in a batch.
type Group struct {
	ID pcommon.TraceID
	// First is the index of the first span, Root of the one that carries the totals, or -1.
	First, Root int32
	// Run is the first run id found, Workflow the root's workflow or else the first found.
	Run, Workflow string
	// Ours says that there is anything to do with models, agents or tools.
	Ours bool
	// State is "", part or late.
	State string
	// agents is baton.trace.agents of the root, or the zero value.
	agents pcommon.Value
}

type spanKey struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
}

// NewBatch returns an empty batch that also reads the given attributes of spans and resources (Values).
func NewBatch(keys []string) *Batch {
	return &Batch{keys: keys, index: map[pcommon.TraceID]int32{}, at: map[spanKey]int32{}}
}

// Read forgets what was read before and reads a batch.
func (b *Batch) Read(td ptrace.Traces) {
	b.reset()
	for _, rs := range td.ResourceSpans().All() {
		resource := rs.Resource().Attributes()
		service := servicename.Of(resource)
		for _, ss := range rs.ScopeSpans().All() {
			spans := ss.Spans()
			for i := range spans.Len() {
				b.span(spans.At(i), resource, service)
			}
		}
	}
	b.settle()
}

func (b *Batch) reset() {
	const keep = 16384 // a rare giant batch must not hold its memory for ever
	if cap(b.Spans) > keep {
		b.Spans, b.Groups, b.values = nil, nil, nil
		b.index, b.at = map[pcommon.TraceID]int32{}, map[spanKey]int32{}
	}
	b.Spans, b.Groups = b.Spans[:0], b.Groups[:0]
	b.values, b.ofGroups = b.values[:0], b.ofGroups[:0]
	clear(b.index)
	clear(b.at)
}

func (b *Batch) span(span ptrace.Span, resource pcommon.Map, service string) {
	n := len(b.Spans)
	if n < cap(b.Spans) {
		b.Spans = b.Spans[:n+1]
	} else {
		b.Spans = append(b.Spans, View{})
	}
	v := &b.Spans[n]
	v.Span.Read(span.Attributes())
	v.In, v.Resource, v.Service = span, resource, service
	v.Failed = span.Status().Code() == ptrace.StatusCodeError
	v.Weight = Weight(span.TraceState().AsRaw())
	v.Above, v.Turn = -1, -1
	v.Agent = Name(v.Agent)
	v.Group = b.group(span.TraceID(), int32(n)) // #nosec G115 -- a batch has fewer spans than 2^31
	g := &b.Groups[v.Group]
	b.tell(g, v, n)
	for i, key := range b.keys {
		value := valueOf(span.Attributes(), resource, key)
		b.values = append(b.values, value)
		if of := int(v.Group)*len(b.keys) + i; b.ofGroups[of] == "" {
			b.ofGroups[of] = value
		}
	}
}

// group finds the group of a trace. The spans of a trace mostly come in a row.
func (b *Batch) group(id pcommon.TraceID, span int32) int32 {
	if n := len(b.Groups); n > 0 && b.Groups[n-1].ID == id {
		return int32(n - 1) // #nosec G115
	}
	g, ok := b.index[id]
	if !ok {
		g = int32(len(b.Groups)) // #nosec G115
		b.index[id] = g
		b.Groups = append(b.Groups, Group{ID: id, First: span, Root: -1})
		for range b.keys {
			b.ofGroups = append(b.ofGroups, "")
		}
	}
	return g
}

// tell takes from a span what it says of its trace.
func (b *Batch) tell(g *Group, v *View, n int) {
	if v.Role != genai.RoleNone {
		g.Ours = true
	}
	if g.Run == "" {
		g.Run = v.RunID
	}
	if v.State != "" {
		g.State = v.State
	}
	if v.Root && g.Root < 0 {
		g.Root, g.agents = int32(n), v.Agents // #nosec G115
		if v.Workflow != "" {
			g.Workflow = v.Workflow
		}
	}
	if g.Workflow == "" {
		g.Workflow = v.Workflow
	}
}

func valueOf(span, resource pcommon.Map, key string) string {
	if v, ok := span.Get(key); ok {
		return v.AsString()
	}
	if v, ok := resource.Get(key); ok {
		return v.AsString()
	}
	return ""
}

// settle gives a span what only other spans of its trace told: frameworks put a user on the root alone.
func (b *Batch) settle() {
	for i := range b.Spans {
		v := &b.Spans[i]
		if v.Workflow == "" {
			v.Workflow = b.Groups[v.Group].Workflow
		}
		for k := range b.keys {
			if at := i*len(b.keys) + k; b.values[at] == "" {
				b.values[at] = b.ofGroups[int(v.Group)*len(b.keys)+k]
			}
		}
	}
}

// Values are the values of the batch's keys for a span: its own, or its resource's, or else those of another span of the
// trace. What nobody tells is empty.
func (b *Batch) Values(span int) []string {
	return b.values[span*len(b.keys) : (span+1)*len(b.keys)]
}

// Link finds what is above each span.
func (b *Batch) Link() {
	for i := range b.Spans {
		v := &b.Spans[i]
		b.at[spanKey{b.Groups[v.Group].ID, v.In.SpanID()}] = int32(i) // #nosec G115
	}
	for i := range b.Spans {
		v := &b.Spans[i]
		if parent := v.In.ParentSpanID(); !parent.IsEmpty() {
			if above, ok := b.at[spanKey{b.Groups[v.Group].ID, parent}]; ok && int(above) != i {
				v.Above = above
			}
		}
	}
	for i := range b.Spans {
		b.Spans[i].Turn = b.agentAbove(i)
	}
}

// Find returns the index of a span, after Link; -1 when it is not in the batch.
func (b *Batch) Find(trace pcommon.TraceID, span pcommon.SpanID) int32 {
	if i, ok := b.at[spanKey{trace, span}]; ok {
		return i
	}
	return -1
}

// agentAbove climbs to the nearest agent. Parents that go round in a circle have none.
func (b *Batch) agentAbove(i int) int32 {
	at := b.Spans[i].Above
	for range 1000 { // deeper than any trace that people nest
		if at < 0 || b.IsAgent(&b.Spans[at]) {
			return at
		}
		at = b.Spans[at].Above
	}
	return -1
}
