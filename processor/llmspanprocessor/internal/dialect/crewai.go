package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// crewAI is CrewAI's own tracing, by the GenAI names.
var crewAI = Dialect{
	Name:   "crewai",
	Source: "crewai 1.15.30 telemetry/tracing (read 2026-11-22)",
	Lacks:  "the time to the first token; a handoff, but by the tools that delegate",
	Scopes: []string{"crewai", "crewai.*"},
	Keys:   []string{"crewai.*"},
	Kinds: []Kind{{Key: genai.OperationName, Values: map[string]Meaning{
		"invoke_workflow": {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
		"invoke_agent":    {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
		"execute_task":    {Role: genai.RoleStep},
		"execute_method":  {Role: genai.RoleStep},
	}}},
	Attrs: []Attr{
		{Field: AgentName, Key: "crewai.agent.role"},
		{Field: WorkflowName, Key: "crewai.crew.name"},
		{Field: WorkflowName, Key: "crewai.flow.name"},
		{Field: RunKey, Key: "crewai.crew.id"},
		{Field: RunKey, Key: "crewai.flow.id"},
		{Field: Reasoning, Key: "gen_ai.usage.reasoning_tokens"},
	},
	// The sums of a crew's or a flow's calls. They stand on spans of workflows alone.
	Embedded: []Embedded{
		{Key: "crewai.crew.usage_metrics", Only: genai.RoleWorkflow, Fields: crewUsage},
		{Key: "crewai.flow.aggregated_crew_usage_metrics", Only: genai.RoleWorkflow, Fields: crewUsage},
	},
	AgentNames: []Trim{{Prefix: "invoke_agent "}},
	ToolNames:  []Trim{{Prefix: "execute_tool "}},
	Exclusive:  []Exclusive{{Provider: "aws.bedrock"}},
	Known:      true,
}

var crewUsage = []Path{
	{Field: InputTokens, Path: "prompt_tokens"},
	{Field: OutputTokens, Path: "completion_tokens"},
	{Field: TotalTokens, Path: "total_tokens"},
	{Field: CacheRead, Path: "cached_prompt_tokens"},
	{Field: CacheWrite, Path: "cache_creation_tokens"},
	{Field: Reasoning, Path: "reasoning_tokens"},
}
