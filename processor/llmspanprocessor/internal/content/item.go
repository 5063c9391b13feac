package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// itemRoles are the items of OpenAI's Responses API that are no messages, and whose they are. LiveKit's chat context has
// the same. Items of one role in a row are one message: they came in one answer.
var itemRoles = map[string]string{
	"function_call": roleAssistant, "custom_tool_call": roleAssistant, "reasoning": roleAssistant,
	"web_search_call": roleAssistant, "file_search_call": roleAssistant, "code_interpreter_call": roleAssistant,
	"computer_call": roleAssistant, "mcp_call": roleAssistant, "image_generation_call": roleAssistant,
	"local_shell_call":     roleAssistant,
	"function_call_output": roleTool, "custom_tool_call_output": roleTool, "computer_call_output": roleTool,
	"local_shell_call_output": roleTool,
}

// item adds one item of a response or a context.
func (d *draft) item(v jsontree.Value, role string) {
	if !d.open || !d.merges || d.role != role {
		d.begin(role)
		d.merges = true
	}
	word := v.Get("type").Word()
	d.typed(blockTypes[word], word, v)
}
