package story

import (
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// delegate tells a turn that was called like a tool, and what it gives back, as a nested chat of who called.
func (t *teller) delegate(to []Step, n, actor int32) []Step {
	v := &t.batch.Spans[t.nodes[n].view]
	name, _, _ := v.Edge(0)
	caller := t.at
	if name = agenttrace.Name(name); name != "" {
		caller = t.person(Agent, name)
	}
	tool := t.toolAbove(n)
	asked, gave := "", ""
	if tool >= 0 {
		w := &t.batch.Spans[t.nodes[tool].view]
		asked, gave = t.arguments(w), essence(attribute(w.In.Attributes(), genai.ToolCallResult))
	}
	box := Step{Kind: Nested, From: caller, To: actor}
	inside := append(t.steps.open(), Step{Kind: Transition, From: caller, To: actor, Label: genai.KindDelegate, Text: t.short(asked)})
	t.begin(actor)
	inside = t.level(inside, t.nodes[n].first)
	if gave == "" {
		gave = t.last(t.at)
	}
	failed := v.Failed || tool >= 0 && t.batch.Spans[t.nodes[tool].view].Failed
	inside = append(inside, Step{Kind: Return, From: t.at, To: caller, Label: genai.KindDelegate, Text: t.short(gave), Failed: failed})
	box.Steps = t.steps.close(inside)
	t.at = caller
	return append(to, box)
}

// toolAbove is the tool by which a delegate was called: the nearest above, below the caller's turn.
func (t *teller) toolAbove(n int32) int32 {
	p := t.nodes[n].parent
	if p >= 0 && t.nodes[p].kind == toolNode {
		return p
	}
	return nobody
}

// nested tells a chat that AG2 marks as nested in an agent's turn.
func (t *teller) nested(to []Step, n int32) []Step {
	holder := t.actor(n)
	box := Step{Kind: Nested, From: holder, To: holder}
	box.Steps = t.steps.close(t.level(t.steps.open(), t.nodes[n].first))
	t.at = holder
	if len(box.Steps) == 0 {
		return to
	}
	return append(to, box)
}
