package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// springAI is Spring AI's observations, by the GenAI names with kinds of its own.
var springAI = Dialect{
	Name:   "spring_ai",
	Source: "mlflow 3.17.2 otel/translation (read 2026-11-22)",
	Lacks:  "cached and reasoning tokens; agents",
	Scopes: []string{"org.springframework.ai*"},
	Keys:   []string{"spring.ai.kind", "spring.ai.*"},
	Kinds: []Kind{
		{Key: genai.OperationName, Values: map[string]Meaning{
			"framework": {Role: genai.RoleStep}, // chat_client and advisors around the call
		}},
		{Key: "spring.ai.kind", Values: map[string]Meaning{
			"chat_client":  {Role: genai.RoleStep},
			"advisor":      {Role: genai.RoleStep},
			"vector_store": {Operation: genai.OpRetrieval, Role: genai.RoleRetrieval},
			"tool_call":    {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
		}},
	},
	Attrs: []Attr{
		{Field: ToolName, Key: "spring.ai.tool.definition.name"},
		{Field: ToolDescription, Key: "spring.ai.tool.definition.description"},
		{Field: ToolArguments, Key: "spring.ai.tool.call.arguments"},
		{Field: ToolResult, Key: "spring.ai.tool.call.result"},
		{Field: Conversation, Key: "spring.ai.chat.client.conversation.id"},
		{Field: Stream, Key: "spring.ai.chat.client.stream"},
		{Field: TotalTokens, Key: "gen_ai.usage.total_tokens"},
	},
	ToolNames: []Trim{{Prefix: "tool_call "}, {Prefix: "execute_tool "}},
}
