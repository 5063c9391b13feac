package content

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// events is what is told in span events: one a message (conventions up to 1.36, Strands), one for the prompt and one for
// the completion (OpenLIT, Semantic Kernel, Spring AI), or one for all (conventions since 1.37).
var events = shape{id: Events, read: readEvents}

func readEvents(b *build, _ *Rebuilder) {
	for _, e := range b.span.Events().All() {
		name, ours := strings.CutPrefix(e.Name(), "gen_ai.")
		if !ours {
			if e.Name() == "tool.output" && b.role == genai.RoleTool { // Claude Code
				b.giveResult(b.tree.Map(e.Attributes()).Any("output", "content", "diff"))
			}
			continue
		}
		switch name {
		case "content.prompt":
			if b.needInput {
				b.asked(eventValue(b, e, "gen_ai.prompt"), b.level(true))
			}
		case "content.completion":
			if b.needOutput {
				b.answered(eventValue(b, e, "gen_ai.completion"), b.level(true))
			}
		case "choice":
			b.choiceEvent(eventBody(b, e))
		case "client.inference.operation.details", "client.operation.details":
			b.details(e)
		default:
			if role, ok := strings.CutSuffix(name, ".message"); ok {
				b.messageEvent(eventBody(b, e), role)
			}
		}
	}
}

func eventValue(b *build, e ptrace.SpanEvent, key string) jsontree.Value {
	if v, ok := e.Attributes().Get(key); ok {
		return b.json(v)
	}
	return jsontree.Value{}
}

// eventBody returns what a message event holds: one attribute with the JSON of its body (Semantic Kernel, Azure), or its
// attributes themselves.
func eventBody(b *build, e ptrace.SpanEvent) jsontree.Value {
	if v, ok := e.Attributes().Get("gen_ai.event.content"); ok {
		if body := b.json(v); body.Kind() == jsontree.Object {
			return body
		}
	}
	return b.tree.Map(e.Attributes())
}

func (b *build) messageEvent(body jsontree.Value, role string) {
	if b.role == genai.RoleTool {
		if role == roleTool { // Strands: what the tool was given
			b.giveArguments(body.Get("content"))
		}
		return
	}
	if b.wantsInput() {
		if r, known := messageRole(role); known {
			role = r
		}
		b.in.plain(body, role)
	}
}

func (b *build) choiceEvent(body jsontree.Value) {
	if b.role == genai.RoleTool {
		b.giveResult(body.Any("message", "content"))
		return
	}
	if !b.wantsOutput() {
		return
	}
	m := body.Get("message")
	if m.Kind() == jsontree.Text {
		if inner, ok := b.tree.ParseContainer(m.Text()); ok && (inner.Kind() == jsontree.Object || isBlock(inner.First())) {
			m = inner
		}
	}
	before := len(b.out.finish)
	if m.Exists() {
		b.out.answerOf(m)
	} else {
		b.out.plain(body, roleAssistant)
	}
	b.out.finishLast(finishOf(body), before)
}

// details reads the event that has the attributes of the conventions.
func (b *build) details(e ptrace.SpanEvent) {
	if v := eventValue(b, e, genai.SystemInstructions); b.needSystem && v.Exists() {
		b.in.begin(roleSystem)
		b.in.blocks(v)
		b.in.end("", "")
	}
	if v := eventValue(b, e, genai.InputMessages); b.needInput && v.Exists() {
		b.in.request(v, true)
	}
	if v := eventValue(b, e, genai.OutputMessages); b.needOutput && v.Exists() {
		b.out.answer(v, true)
	}
}
