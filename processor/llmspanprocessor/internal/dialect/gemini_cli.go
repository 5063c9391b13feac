package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// geminiCLI is Gemini CLI, by the GenAI names. Its scope is not known for sure; the agent's name is.
var geminiCLI = Dialect{
	Name:   "gemini_cli",
	Source: "mlflow 3.17.2 otel/translation (read 2026-11-22)",
	Lacks:  "its sub-agents; a cost",
	Scopes: []string{"gemini-cli*"},
	Values: []KeyValue{{genai.AgentName, "gemini-cli"}},
	Kinds: []Kind{{Key: genai.OperationName, Values: map[string]Meaning{
		"user_prompt":         {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
		"agent_call":          {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
		"llm_call":            {Operation: genai.OpChat, Role: genai.RoleCall},
		"tool_call":           {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
		"system_prompt":       {Role: genai.RoleStep},
		"schedule_tool_calls": {Role: genai.RoleStep},
	}}},
	AgentNames: []Trim{{Prefix: "invoke_agent "}},
	ToolNames:  []Trim{{Prefix: "execute_tool "}},
	Known:      true,
}
