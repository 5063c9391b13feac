package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// traceloop is what OpenLLMetry wrote up to 0.5x: messages flattened into attributes (0.40.5).
var traceloop = shape{id: Traceloop, rows: []row{
	{key: "llm.request.type", holds: holdsOperation},
}, read: readTraceloop}

func readTraceloop(b *build, _ *Rebuilder) {
	if b.wantsInput() {
		b.elements(flatPrompt, func(v jsontree.Value) { b.in.message(unquoted(b, v), roleUser) })
	}
	if b.wantsOutput() {
		b.elements(flatCompletion, func(v jsontree.Value) { b.out.message(unquoted(b, v), roleAssistant) })
	}
	if b.needDefinitions {
		var list definitions
		b.elements(flatFunctions, func(v jsontree.Value) { list.add(&b.tree, v) })
		b.result.ToolDefinitions = list.String()
	}
}

// unquoted makes an empty answer of the `""` that the LangChain instrumentation of 0.40 writes for one.
func unquoted(b *build, v jsontree.Value) jsontree.Value {
	if c := v.Get("content"); c.Source() == `""` {
		c.Replace(b.tree.String(""))
	}
	return v
}
