package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// mastra is Mastra's exporter of its own spans.
var mastra = Dialect{
	Name:    "mastra",
	Source:  "@mastra/otel-exporter 0.3.3 (read 2026-11-22)",
	Lacks:   "whether the input holds the cached tokens, but by the total; handoffs",
	Scopes:  []string{"@mastra/*", "mastra*"},
	Keys:    []string{"mastra.span.type", "mastra.span_type"},
	Private: true,
	Kinds: []Kind{
		{Key: "mastra.span.type", Values: mastraTypes},
		{Key: "mastra.span_type", Values: mastraTypes},
	},
	Attrs: []Attr{
		{Field: TotalTokens, Key: "gen_ai.usage.total_tokens"},
		{Field: CacheRead, Key: "gen_ai.usage.cached_input_tokens"},
		{Field: Reasoning, Key: "gen_ai.usage.reasoning_tokens"},
		{Field: AgentID, Key: "agent.id"},
		{Field: AgentName, Key: "agent.name"},
		{Field: AgentName, Key: "agent.id", Only: genai.RoleAgent},
		{Field: WorkflowName, Key: "workflow.name"},
		{Field: WorkflowName, Key: "workflow.id", Only: genai.RoleWorkflow},
		{Field: ToolArguments, Key: "gen_ai.tool.input"},
		{Field: ToolResult, Key: "gen_ai.tool.output"},
		{Field: Success, Key: "gen_ai.tool.success"},
	},
	AgentNames: []Trim{{Prefix: "invoke_agent "}, {Prefix: "agent."}},
	ToolNames:  []Trim{{Prefix: "execute_tool "}, {Prefix: "tool.execute "}},
}

// mastraTypes: a generation holds steps, and a step chunks; the generation carries the usage of all of its steps.
var mastraTypes = map[string]Meaning{
	"agent_run":                 {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
	"llm_generation":            {Operation: genai.OpChat, Role: genai.RoleCall},
	"model_generation":          {Operation: genai.OpChat, Role: genai.RoleCall},
	"llm_step":                  {Role: genai.RoleStep},
	"model_step":                {Role: genai.RoleStep},
	"llm_chunk":                 {Role: genai.RoleStep},
	"model_chunk":               {Role: genai.RoleStep},
	"tool_call":                 {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
	"mcp_tool_call":             {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
	"workflow_run":              {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
	"workflow_step":             {Role: genai.RoleStep},
	"workflow_conditional":      {Role: genai.RoleStep},
	"workflow_conditional_eval": {Role: genai.RoleStep},
	"workflow_parallel":         {Role: genai.RoleStep},
	"workflow_loop":             {Role: genai.RoleStep},
	"workflow_sleep":            {Role: genai.RoleStep},
	"workflow_wait_event":       {Role: genai.RoleStep},
	"processor_run":             {Role: genai.RoleGuardrail},
	"generic":                   {Role: genai.RoleStep},
}
