package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// traceloop is what OpenLLMetry wrote up to 0.5x: messages flattened into attributes (0.40.5).
var traceloop = shape{id: Traceloop, rows: []row{
	{key: "llm.request.type", holds: holdsOperation},
}, read: readTraceloop}

func readTraceloop(b *build, _ *Rebuilder) {
	if b.wantsInput() {
		b.flattened(&b.in, flatPrompt, roleUser)
	}
	if b.wantsOutput() {
		b.flattened(&b.out, flatCompletion, roleAssistant)
	}
	if b.needDefinitions {
		b.objects(flatFunctions, func(v jsontree.Value) { b.tools.add(&b.tree, v) })
		b.defined()
	}
}

// unquoted makes an empty answer of the `""` that the LangChain instrumentation of 0.40 writes for one.
func unquoted(b *build, v jsontree.Value) jsontree.Value {
	if c := v.Get("content"); c.Source() == `""` {
		c.Replace(b.tree.String(""))
	}
	return v
}
