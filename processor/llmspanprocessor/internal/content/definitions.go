package content

import (
	"math/bits"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// definitions is the list of the tools on offer in the making: [{type, name, description, parameters}].
type definitions struct {
	elements []byte
	spare    []byte
	memo     toolMemo
	// recent are the lists made last in this batch, which spans share.
	recent [4]string
	next   int
}

// defined takes what was found so far as the tools on offer.
func (b *build) defined() {
	b.result.ToolDefinitions = b.tools.list(&b.texts)
	b.needDefinitions = b.result.ToolDefinitions == ""
	b.tools.elements = b.tools.elements[:0]
}

// list makes the text of the list, or finds it among those made last.
func (l *definitions) list(texts *arena) string {
	if len(l.elements) == 0 {
		return ""
	}
	for _, s := range l.recent {
		if len(s) == len(l.elements)+2 && s[1:len(s)-1] == string(l.elements) {
			return s
		}
	}
	s := texts.array(l.elements)
	l.recent[l.next] = s
	l.next = (l.next + 1) % len(l.recent)
	return s
}

// text adds one definition, or a list of them, that a text holds.
func (l *definitions) text(tree *jsontree.Tree, source string) {
	set := l.memo.set(source)
	if set == nil {
		v, _ := tree.ParseContainer(source)
		l.add(tree, v)
		return
	}
	elements, ok := set.find(source)
	if ok {
		if len(l.elements) > 0 && len(elements) > 0 {
			l.elements = append(l.elements, ',')
		}
		l.elements = append(l.elements, elements...)
		return
	}
	start := len(l.elements)
	v, _ := tree.ParseContainer(source)
	l.add(tree, v)
	elements = l.elements[start:]
	if start > 0 && len(elements) > 0 {
		elements = elements[1:] // the comma
	}
	if !tree.Full() { // what there was no room for is not known
		set.remember(source, elements)
	}
}

// add takes one definition or a list of them, as JSON in a text or as it is: OpenAI's {type, function: {…}} or flat,
// Anthropic's input_schema, the AI SDK's inputSchema, Pydantic AI's parameters_json_schema, Gemini's
// functionDeclarations, Bedrock's toolSpec.
func (l *definitions) add(tree *jsontree.Tree, v jsontree.Value) {
	switch v.Kind() {
	case jsontree.Text:
		l.text(tree, v.Text())
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
	if strings.HasPrefix(s, "[") {
		return true
	}
	for i := pluralEnd(s, 0); i < len(s); i = pluralEnd(s, i+1) {
		if word := s[:i+1]; strings.HasSuffix(word, "tools") || strings.HasSuffix(word, "unctions") {
			return true
		}
	}
	return false
}

// pluralEnd returns where, at or after i, the next s stands with a quote behind it, the length of s if nowhere. Both names
// of tools end so, and little else does.
func pluralEnd(s string, i int) int {
	for ; i+9 <= len(s); i += 8 {
		if found := zeros(eight(s[i:]) ^ 's'*ones | eight(s[i+1:]) ^ '"'*ones); found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i+1 < len(s); i++ {
		if s[i] == 's' && s[i+1] == '"' {
			return i
		}
	}
	return len(s)
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
