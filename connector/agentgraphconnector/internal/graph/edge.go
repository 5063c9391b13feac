// Package graph finds the edges of enriched traces: services that call services, agents that hand over to agents, run
// tools and call models. Agents join up over services and over span links, also where the linked trace comes later.
package graph

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
)

// The connection types. Between services it is empty, as Grafana expects.
const (
	Direct    = ""
	Messaging = "messaging_system"
	Database  = "database"
	Agent     = "agent"
	Tool      = "tool"
	Model     = "model"
)

// Edge is one call from a client to a server, or a part of one.
type Edge struct {
	Client, Server, Type string
	Failed               bool
	// ClientSeconds and ServerSeconds are how long the call took, as each side saw it.
	ClientSeconds, ServerSeconds float64
	Spending
	Weight float64
	From   series.Exemplar
}

// Spending is what the calls of models behind an edge took.
type Spending struct {
	Input, Output float64
	Cost          float64
}

func (s *Spending) add(v *agenttrace.View) {
	s.Input += float64(v.Input)
	s.Output += float64(v.Output)
	s.Cost += v.Cost
}

// share is one of n equal parts.
func (s Spending) share(n int) Spending {
	return Spending{s.Input / float64(n), s.Output / float64(n), s.Cost / float64(n)}
}

// isTurn says whether a span begins a turn of an agent.
func isTurn(b *agenttrace.Batch, v *agenttrace.View) bool {
	return v.Transitions && v.Role != genai.RoleDuplicate || v.Agent != "" && b.IsAgent(v)
}

func seconds(v *agenttrace.View) float64 {
	start, end := v.In.StartTimestamp(), v.In.EndTimestamp()
	if end <= start {
		return 0
	}
	return float64(end-start) / 1e9
}

// pair says whether parent and child are the two sides of one call, and of which type.
func pair(parent, child ptrace.SpanKind) (kind string, ok bool) {
	switch {
	case parent == ptrace.SpanKindClient && child == ptrace.SpanKindServer:
		return Direct, true
	case parent == ptrace.SpanKindProducer && child == ptrace.SpanKindConsumer:
		return Messaging, true
	}
	return "", false
}
