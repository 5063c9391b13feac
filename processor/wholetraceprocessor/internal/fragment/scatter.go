package fragment

import "go.opentelemetry.io/collector/pdata/ptrace"

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
