package graph

import "github.com/otelcol-baton/baton/internal/servicename"

// Names names the nodes of agents. A name that is put together is put together once.
type Names struct {
	// AgentsAsServices makes an agent a service of its own.
	AgentsAsServices bool
	known            map[node]string
}

// node is an agent of a service.
type node struct{ service, agent string }

// NewNames names an agent as <service>/<agent> where agents are services, else by its bare name.
func NewNames(agentsAsServices bool) *Names {
	return &Names{AgentsAsServices: agentsAsServices, known: map[node]string{}}
}

// maxNames bounds the names that are kept.
const maxNames = 10_000

// Node is the name of an agent, or without one that of the service.
func (n *Names) Node(service, agent string) string {
	switch {
	case agent == "":
		return service
	case !n.AgentsAsServices:
		return agent
	}
	key := node{service, agent}
	if name, ok := n.known[key]; ok {
		return name
	}
	if len(n.known) >= maxNames {
		clear(n.known)
	}
	name := servicename.OfAgent(service, agent)
	n.known[key] = name
	return name
}

// Service is the service that Jaeger shows for an agent: the agent's own where agents are services, else its service.
func (n *Names) Service(service, agent string) string {
	if !n.AgentsAsServices {
		return service
	}
	return n.Node(service, agent)
}
