package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// openInference is what the OpenInference instrumentations write: messages flattened into attributes (semantic
// conventions 0.1.42).
var openInference = shape{id: OpenInference, rows: []row{
	{key: "openinference.span.kind", holds: holdsOperation},
	{key: "llm.finish_reason", holds: holdsRead},
	{key: "llm.invocation_parameters", holds: holdsTools}, // LangChain's hold the tools as well
}, read: readOpenInference}

func readOpenInference(b *build, r *Rebuilder) {
	if b.wantsInput() {
		b.flattened(&b.in, flatInputMessages, roleUser)
		if b.in.empty() {
			b.objects(flatPrompts, func(v jsontree.Value) { b.in.message(v.Get("prompt"), roleUser) })
		}
	}
	if b.wantsOutput() {
		b.flattened(&b.out, flatOutputMessages, roleAssistant)
		b.out.finishLast(b.either(r, "llm.finish_reason", "").Word(), 0)
		if b.out.empty() {
			b.objects(flatChoices, func(v jsontree.Value) { b.out.message(v.Get("completion"), roleAssistant) })
		}
	}
	if b.needDefinitions {
		b.objects(flatTools, func(v jsontree.Value) { b.tools.add(&b.tree, v.Get("tool").Get("json_schema")) })
		b.defined()
	}
}
