package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// openAIAgentsIngest is what the receiver openai_agents makes of the OpenAI Agents SDK's own traces. It writes the GenAI
// names, so that only the type of the item is to be read.
var openAIAgentsIngest = Dialect{
	Name:   "openai_agents",
	Source: "openai-agents 0.24.0 agents/tracing, @openai/agents 0.20 (read 2026-11-24)",
	Lacks:  "the model of a Responses call; the usage of a streamed chat completion",
	Scopes: []string{genai.OpenAIAgentsScope},
	Keys:   []string{genai.OpenAIAgentsType},
	Kinds: []Kind{{Key: genai.OpenAIAgentsType, Values: map[string]Meaning{
		"trace":         {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
		"agent":         {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
		"generation":    {Operation: genai.OpChat, Role: genai.RoleCall},
		"response":      {Operation: genai.OpChat, Role: genai.RoleCall},
		"transcription": {Role: genai.RoleCall},
		"speech":        {Role: genai.RoleCall},
		"function":      {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
		"handoff":       {Operation: genai.OpExecuteTool, Role: genai.RoleHandoff},
		"guardrail":     {Role: genai.RoleGuardrail},
		"task":          {Role: genai.RoleRollup},
		"turn":          {Role: genai.RoleRollup},
		"speech_group":  {Role: genai.RoleStep},
		"mcp_tools":     {Role: genai.RoleStep},
		"custom":        {Role: genai.RoleStep},
	}}},
	Attrs: []Attr{
		{Field: HandoffFrom, Key: genai.HandoffFromAgent},
		{Field: HandoffTo, Key: genai.HandoffToAgent},
		{Field: Tripwire, Key: genai.OpenAIAgentsTriggered},
	},
	Known: true,
}
