package content

import (
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// text adds a text part. Empty text adds nothing: OpenAI and LangChain write it beside tool calls.
func (d *draft) text(v jsontree.Value) {
	if spoken(v) {
		d.content("text", v)
	}
}

// plainText adds a text part.
func (d *draft) plainText(s string) {
	if s == "" {
		return
	}
	b := d.part()
	*b = append(*b, `{"type":"text","content":`...)
	*b = append(jsontree.AppendString(*b, s), '}')
}

func (d *draft) reasoning(v jsontree.Value) {
	if spoken(v) {
		d.content("reasoning", v)
	}
}

func spoken(v jsontree.Value) bool {
	return v.Exists() && (v.Kind() != jsontree.Text || v.Source() != "")
}

// content adds a part that has nothing but content. What is no text is written as the JSON that it is, in a string.
func (d *draft) content(kind string, v jsontree.Value) {
	b := d.part()
	*b = append(*b, `{"type":"`...)
	*b = append(*b, kind...)
	*b = append(*b, `","content":`...)
	*b, d.spare = appendAsText(*b, d.spare, v)
	*b = append(*b, '}')
}

// appendAsText appends a text, or the JSON that a value is as a text. spare is memory for that; it comes back grown.
func appendAsText(b, spare []byte, v jsontree.Value) (text, grown []byte) {
	if v.Kind() == jsontree.Text {
		return v.AppendText(b), spare
	}
	spare = v.AppendJSON(spare[:0])
	return jsontree.AppendString(b, spare), spare
}

// toolCall adds what the model asks for. Arguments that are JSON in a string become JSON.
func (d *draft) toolCall(id, name string, arguments jsontree.Value) {
	d.call("tool_call", id, name, arguments)
}

func (d *draft) call(kind, id, name string, arguments jsontree.Value) {
	b := d.part()
	*b = append(*b, `{"type":"`...)
	*b = append(*b, kind...)
	*b = append(*b, '"')
	*b = appendMember(*b, "id", id)
	*b = appendMember(*b, "name", name)
	if arguments = d.unwrap(arguments); arguments.Exists() {
		*b = append(*b, `,"arguments":`...)
		*b = arguments.AppendJSON(*b)
	}
	*b = append(*b, '}')
}

// unwrap returns the JSON that a string holds, the value itself where it holds none.
func (d *draft) unwrap(v jsontree.Value) jsontree.Value {
	if v.Kind() != jsontree.Text {
		return v
	}
	s := v.Text()
	if strings.TrimSpace(s) == "" {
		return jsontree.Value{}
	}
	if inner, ok := d.tree.ParseContainer(s); ok {
		return inner
	}
	return v
}

// toolResponse adds what a tool answered, in the form that it came in.
func (d *draft) toolResponse(id string, response jsontree.Value) {
	d.response("tool_call_response", id, response)
}

func (d *draft) response(kind, id string, response jsontree.Value) {
	b := d.part()
	*b = append(*b, `{"type":"`...)
	*b = append(*b, kind...)
	*b = append(*b, '"')
	*b = appendMember(*b, "id", id)
	*b = append(*b, `,"response":`...)
	*b = soleText(response).AppendJSON(*b)
	*b = append(*b, '}')
}

// soleText returns the text of a list that holds one text block and no more, as Anthropic, Bedrock and MCP wrap results.
func soleText(v jsontree.Value) jsontree.Value {
	if v.Kind() != jsontree.Array {
		return v
	}
	first := v.First()
	if first.Kind() == jsontree.Absent || first.Next().Kind() != jsontree.Absent {
		return v
	}
	if kind := first.Get("type").Word(); kind != "" && kind != "text" {
		return v
	}
	if text := first.Get("text"); text.Kind() == jsontree.Text {
		return text
	}
	if json := first.Get("json"); json.Exists() { // Bedrock Converse
		return json
	}
	return v
}

func appendMember(b []byte, key, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, ',', '"')
	b = append(b, key...)
	b = append(b, '"', ':')
	return jsontree.AppendString(b, value)
}

// raw adds a part as it stands.
func (d *draft) raw(v jsontree.Value) {
	b := d.part()
	*b = v.AppendJSON(*b)
}
