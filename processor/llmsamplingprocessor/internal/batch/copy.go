package batch

import "go.opentelemetry.io/collector/pdata/ptrace"

// Copy returns the spans that keep says yes to, by their index in Spans, with what stands around them. visit, called for
// each, may change the copy.
func (b *Batch) Copy(keep func(*Span) bool, visit func(at int, span ptrace.Span)) ptrace.Traces {
	out := ptrace.NewTraces()
	var rs ptrace.ResourceSpans
	var ss ptrace.ScopeSpans
	resource, scope := int32(none), int32(none)
	for i := range b.Spans {
		s := &b.Spans[i]
		if !keep(s) {
			continue
		}
		if s.Resource != resource {
			from := b.ResourceSpans(s)
			rs = out.ResourceSpans().AppendEmpty()
			from.Resource().CopyTo(rs.Resource())
			rs.SetSchemaUrl(from.SchemaUrl())
			resource, scope = s.Resource, none
		}
		if s.Scope != scope {
			from := b.ScopeSpans(s)
			ss = rs.ScopeSpans().AppendEmpty()
			from.Scope().CopyTo(ss.Scope())
			ss.SetSchemaUrl(from.SchemaUrl())
			scope = s.Scope
		}
		span := ss.Spans().AppendEmpty()
		s.CopyTo(span)
		visit(i, span)
	}
	return out
}
