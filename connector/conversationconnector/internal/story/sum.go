package story

import "github.com/otelcol-baton/baton/internal/agenttrace"

// Sum is what all calls of a run took, by agent and model.
type Sum struct {
	Usage
	Errors int
	// Agents in the order of their first call; the name "" stands for calls outside of any agent.
	Agents []AgentSum
}

// AgentSum is what the calls of an agent took.
type AgentSum struct {
	Name string
	Usage
	Models []ModelSum
}

// ModelSum is what an agent's calls of one model took.
type ModelSum struct {
	Name string
	Usage
}

func (s *Sum) add(v *agenttrace.View) {
	u := UsageOf(v)
	s.Usage.add(u)
	a := s.agent(v.Agent)
	a.Usage.add(u)
	m := a.model(v.Model())
	m.Usage.add(u)
}

// merge adds what another took.
func (s *Sum) merge(other *Sum) {
	s.Usage.add(other.Usage)
	s.Errors += other.Errors
	for i := range other.Agents {
		from := &other.Agents[i]
		a := s.agent(from.Name)
		a.Usage.add(from.Usage)
		for j := range from.Models {
			a.model(from.Models[j].Name).Usage.add(from.Models[j].Usage)
		}
	}
}

// UsageOf is what one call took.
func UsageOf(v *agenttrace.View) Usage {
	u := Usage{Calls: 1, Input: v.Input, Output: v.Output, Cost: v.Cost}
	if !v.IsPriced() {
		u.Unpriced = 1
	}
	return u
}

// reuse empties a sum and keeps its memory, also that of its agents.
func (s *Sum) reuse() { *s = Sum{Agents: s.Agents[:0]} }

func (s *Sum) agent(name string) *AgentSum {
	for i := range s.Agents {
		if s.Agents[i].Name == name {
			return &s.Agents[i]
		}
	}
	n := len(s.Agents)
	if n < cap(s.Agents) {
		s.Agents = s.Agents[:n+1]
	} else {
		s.Agents = append(s.Agents, AgentSum{})
	}
	a := &s.Agents[n]
	*a = AgentSum{Name: name, Models: a.Models[:0]}
	return a
}

func (a *AgentSum) model(name string) *ModelSum {
	for i := range a.Models {
		if a.Models[i].Name == name {
			return &a.Models[i]
		}
	}
	a.Models = append(a.Models, ModelSum{Name: name})
	return &a.Models[len(a.Models)-1]
}

// SumLines is how many lines the sum of a run takes at most.
const SumLines = 40

// Lines is how many lines the sum takes: one for the run, each agent, and each of an agent's models.
func (s *Sum) Lines() int {
	n := 1 + len(s.Agents)
	for i := range s.Agents {
		n += len(s.Agents[i].Models)
	}
	return min(n, SumLines)
}

// clean makes one line of each name.
func (s *Sum) clean() {
	for i := range s.Agents {
		a := &s.Agents[i]
		a.Name = shorten(a.Name, nameChars)
		for j := range a.Models {
			a.Models[j].Name = shorten(a.Models[j].Name, nameChars)
		}
	}
}
