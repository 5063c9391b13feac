package content

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// level is how much of what an untyped value holds counts as messages.
type level uint8

const (
	silent level = iota // nothing: a step of a graph, a retriever
	known               // prose, and JSON of a known form: an agent, a workflow
	prose               // everything: a call has said something
)

// level returns how much counts on the span. typed says that the attribute is only ever written for messages.
func (b *build) level(typed bool) level {
	if b.vectors {
		return silent
	}
	switch b.role {
	case genai.RoleCall, genai.RoleDuplicate:
		return prose
	case genai.RoleAgent, genai.RoleWorkflow, genai.RoleRollup:
		return known
	case genai.RoleTool, genai.RoleStep, genai.RoleMessaging:
		return silent
	}
	if typed {
		return known
	}
	return silent
}

// wantsInput and wantsOutput say whether messages that an emitter has spelled out are still wanted on the span.
func (b *build) wantsInput() bool  { return b.needInput && b.level(true) > silent }
func (b *build) wantsOutput() bool { return b.needOutput && b.level(true) > silent }

// asked takes what went into a call or an agent.
func (b *build) asked(v jsontree.Value, l level) {
	if l == silent {
		return
	}
	if v.Kind() == jsontree.Object {
		b.offered(v)
	}
	if !b.needInput || !b.in.empty() {
		return
	}
	if b.in.request(v, l.prose(v) && !b.strict) || l < prose || b.strict {
		return
	}
	if v.First().Exists() {
		b.in.begin(roleUser)
		b.in.content("text", v)
		b.in.end("", "")
	}
}

// answered takes what came out of a call or an agent.
func (b *build) answered(v jsontree.Value, l level) {
	if l == silent {
		return
	}
	if !b.needOutput || !b.out.empty() {
		return
	}
	if b.out.answer(v, l.prose(v) && !b.strict) || l < prose || b.strict {
		return
	}
	if v.First().Exists() {
		b.out.begin(roleAssistant)
		b.out.content("text", v)
		b.out.end("", "")
	}
}

// prose says whether a text counts. On an agent's span, what begins like JSON and is none is a framework's repr.
func (l level) prose(v jsontree.Value) bool {
	return l == prose || v.Kind() == jsontree.Text && !jsontree.LooksLikeContainer(v.Source())
}

// conversation takes all messages of a run: what follows the last message that is not the model's is the answer.
func (b *build) conversation(v jsontree.Value) {
	if b.level(true) == silent || v.Kind() != jsontree.Array {
		return
	}
	last := jsontree.Value{} // of those that went in
	for m := v.First(); m.Kind() != jsontree.Absent; m = m.Next() {
		if _, role := whose(m, roleUser); role != roleAssistant {
			last = m
		}
	}
	into := &b.in
	if last.Kind() == jsontree.Absent {
		into = &b.out
	}
	wantIn, wantOut := b.needInput && b.in.empty(), b.needOutput && b.out.empty()
	for m := v.First(); m.Kind() != jsontree.Absent; m = m.Next() {
		if into == &b.in && wantIn {
			into.message(m, roleUser)
		} else if into == &b.out && wantOut {
			into.message(m, roleAssistant)
		}
		if m == last {
			into = &b.out
		}
	}
}
