// Package servicename names the services that people see in Jaeger. A resource is a service by its service.name; with
// agents_as_services an agent is a service of its own, "<service>/<agent>". The exporters jaeger and elasticsearch and
// the connector agent_graph take their names from here, so that a trace's page and the architecture page agree.
package servicename

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Key is the resource attribute that names a service.
const Key = "service.name"

// Separator stands between the service and the agent.
const Separator = "/"

// Names for resources without a usable service.name: the ones that Jaeger v2 stores (its sanitizer, read in v1.76).
const (
	Missing   = "missing-service-name"
	Empty     = "empty-service-name"
	WrongType = "service-name-wrong-type"
)

// Of returns the service of a resource, given its attributes. It is never empty.
func Of(resource pcommon.Map) string {
	name, ok := resource.Get(Key)
	switch {
	case !ok:
		return Missing
	case name.Type() != pcommon.ValueTypeStr:
		return WrongType
	case name.Str() == "":
		return Empty
	default:
		return name.Str()
	}
}

// AgentOf returns the agent that a span names, given its attributes: the span of an agent, or of a call or a tool that
// an agent ran. It is empty for every other span.
func AgentOf(span pcommon.Map) string {
	name, ok := span.Get(genai.AgentName)
	if !ok || name.Type() != pcommon.ValueTypeStr {
		return ""
	}
	return name.Str()
}

// OfAgent returns the name of an agent as a service; without an agent, that is the service itself.
func OfAgent(service, agent string) string {
	if agent == "" {
		return service
	}
	return service + Separator + agent
}

// OfSpan returns the service of a span whose resource is service, each agent being a service of its own.
func OfSpan(service string, span pcommon.Map) string {
	return OfAgent(service, AgentOf(span))
}
