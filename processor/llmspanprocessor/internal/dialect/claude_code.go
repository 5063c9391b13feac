package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// claudeCode is Claude Code and the Claude Agent SDK (beta traces). It writes bare keys, which mean something here alone.
var claudeCode = Dialect{
	Name:    "claude_code",
	Source:  "captures of Claude Code 2.1.224 and 2.1.266, code.claude.com monitoring-usage (read 2026-11-22)",
	Lacks:   "the names of agents: it has ids, and the kind of sub-agent that a tool started; reasoning tokens",
	Scopes:  []string{"com.anthropic.claude_code*"},
	Names:   []string{"claude_code.*"},
	Unless:  []string{"entity.id", "entity.type", "entity.name", "voltagent.operation_id"}, // VoltAgent's span.type
	Private: true,
	Values: []KeyValue{
		{"span.type", "interaction"},
		{"span.type", "llm_request"},
		{"span.type", "tool"},
		{"span.type", "tool.execution"},
		{"span.type", "tool.blocked_on_user"},
		{"span.type", "hook"},
		{"span.type", "claude_code.interaction"},
		{"span.type", "claude_code.llm_request"},
		{"span.type", "claude_code.tool"},
		{"span.type", "claude_code.tool.execution"},
		{"span.type", "claude_code.tool.blocked_on_user"},
		{"span.type", "claude_code.hook"},
	},
	Kinds: []Kind{{Key: "span.type", Values: claudeCodeTypes("")}, {Key: "span.type", Values: claudeCodeTypes("claude_code.")}},
	NameKinds: []NameKind{
		{Name: "claude_code.interaction*", Meaning: Meaning{Operation: genai.OpInvokeAgent, Role: genai.RoleAgent}},
		{Name: "claude_code.llm_request*", Meaning: Meaning{Operation: genai.OpChat, Role: genai.RoleCall}},
		{Name: "claude_code.tool.*", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "claude_code.tool*", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleTool}},
		{Name: "claude_code.*", Meaning: Meaning{Role: genai.RoleStep}},
	},
	Attrs: []Attr{
		{Field: RequestModel, Key: "model"},
		{Field: ResponseID, Key: "request_id"},
		{Field: InputTokens, Key: "input_tokens"},
		{Field: OutputTokens, Key: "output_tokens"},
		{Field: CacheRead, Key: "cache_read_tokens"},
		{Field: CacheWrite, Key: "cache_creation_tokens"},
		{Field: ReportedCost, Key: "cost_usd"},
		{Field: TimeToFirstChunk, Key: "ttft_ms", Scale: 0.001},
		{Field: FinishReason, Key: "stop_reason"},
		{Field: Success, Key: "success"},
		{Field: Speed, Key: "speed"},
		{Field: AgentID, Key: "agent_id"},
		{Field: ParentAgentID, Key: "parent_agent_id"},
		{Field: AgentName, Key: "agent_name"},
		{Field: ToolName, Key: "tool_name"},
		{Field: ToolCallID, Key: "tool_use_id"},
		{Field: Delegate, Key: "subagent_type"},
		{Field: Conversation, Key: "session.id"},
	},
	AgentNames: []Trim{{Prefix: "invoke_agent "}},
	Exclusive:  []Exclusive{{Provider: "*"}},
	Known:      true,
}

// claudeCodeTypes are the values of span.type, which older releases wrote with their name before.
func claudeCodeTypes(prefix string) map[string]Meaning {
	return map[string]Meaning{
		prefix + "interaction":          {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
		prefix + "llm_request":          {Operation: genai.OpChat, Role: genai.RoleCall},
		prefix + "tool":                 {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
		prefix + "tool.execution":       {Role: genai.RoleStep},
		prefix + "tool.blocked_on_user": {Role: genai.RoleStep},
		prefix + "hook":                 {Role: genai.RoleStep},
	}
}
