package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// claudeAPI is the Claude SDKs' own spans and those of the Claude API itself, which tells of the same call once more
// from the server's side.
var claudeAPI = Dialect{
	Name:   "claude_api",
	Source: "anthropic 2.12.0 _tracing.py, platform.claude.com api/opentelemetry/spans of 2026-09-24 (read 2026-11-22)",
	Lacks:  "which agent calls",
	Scopes: []string{"com.anthropic.sdk.*", "com.anthropic.claude-platform*"},
	Keys:   []string{"anthropic.request.id"},
	Names: []string{
		"anthropic.messages.*", "anthropic.sessions.*", "anthropic.tool_use*", "anthropic.custom_tool_use*", "anthropic.mcp_tool_use*",
	},
	NameKinds: []NameKind{
		{Name: "anthropic.messages.count_tokens*", Meaning: Meaning{Role: genai.RoleStep, Replace: true}, Over: true},
		{Name: "anthropic.messages.create*", Meaning: Meaning{Operation: genai.OpChat, Role: genai.RoleCall}},
		{Name: "anthropic.messages.stream*", Meaning: Meaning{Operation: genai.OpChat, Role: genai.RoleCall}},
		{Name: "anthropic.messages.tool_runner*", Meaning: Meaning{Operation: genai.OpInvokeAgent, Role: genai.RoleAgent}},
		{Name: "anthropic.tool_use*", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleTool}},
		{Name: "anthropic.custom_tool_use*", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleTool}},
		{Name: "anthropic.mcp_tool_use*", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleTool}},
	},
	Attrs: []Attr{
		{Field: CacheWrite5m, Key: "anthropic.usage.cache_creation.ephemeral_5m_input_tokens"},
		{Field: CacheWrite1h, Key: "anthropic.usage.cache_creation.ephemeral_1h_input_tokens"},
		{Field: CompactionInput, Key: "anthropic.usage.compaction.input_tokens"},
		{Field: CompactionOutput, Key: "anthropic.usage.compaction.output_tokens"},
		{Field: WebSearches, Key: "anthropic.usage.server_tool_use.web_search_requests"},
		{Field: ServiceTier, Key: "anthropic.response.service_tier"},
		{Field: ServiceTier, Key: "anthropic.request.service_tier"},
		{Field: Conversation, Key: "anthropic.session.id"},
	},
	AgentNames: []Trim{{Prefix: "invoke_agent "}},
	ToolNames:  []Trim{{Prefix: "anthropic.tool_use "}, {Prefix: "anthropic.custom_tool_use "}, {Prefix: "anthropic.mcp_tool_use "}},
	Known:      true,
	Free:       []string{"anthropic.messages.count_tokens*"},
	UsageKeys:  []string{"anthropic.usage.*"},
}
