package content

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

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
		b.elements(flatTools, b.schema)
		b.defined()
	}
}

// schema adds the definition of one tool, which is nearly always nothing but its JSON.
func (b *build) schema(attrs []flatAttr) {
	if a := &attrs[0]; len(attrs) == 1 && a.path == "tool.json_schema" && a.value.Type() == pcommon.ValueTypeStr {
		b.tools.text(&b.tree, a.value.Str())
		return
	}
	b.tools.add(&b.tree, b.object(attrs).Get("tool").Get("json_schema"))
}
