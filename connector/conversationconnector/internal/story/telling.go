package story

import (
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// one tells a node and what is below it.
func (t *teller) one(to []Step, n int32) []Step {
	if t.nodes[n].told {
		return to
	}
	t.nodes[n].told = true
	switch t.nodes[n].kind {
	case callNode:
		return t.call(to, n)
	case toolNode:
		if t.nodes[n].turns {
			return t.level(to, t.nodes[n].first)
		}
		return t.tool(to, n)
	case chatNode:
		return t.nested(to, n)
	}
	return t.turn(to, n)
}

// call tells a call of a model. What was said is shown on the arrow that follows.
func (t *teller) call(to []Step, n int32) []Step {
	v := &t.batch.Spans[t.nodes[n].view]
	actor := t.actor(n)
	step := Step{Kind: Call, From: actor, To: actor, Label: t.label(v), Usage: UsageOf(v), Failed: v.Failed, Text: t.failure(v)}
	t.ended = v.Failed
	said, asked := t.speech.answer(t.nodes[n].view)
	if said != "" {
		t.say(actor, said)
		t.f.heard = append(t.f.heard, heard{idOf(said), actor})
		if t.f.people[actor].Role == Program && !v.Failed {
			step.Text = t.short(said) // nobody takes a turn after it, so there is no other arrow to show it
		}
	}
	t.requests = append(t.requests, asked...)
	to = append(to, step)
	return t.level(to, t.nodes[n].first)
}

// tool tells a tool and what it gave.
func (t *teller) tool(to []Step, n int32) []Step {
	v := &t.batch.Spans[t.nodes[n].view]
	actor, name := t.actor(n), t.label(v)
	tool := t.person(Tool, name)
	to = append(to, Step{Kind: ToolUse, From: actor, To: tool, Label: name, Text: t.short(t.arguments(v))})
	to = t.level(to, t.nodes[n].first)
	result := t.short(essence(attribute(v.In.Attributes(), genai.ToolCallResult)))
	if v.Failed {
		result = t.failure(v)
	}
	t.ended = v.Failed
	return append(to, Step{Kind: Return, From: tool, To: actor, Label: name, Text: result, Failed: v.Failed})
}

// arguments are those on the span of a tool, or else in the answer that asked for it.
func (t *teller) arguments(v *agenttrace.View) string {
	if args := attribute(v.In.Attributes(), genai.ToolCallArguments); args != "" {
		return essence(args)
	}
	if id := attribute(v.In.Attributes(), genai.ToolCallID); id != "" {
		for i := len(t.requests) - 1; i >= 0; i-- {
			if t.requests[i].id == id {
				return t.requests[i].arguments
			}
		}
	}
	return ""
}

// failure is the type of an error, or else its text. Both may be missing.
func (t *teller) failure(v *agenttrace.View) string {
	if !v.Failed {
		return ""
	}
	if v.ErrorType != "" {
		return shorten(v.ErrorType, nameChars)
	}
	return t.short(v.In.Status().Message())
}

// turn tells a turn: the arrows that lead to it, and what is below.
func (t *teller) turn(to []Step, n int32) []Step {
	v := &t.batch.Spans[t.nodes[n].view]
	actor := t.actor(n)
	if v.Edges() == 1 {
		if _, _, kind := v.Edge(0); kind == genai.KindDelegate {
			return t.delegate(to, n, actor)
		}
	}
	to = t.arrows(to, v, actor)
	t.begin(actor)
	to = t.level(to, t.nodes[n].first)
	t.at = actor
	t.ended = t.ended || v.Failed && t.last(actor) == ""
	return to
}

// begin forgets what an agent said in an earlier turn.
func (t *teller) begin(actor int32) {
	t.at = actor
	t.say(actor, "")
}

func (t *teller) arrows(to []Step, v *agenttrace.View, actor int32) []Step {
	for i := range v.Edges() {
		name, _, kind := v.Edge(i)
		from := t.at
		if name = agenttrace.Name(name); name != "" {
			from = t.person(Agent, name)
		}
		if from == nobody {
			continue
		}
		to = append(to, Step{Kind: Transition, From: from, To: actor, Label: kind, Text: t.short(t.last(from))})
	}
	return to
}
