package translation

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// function reads {"name", "input", "output", "mcp_data": {"server"}}. Input and output are text, as the model wrote the
// arguments and as it reads the result; both are null where sensitive data is not to be sent.
func (d *draft) function(data wire.Value) {
	toolType := "function"
	for key, value := range data.Fields() {
		switch string(key) {
		case "name":
			name, _ := value.Text()
			d.text(genai.ToolName, name)
			d.name("execute_tool", name)
		case "input":
			d.text(genai.ToolCallArguments, asText(value))
		case "output":
			d.text(genai.ToolCallResult, asText(value))
		case "mcp_data":
			if !value.IsNull() {
				toolType = "extension"
				d.mcp(value)
			}
		default:
			d.keep(key, value)
		}
	}
	d.text(genai.ToolType, toolType)
}

// mcp reads mcp_data: an object in Python, text in JavaScript that may hold the same object.
func (d *draft) mcp(value wire.Value) {
	if text, ok := value.Text(); ok {
		inner, err := wire.Parse([]byte(text))
		if err != nil || !inner.IsObject() {
			d.text(genai.OpenAIAgentsMCPServer, text)
			return
		}
		value = inner
	}
	for key, field := range value.Fields() {
		if string(key) == "server" {
			d.text(genai.OpenAIAgentsMCPServer, asText(field))
			continue
		}
		d.more(genai.OpenAIAgentsDataPrefix+"mcp_data.", key, field)
	}
}

// mcpTools reads {"server", "result": []}: the tools that an MCP server lists.
func (d *draft) mcpTools(data wire.Value) {
	d.text("mcp.method.name", "tools/list")
	for key, value := range data.Fields() {
		switch string(key) {
		case "server":
			server := asText(value)
			d.text(genai.OpenAIAgentsMCPServer, server)
			d.name("tools/list", server)
		case "result":
			d.texts(genai.OpenAIAgentsMCPTools, value.Strings())
		default:
			d.keep(key, value)
		}
	}
}
