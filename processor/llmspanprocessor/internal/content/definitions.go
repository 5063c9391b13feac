package content

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// definitions is the list of the tools on offer in the making: [{type, name, description, parameters}].
type definitions struct {
	elements []byte
	spare    []byte
}

// defined takes what was found so far as the tools on offer.
func (b *build) defined() {
	b.result.ToolDefinitions = b.texts.array(b.tools.elements)
	b.needDefinitions = b.result.ToolDefinitions == ""
	b.tools.elements = b.tools.elements[:0]
}

// add takes one definition or a list of them, as JSON in a text or as it is: OpenAI's {type, function: {…}} or flat,
// Anthropic's input_schema, the AI SDK's inputSchema, Pydantic AI's parameters_json_schema, Gemini's
// functionDeclarations, Bedrock's toolSpec.
func (l *definitions) add(tree *jsontree.Tree, v jsontree.Value) {
	if v.Kind() == jsontree.Text {
		v, _ = tree.ParseContainer(v.Text())
	}
	switch v.Kind() {
	case jsontree.Array:
		for c := v.First(); c.Kind() != jsontree.Absent; c = c.Next() {
			l.add(tree, c)
		}
	case jsontree.Object:
		if list := v.Any("functionDeclarations", "function_declarations", "tools"); list.Kind() == jsontree.Array {
			l.add(tree, list)
			return
		}
		l.one(v)
	}
}

func (l *definitions) one(v jsontree.Value) {
	f := v.Any("function", "toolSpec")
	if f.Kind() != jsontree.Object {
		f = v
	}
	name := f.Any("name", "tool_name")
	kind := v.Get("type").Word()
	if name.Kind() != jsontree.Text && kind == "" {
		return
	}
	if len(l.elements) > 0 {
		l.elements = append(l.elements, ',')
	}
	schema := f.Any("parameters", "input_schema", "inputSchema", "parameters_json_schema", "parametersJsonSchema", "args_schema")
	if json := schema.Get("json"); json.Exists() { // Bedrock
		schema = json
	}
	if inner, ok := v.Tree().ParseContainer(schema.Text()); ok { // Traceloop's functions
		schema = inner
	}
	if kind != "" && kind != "function" && !schema.Exists() { // a tool of the provider's own: web_search
		l.elements = v.AppendJSON(l.elements)
		return
	}
	l.elements = append(l.elements, `{"type":"function","name":`...)
	l.elements, l.spare = appendAsText(l.elements, l.spare, name)
	if d := f.Get("description"); d.Exists() {
		l.elements = append(l.elements, `,"description":`...)
		l.elements, l.spare = appendAsText(l.elements, l.spare, d)
	}
	if schema.Exists() {
		l.elements = append(l.elements, `,"parameters":`...)
		l.elements = schema.AppendJSON(l.elements)
	}
	l.elements = append(l.elements, '}')
}

// mayOffer says whether a value could hold tools, by their name in its text.
func mayOffer(v pcommon.Value) bool {
	if v.Type() != pcommon.ValueTypeStr {
		return true
	}
	s := v.Str()
	return strings.Contains(s, `tools"`) || strings.Contains(s, `unctions"`) || strings.HasPrefix(s, "[")
}

// offered takes the tools that a request, or the parameters of one, name.
func (b *build) offered(v jsontree.Value) {
	if !b.needDefinitions {
		return
	}
	list := v
	if v.Kind() == jsontree.Object {
		if list = v.Any("tools", "functions", "function_tools"); !list.Exists() {
			list = v.Any("config", "toolConfig", "kwargs", "body").Get("tools")
		}
	}
	b.tools.add(&b.tree, list)
	b.defined()
}
