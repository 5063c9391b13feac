package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// strands is Strands Agents, and so what runs on Bedrock AgentCore. Releases before the input held the cached tokens tell
// a total always, by which they are known (dialects.md §3.3, rule 3).
var strands = Dialect{
	Name:   "strands",
	Source: "strands-agents 1.62.0 telemetry/tracer.py, bedrock-agentcore 1.25 (read 2026-11-22)",
	Lacks:  "the provider (strands-agents stands there), but by the id of the model; reasoning tokens",
	Scopes: []string{"strands.*", "strands-agents*"},
	Keys:   []string{"gen_ai.event.start_time", "event_loop.cycle_id"},
	Values: []KeyValue{{genai.System, "strands-agents"}, {genai.ProviderName, "strands-agents"}},
	Kinds: []Kind{{Key: genai.OperationName, Values: map[string]Meaning{
		"execute_event_loop_cycle": {Role: genai.RoleStep},
		"invoke_swarm":             {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
		"invoke_graph":             {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
	}}},
	NameKinds: []NameKind{
		{Name: "execute_event_loop_cycle", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "Cycle *", Meaning: Meaning{Role: genai.RoleStep}}, // before 1.0
		{Name: "memory.search", Meaning: Meaning{Operation: "search_memory", Role: genai.RoleRetrieval}},
		{Name: "memory.*", Meaning: Meaning{Role: genai.RoleStep}},
	},
	Attrs: []Attr{
		{Field: InputTokens, Key: "gen_ai.usage.prompt_tokens"},
		{Field: OutputTokens, Key: "gen_ai.usage.completion_tokens"},
		{Field: TotalTokens, Key: "gen_ai.usage.total_tokens"},
		{Field: CacheRead, Key: "gen_ai.usage.cache_read_input_tokens"},
		{Field: CacheWrite, Key: "gen_ai.usage.cache_write_input_tokens"},
		{Field: TimeToFirstChunk, Key: "gen_ai.server.time_to_first_token", Scale: 0.001},
		{Field: AgentCallID, Key: "event_loop.cycle_id"},
	},
	Events: []EventAttr{
		{Event: "gen_ai.tool.message", Attr: Attr{Field: ToolArguments, Key: "content", Only: genai.RoleTool}},
	},
	AgentNames: []Trim{{Prefix: "invoke_agent "}},
	ToolNames:  []Trim{{Prefix: "execute_tool "}, {Prefix: "Tool: "}},
	Known:      true,
}
