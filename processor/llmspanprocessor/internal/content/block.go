package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// blockKind is what a block of a message's content stands for.
type blockKind uint8

const (
	textBlock blockKind = iota + 1
	reasoningBlock
	callBlock
	responseBlock
	serverCallBlock
	serverResponseBlock
	imageBlock
	audioBlock
	videoBlock
	fileBlock
	envelopeBlock
)

// blockTypes are the blocks that say what they are, by type. Read in the API references of OpenAI (chat, responses),
// Anthropic (messages) and MCP, in the AI SDK's prompts and in LlamaIndex's blocks, 2026-11-22.
var blockTypes = map[string]blockKind{
	"text": textBlock, "input_text": textBlock, "output_text": textBlock, "summary_text": textBlock, "refusal": textBlock,
	"reasoning": reasoningBlock, "thinking": reasoningBlock, "redacted_thinking": reasoningBlock,
	"reasoning_text": reasoningBlock, "redacted-reasoning": reasoningBlock,
	"tool_use": callBlock, "tool_call": callBlock, "tool-call": callBlock, "function_call": callBlock,
	"custom_tool_call": callBlock, "function": callBlock,
	"tool_result": responseBlock, "tool-result": responseBlock, "tool_call_response": responseBlock,
	"function_call_output": responseBlock, "custom_tool_call_output": responseBlock, "tool-error": responseBlock,
	"server_tool_use": serverCallBlock, "mcp_tool_use": serverCallBlock,
	"web_search_call": serverCallBlock, "file_search_call": serverCallBlock, "code_interpreter_call": serverCallBlock,
	"computer_call": serverCallBlock, "mcp_call": serverCallBlock, "image_generation_call": serverCallBlock,
	"local_shell_call":       serverCallBlock,
	"web_search_tool_result": serverResponseBlock, "mcp_tool_result": serverResponseBlock,
	"web_fetch_tool_result": serverResponseBlock, "code_execution_tool_result": serverResponseBlock,
	"computer_call_output": serverResponseBlock, "local_shell_call_output": serverResponseBlock,
	"image": imageBlock, "image_url": imageBlock, "input_image": imageBlock,
	"audio": audioBlock, "input_audio": audioBlock, "output_audio": audioBlock,
	"video": videoBlock, "video_url": videoBlock,
	"file": fileBlock, "input_file": fileBlock, "document": fileBlock,
}

// blocks adds the parts that a message's content holds: a text, a block, or a list of these.
func (d *draft) blocks(v jsontree.Value) {
	switch v.Kind() {
	case jsontree.Object:
		d.block(v)
	case jsontree.Array:
		for c := v.First(); c.Kind() != jsontree.Absent; c = c.Next() {
			if c.Kind() == jsontree.Object {
				d.block(c)
			} else if c.Exists() {
				d.text(c)
			}
		}
	case jsontree.Text, jsontree.Number, jsontree.Bool:
		d.text(v)
	}
}

// block adds the part that one block stands for. A block of an unknown type stays as it is: the conventions allow
// generic parts, which have a type and anything else.
func (d *draft) block(v jsontree.Value) {
	word := v.Any("type", "block_type").Word()
	switch {
	case word == "":
		d.untyped(v)
	case inForm(word, v):
		d.raw(v)
	default:
		d.typed(blockTypes[word], word, v)
	}
}

// inForm says whether the block is a part of the conventions already.
func inForm(word string, v jsontree.Value) bool {
	switch word {
	case "text", "reasoning":
		return v.Get("content").Kind() == jsontree.Text
	case "tool_call":
		return v.Get("name").Exists() && v.Get("args").Kind() == jsontree.Absent && v.Get("function").Kind() == jsontree.Absent
	case "tool_call_response":
		return v.Get("response").Kind() != jsontree.Absent || v.Get("result").Kind() != jsontree.Absent
	case "blob":
		return v.Get("content").Exists()
	case "uri":
		return v.Get("uri").Exists()
	case "file":
		return v.Get("file_id").Exists() && v.Get("modality").Exists()
	}
	return false
}

func (d *draft) typed(kind blockKind, word string, v jsontree.Value) {
	switch kind {
	case textBlock:
		d.text(v.Any("text", "content", "refusal"))
	case reasoningBlock:
		d.thinking(v)
	case callBlock:
		d.callOf(v)
	case responseBlock:
		d.toolResponse(callID(v), resultOf(v))
	case serverCallBlock:
		name := v.Get("name").Word()
		if name == "" {
			name = word
		}
		d.call("server_tool_call", callID(v), name, v.Any("input", "arguments", "action", "queries", "code"))
	case serverResponseBlock:
		d.response("server_tool_call_response", callID(v), resultOf(v))
	case imageBlock:
		d.mediaOf("image", v, v.Any("image_url", "image", "url", "data"))
	case audioBlock:
		d.mediaOf("audio", v, v.Any("input_audio", "audio", "audio_url", "data"))
	case videoBlock:
		d.mediaOf("video", v, v.Any("video_url", "video", "url", "data"))
	case fileBlock:
		d.mediaOf("", v, v.Any("file", "file_data", "data", "file_url", "url"))
	default:
		d.raw(v)
	}
}

// thinking adds what a model thought: Anthropic's thinking, the AI SDK's text, the Responses API's summary and content.
func (d *draft) thinking(v jsontree.Value) {
	said := v.Any("thinking", "text", "reasoning", "data", "reasoning_text", "content")
	for _, list := range []jsontree.Value{v.Get("summary"), said} {
		switch list.Kind() {
		case jsontree.Array:
			for c := list.First(); c.Kind() != jsontree.Absent; c = c.Next() {
				d.reasoning(c.Any("text", "content"))
			}
		case jsontree.Text:
			d.reasoning(list)
		}
	}
}
