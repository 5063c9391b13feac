// Package process puts the spans of each agent under a process of its own, which is what Jaeger shows as a service.
package process

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/servicename"
)

// Concerns says whether any span belongs to an agent.
func Concerns(td ptrace.Traces) bool {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				if servicename.AgentOf(span.Attributes()) != "" {
					return true
				}
			}
		}
	}
	return false
}

// Split copies the traces to out, the spans of an agent under a resource whose service is the agent. What else a resource tells
// stays, and genai.RealService tells the service that ran the agent. Spans themselves are not changed.
func Split(td, out ptrace.Traces) {
	for _, rs := range td.ResourceSpans().All() {
		s := splitter{from: rs, to: out.ResourceSpans(), service: servicename.Of(rs.Resource().Attributes()), byAgent: map[string]int{}}
		for _, ss := range rs.ScopeSpans().All() {
			s.scope(ss)
		}
	}
}

// splitter splits the spans of one resource.
type splitter struct {
	from    ptrace.ResourceSpans
	to      ptrace.ResourceSpansSlice
	service string
	byAgent map[string]int // where its spans go; the empty name is for spans without an agent
}

func (s *splitter) scope(from ptrace.ScopeSpans) {
	scopes := map[string]ptrace.ScopeSpans{}
	for _, span := range from.Spans().All() {
		name := servicename.AgentOf(span.Attributes())
		to, ok := scopes[name]
		if !ok {
			to = s.resource(name).ScopeSpans().AppendEmpty()
			from.Scope().CopyTo(to.Scope())
			to.SetSchemaUrl(from.SchemaUrl())
			scopes[name] = to
		}
		span.CopyTo(to.Spans().AppendEmpty())
	}
}

func (s *splitter) resource(name string) ptrace.ResourceSpans {
	if at, ok := s.byAgent[name]; ok {
		return s.to.At(at)
	}
	s.byAgent[name] = s.to.Len()
	rs := s.to.AppendEmpty()
	s.from.Resource().CopyTo(rs.Resource())
	rs.SetSchemaUrl(s.from.SchemaUrl())
	if name != "" {
		attrs := rs.Resource().Attributes()
		attrs.PutStr(servicename.Key, servicename.OfAgent(s.service, name))
		attrs.PutStr(genai.RealService, s.service)
	}
	return rs
}
