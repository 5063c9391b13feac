package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// blockMembers are the blocks that are told by the name of their one member. Read in the API references of Bedrock
// Converse and Gemini, in Genkit 1.2 and haystack-ai 3.4, 2026-11-22.
var blockMembers = map[string]blockKind{
	"toolUse": callBlock, "functionCall": callBlock, "function_call": callBlock, "toolRequest": callBlock, "tool_call": callBlock,
	"toolResult": responseBlock, "functionResponse": responseBlock, "function_response": responseBlock,
	"toolResponse": responseBlock, "tool_call_result": responseBlock,
	"reasoningContent": reasoningBlock, "reasoning": reasoningBlock, "thinking": reasoningBlock,
	"image": imageBlock, "video": videoBlock, "audio": audioBlock,
	"document": fileBlock, "inlineData": fileBlock, "inline_data": fileBlock, "fileData": fileBlock, "file_data": fileBlock,
	"media":          fileBlock,
	"executableCode": serverCallBlock, "executable_code": serverCallBlock,
	"codeExecutionResult": serverResponseBlock, "code_execution_result": serverResponseBlock,
	"text": textBlock, "message_content": envelopeBlock,
}

// untyped adds the part of a block without a type.
func (d *draft) untyped(v jsontree.Value) {
	for c := v.First(); c.Kind() != jsontree.Absent; c = c.Next() {
		kind := blockMembers[c.Key()]
		if kind == 0 || !c.Exists() {
			continue
		}
		d.member(kind, v, c)
		return
	}
	if name := v.Any("name", "tool_name"); name.Exists() && v.Any("arguments", "args", "input").Exists() {
		d.callOf(v) // AutoGen's FunctionCall
		return
	}
	if v.Get("call_id").Exists() && v.Get("content").Exists() {
		d.toolResponse(callID(v), v.Get("content")) // AutoGen's FunctionExecutionResult
		return
	}
	if c := v.Get("content"); c.Kind() == jsontree.Text {
		d.text(c)
		return
	}
	if v.First().Exists() {
		d.content("text", v)
	}
}

// member adds the part of a block whose member c tells what it is.
func (d *draft) member(kind blockKind, v, c jsontree.Value) {
	switch kind {
	case envelopeBlock: // OpenInference, put together again
		d.block(c)
	case textBlock:
		if v.Get("thought").Source() == "true" { // Gemini
			d.reasoning(c)
			return
		}
		d.text(c)
	case callBlock:
		d.callOf(c)
	case responseBlock:
		id := callID(c)
		if id == "" {
			id = callID(c.Get("origin")) // Haystack
		}
		d.toolResponse(id, c.Any("content", "response", "output", "result"))
	case reasoningBlock:
		if c.Kind() == jsontree.Text {
			d.reasoning(c)
			return
		}
		said := c.Any("reasoningText", "reasoning_text", "text", "redactedContent")
		if t := said.Get("text"); t.Exists() { // Bedrock
			said = t
		}
		d.reasoning(said)
	case serverCallBlock:
		d.call("server_tool_call", "", "code_execution", c)
	case serverResponseBlock:
		d.response("server_tool_call_response", "", c)
	default:
		d.mediaMember(kind, c)
	}
}

func (d *draft) mediaMember(kind blockKind, c jsontree.Value) {
	modality := map[blockKind]string{imageBlock: "image", audioBlock: "audio", videoBlock: "video"}[kind]
	mime := c.Any("mimeType", "mime_type", "contentType", "media_type").Word()
	if f := c.Get("format").Word(); f != "" && modality != "" {
		mime = modality + "/" + f
	}
	if s := c.Get("source"); s.Kind() == jsontree.Object { // Bedrock
		d.source(modality, mime, s)
		return
	}
	data := c
	if c.Kind() == jsontree.Object {
		data = c.Any("data", "fileUri", "file_uri", "url", "uri", "base64_image")
	}
	d.media(modality, mime, data, c.Get("file_id"))
}
