package tenant

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Names finds the tenants of spans by an attribute of their resources.
type Names struct {
	attribute string
	fallback  string
}

// NewNames returns names by attribute; what has none that Tempo takes belongs to fallback.
func NewNames(attribute, fallback string) *Names {
	return &Names{attribute: attribute, fallback: fallback}
}

// Part is the spans of one tenant.
type Part struct {
	Tenant string
	Traces ptrace.Traces
}

// Of returns the tenant of the first resource; Split returns parts in which that holds for all.
func (n *Names) Of(td ptrace.Traces) string {
	if td.ResourceSpans().Len() == 0 {
		return n.fallback
	}
	name, _ := n.of(td.ResourceSpans().At(0).Resource())
	return name
}

// of is false for a name that Tempo would not take.
func (n *Names) of(r pcommon.Resource) (string, bool) {
	value, ok := r.Attributes().Get(n.attribute)
	if !ok || value.AsString() == "" {
		return n.fallback, true
	}
	if name := value.AsString(); Check(name) == nil {
		return name, true
	}
	return n.fallback, false
}

// Split returns each tenant's spans, in the order in which the tenants come: td itself where there is one, else copies.
// invalid counts the resources whose name Tempo would not take.
func (n *Names) Split(td ptrace.Traces) (parts []Part, invalid int) {
	resources := td.ResourceSpans()
	tenants := make([]string, resources.Len())
	alike := true
	for i, rs := range resources.All() {
		var valid bool
		if tenants[i], valid = n.of(rs.Resource()); !valid {
			invalid++
		}
		alike = alike && tenants[i] == tenants[0]
	}
	if alike {
		return []Part{{Tenant: n.Of(td), Traces: td}}, invalid
	}
	at := map[string]int{}
	for i, rs := range resources.All() {
		if _, ok := at[tenants[i]]; !ok {
			at[tenants[i]] = len(parts)
			parts = append(parts, Part{Tenant: tenants[i], Traces: ptrace.NewTraces()})
		}
		rs.CopyTo(parts[at[tenants[i]]].Traces.ResourceSpans().AppendEmpty())
	}
	return parts, invalid
}

// Join puts parts together again: copies.
func Join(parts []Part) ptrace.Traces {
	all := ptrace.NewTraces()
	for _, part := range parts {
		for _, rs := range part.Traces.ResourceSpans().All() {
			rs.CopyTo(all.ResourceSpans().AppendEmpty())
		}
	}
	return all
}
