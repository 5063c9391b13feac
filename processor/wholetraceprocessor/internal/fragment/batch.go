package fragment

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Batch is a batch that has been read and not yet cut: it can still be refused and given back as it came.
type Batch struct {
	Spans int
	Bytes int // about what the batch takes on the wire

	td     ptrace.Traces
	groups []group
	of     []int32 // the group of each span, in order
}

type group struct {
	id    pcommon.TraceID
	spans []Span
	bytes int
}

var sizer ptrace.ProtoMarshaler

// Read looks at every span of td and changes nothing.
func Read(td ptrace.Traces) *Batch {
	b := &Batch{td: td, Spans: td.SpanCount()}
	b.of = make([]int32, 0, b.Spans)
	index := map[pcommon.TraceID]int32{}
	last := int32(-1)
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				if id := span.TraceID(); last < 0 || b.groups[last].id != id {
					last = b.groupOf(index, id)
				}
				g := &b.groups[last]
				g.spans = append(g.spans, spanOf(span))
				g.bytes += sizer.SpanSize(span)
				b.of = append(b.of, last)
			}
		}
	}
	for i := range b.groups {
		b.groups[i].bytes += overhead
		b.Bytes += b.groups[i].bytes
	}
	return b
}

// overhead is what resource and scope add to a fragment, at a guess.
const overhead = 300

func (b *Batch) groupOf(index map[pcommon.TraceID]int32, id pcommon.TraceID) int32 {
	i, ok := index[id]
	if !ok {
		i = int32(len(b.groups))
		index[id] = i
		b.groups = append(b.groups, group{id: id})
	}
	return i
}

// Traces counts the traces that the batch has spans of.
func (b *Batch) Traces() int { return len(b.groups) }

// Cut moves the spans out of the batch into one fragment a trace.
func (b *Batch) Cut() []Fragment {
	out := make([]Fragment, len(b.groups))
	for i, g := range b.groups {
		out[i] = Fragment{TraceID: g.id, Traces: ptrace.NewTraces(), Spans: g.spans, Bytes: g.bytes}
	}
	if len(out) == 1 {
		b.td.ResourceSpans().MoveAndAppendTo(out[0].Traces.ResourceSpans())
		return out
	}
	next := 0 // in b.of
	for _, rs := range b.td.ResourceSpans().All() {
		n := spansIn(rs)
		of := b.of[next : next+n]
		next += n
		switch {
		case n == 0:
		case same(of):
			rs.MoveTo(out[of[0]].Traces.ResourceSpans().AppendEmpty())
		default:
			scatter(rs, of, out)
		}
	}
	return out
}

// Restore puts the spans of a batch that was cut back, though not in the order in which they were.
func (b *Batch) Restore(fragments []Fragment) {
	b.td.ResourceSpans().RemoveIf(func(ptrace.ResourceSpans) bool { return true })
	for i := range fragments {
		fragments[i].Traces.ResourceSpans().MoveAndAppendTo(b.td.ResourceSpans())
	}
}

// scatter moves the spans of one resource to several traces; each gets a copy of the resource and of the scopes.
func scatter(rs ptrace.ResourceSpans, of []int32, out []Fragment) {
	resources := map[int32]ptrace.ResourceSpans{}
	for _, ss := range rs.ScopeSpans().All() {
		scopes := map[int32]ptrace.SpanSlice{}
		for i, span := range ss.Spans().All() {
			g := of[i]
			spans, ok := scopes[g]
			if !ok {
				spans = scopeFor(rs, ss, g, resources, out).Spans()
				scopes[g] = spans
			}
			span.MoveTo(spans.AppendEmpty())
		}
		of = of[ss.Spans().Len():]
	}
}

func scopeFor(rs ptrace.ResourceSpans, ss ptrace.ScopeSpans, g int32, resources map[int32]ptrace.ResourceSpans, out []Fragment) ptrace.ScopeSpans {
	to, ok := resources[g]
	if !ok {
		to = out[g].Traces.ResourceSpans().AppendEmpty()
		rs.Resource().CopyTo(to.Resource())
		to.SetSchemaUrl(rs.SchemaUrl())
		resources[g] = to
	}
	scope := to.ScopeSpans().AppendEmpty()
	ss.Scope().CopyTo(scope.Scope())
	scope.SetSchemaUrl(ss.SchemaUrl())
	return scope
}

func spansIn(rs ptrace.ResourceSpans) int {
	n := 0
	for _, ss := range rs.ScopeSpans().All() {
		n += ss.Spans().Len()
	}
	return n
}

func same(of []int32) bool {
	for _, g := range of {
		if g != of[0] {
			return false
		}
	}
	return true
}
