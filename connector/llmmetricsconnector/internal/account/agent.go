package account

import (
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// agentWork is what one agent's span did itself: calls and tools of agents below it are theirs.
type agentWork struct{ calls, tools int32 }

// beginAgents makes room for what the agents of a batch did, and says whether there are any.
func (a *Account) beginAgents(b *agenttrace.Batch) bool {
	found := false
	for i := range b.Spans {
		if b.IsAgent(&b.Spans[i]) {
			found = true
			break
		}
	}
	if !found {
		return false
	}
	b.Link()
	if cap(a.agents) < len(b.Spans) {
		a.agents = make([]agentWork, len(b.Spans))
	}
	a.agents = a.agents[:len(b.Spans)]
	clear(a.agents)
	return true
}

// agentSpan counts a call or a tool for the agent above it.
func (a *Account) agentSpan(b *agenttrace.Batch, i int, v *agenttrace.View) {
	owner := v.Turn
	if b.IsAgent(v) {
		owner = int32(i) // #nosec G115 -- the only witness of a call
	}
	if owner < 0 {
		return
	}
	switch v.Role {
	case genai.RoleCall:
		a.agents[owner].calls++
	case genai.RoleTool:
		a.agents[owner].tools++
	}
}

// endAgents observes what each agent did.
func (a *Account) endAgents(b *agenttrace.Batch) {
	for i := range b.Spans {
		v := &b.Spans[i]
		if !b.IsAgent(v) {
			continue
		}
		p := a.plan(b, i, v)
		from := a.exemplar(b, v)
		a.point(&p.agentCalls, a.metrics.agentCalls, p.agent).Observe(float64(a.agents[i].calls), v.Weight, from)
		a.point(&p.agentTools, a.metrics.agentTools, p.agent).Observe(float64(a.agents[i].tools), v.Weight, from)
	}
}
