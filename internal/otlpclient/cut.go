package otlpclient

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// place is where a span stands in its call's traces.
type place struct {
	resource, scope, span int
	traceID               pcommon.TraceID
	size                  int
}

// spansOf lists all spans, those of one trace beside one another, the traces in the order in which they begin.
func spansOf(td ptrace.Traces) []place {
	var all []place
	order := map[pcommon.TraceID]int{}
	sizer := &ptrace.ProtoMarshaler{}
	for i, rs := range td.ResourceSpans().All() {
		for j, ss := range rs.ScopeSpans().All() {
			for k, span := range ss.Spans().All() {
				id := span.TraceID()
				if _, ok := order[id]; !ok {
					order[id] = len(order)
				}
				all = append(all, place{resource: i, scope: j, span: k, traceID: id, size: sizer.SpanSize(span)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b place) int { return order[a.traceID] - order[b.traceID] })
	return all
}

// cut puts whole traces together up to limit bytes. A trace that is larger alone is cut between spans.
func cut(td ptrace.Traces, limit int) []ptrace.Traces {
	spans := spansOf(td)
	overhead := overheads(td)
	var parts []ptrace.Traces
	for start := 0; start < len(spans); {
		end, size := start, 0
		wholeEnd := start
		for end < len(spans) {
			size += spans[end].size + overhead.of(spans[start:end], spans[end])
			if size > limit && end > start {
				break
			}
			end++
			if end == len(spans) || spans[end].traceID != spans[end-1].traceID {
				wholeEnd = end
			}
		}
		if wholeEnd > start {
			end = wholeEnd
		}
		parts = append(parts, pick(td, spans[start:end]))
		start = end
	}
	return parts
}

// overhead is what a resource and a scope add to a message.
type overhead struct {
	resources []int
	scopes    [][]int
}

func overheads(td ptrace.Traces) overhead {
	sizer := &ptrace.ProtoMarshaler{}
	var o overhead
	for _, rs := range td.ResourceSpans().All() {
		bare := ptrace.NewResourceSpans()
		rs.Resource().CopyTo(bare.Resource())
		bare.SetSchemaUrl(rs.SchemaUrl())
		o.resources = append(o.resources, sizer.ResourceSpansSize(bare)+lengths)
		var scopes []int
		for _, ss := range rs.ScopeSpans().All() {
			bare := ptrace.NewScopeSpans()
			ss.Scope().CopyTo(bare.Scope())
			bare.SetSchemaUrl(ss.SchemaUrl())
			scopes = append(scopes, sizer.ScopeSpansSize(bare)+lengths)
		}
		o.scopes = append(o.scopes, scopes)
	}
	return o
}

// lengths is the most that the length of a nested message takes, with its tag, and what that of its parent may grow by.
const lengths = 12

// of returns what a span adds to those before it, beside its own size.
func (o overhead) of(before []place, next place) int {
	size := lengths
	last := place{resource: -1}
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	if last.resource != next.resource {
		size += o.resources[next.resource]
	}
	if last.resource != next.resource || last.scope != next.scope {
		size += o.scopes[next.resource][next.scope]
	}
	return size
}

// pick copies some spans, each under its resource and scope.
func pick(td ptrace.Traces, spans []place) ptrace.Traces {
	part := ptrace.NewTraces()
	var rs ptrace.ResourceSpans
	var ss ptrace.ScopeSpans
	last := place{resource: -1, scope: -1}
	for _, s := range spans {
		fromResource := td.ResourceSpans().At(s.resource)
		fromScope := fromResource.ScopeSpans().At(s.scope)
		if s.resource != last.resource {
			rs = part.ResourceSpans().AppendEmpty()
			fromResource.Resource().CopyTo(rs.Resource())
			rs.SetSchemaUrl(fromResource.SchemaUrl())
			last.scope = -1
		}
		if s.scope != last.scope {
			ss = rs.ScopeSpans().AppendEmpty()
			fromScope.Scope().CopyTo(ss.Scope())
			ss.SetSchemaUrl(fromScope.SchemaUrl())
		}
		fromScope.Spans().At(s.span).CopyTo(ss.Spans().AppendEmpty())
		last = s
	}
	return part
}
