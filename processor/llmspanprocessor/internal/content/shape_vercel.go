package content

import (
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// vercel is what the AI SDK writes in its own names (ai 3 to 6, and the legacy integration of 7).
var vercel = shape{id: Vercel, rows: []row{
	{key: "ai.operationId", holds: holdsOperation},
	{key: "ai.prompt.messages", holds: holdsRequest},
	{key: "ai.prompt", holds: holdsRequest},
	{key: "ai.prompt.tools", holds: holdsTools},
	{key: "ai.toolCall.args", holds: holdsArguments},
	{key: "ai.toolCall.result", holds: holdsResult},
	{key: "ai.response.reasoning", holds: holdsRead},
	{key: "ai.response.text", holds: holdsRead},
	{key: "ai.response.object", holds: holdsRead},
	{key: "ai.response.toolCalls", holds: holdsRead},
	{key: "ai.response.files", holds: holdsRead},
	{key: "ai.response.finishReason", holds: holdsRead},
	{key: "ai.result.text", holds: holdsRead},
	{key: "ai.result.object", holds: holdsRead},
	{key: "ai.result.toolCalls", holds: holdsRead},
	{key: "ai.finishReason", holds: holdsRead},
}, read: readVercel}

// readVercel puts the answer together, which the AI SDK spreads over attributes.
func readVercel(b *build, r *Rebuilder) {
	if !b.wantsOutput() {
		return
	}
	text, object := b.either(r, "ai.response.text", "ai.result.text"), b.either(r, "ai.response.object", "ai.result.object")
	calls := b.either(r, "ai.response.toolCalls", "ai.result.toolCalls")
	thought, files := b.either(r, "ai.response.reasoning", ""), b.either(r, "ai.response.files", "")
	if !text.Exists() && !object.Exists() && !calls.Exists() && !thought.Exists() && !files.Exists() {
		return
	}
	d := &b.out
	d.begin(roleAssistant)
	if thought.Kind() == jsontree.Array {
		d.blocks(thought)
	} else if thought.Exists() {
		d.reasoning(thought)
	}
	d.textOf(text)
	d.textOf(object)
	d.callsOf(calls)
	for f := files.First(); f.Kind() != jsontree.Absent; f = f.Next() {
		d.mediaOf("", f, f.Any("data", "base64", "url"))
	}
	d.end("", b.either(r, "ai.response.finishReason", "ai.finishReason").Word())
}

// textOf adds a text that may hold JSON, which is then what the model said and not another message.
func (d *draft) textOf(v jsontree.Value) {
	if v.Exists() {
		d.text(v)
	}
}

// either reads the attribute of one of two names. A text stays a text, JSON or not, unless it is a list.
func (b *build) either(r *Rebuilder, key, older string) jsontree.Value {
	for _, k := range [...]string{key, older} {
		i := r.slots.Find(k)
		if i < 0 || !b.present[i] {
			continue
		}
		if v := b.json(b.found[i]); v.Kind() == jsontree.Array {
			return v
		}
		return b.tree.Value(b.found[i])
	}
	return jsontree.Value{}
}
