package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// pydanticAI is Pydantic AI's own instrumentation, formats 1 to 5, and Logfire's integrations of model clients.
var pydanticAI = Dialect{
	Name:   "pydantic_ai",
	Source: "pydantic-ai-slim 2.68.0, logfire 4.41 and 5.4 (read 2026-11-22)",
	Lacks:  "a handoff other than an agent called as a tool",
	Scopes: []string{"pydantic-ai", "logfire", "logfire.*"},
	Keys:   []string{"logfire.msg", "logfire.json_schema", "pydantic_ai.*", "model_request_parameters"},
	Kinds: []Kind{{Key: "logfire.span_type", Values: map[string]Meaning{
		"pending_span": {Role: genai.RoleMessaging}, // stands in for a span that is still running, and comes again
	}}},
	NameKinds: []NameKind{
		{Name: "agent run", Meaning: Meaning{Operation: genai.OpInvokeAgent, Role: genai.RoleAgent}},
		{Name: "running tool*", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleTool}},
	},
	Attrs: []Attr{
		{Field: AgentName, Key: "agent_name"},
		{Field: RequestModel, Key: "model_name"},
		{Field: ToolArguments, Key: "tool_arguments"},
		{Field: ToolResult, Key: "tool_response"},
		{Field: ReportedCost, Key: "operation.cost"},
		{Field: CacheRead, Key: "gen_ai.usage.details.cache_read_tokens"},
		{Field: CacheWrite, Key: "gen_ai.usage.details.cache_write_tokens"},
		{Field: Reasoning, Key: "gen_ai.usage.details.reasoning_tokens"},
		{Field: AudioInput, Key: "gen_ai.usage.details.input_audio_tokens"},
		{Field: AudioOutput, Key: "gen_ai.usage.details.output_audio_tokens"},
	},
	Embedded: []Embedded{{Key: "gen_ai.usage.raw", Fields: []Path{
		{Field: CacheRead, Path: "prompt_tokens_details.cached_tokens"},
		{Field: CacheRead, Path: "input_tokens_details.cached_tokens"},
		{Field: CacheRead, Path: "cache_read_input_tokens"},
		{Field: CacheWrite, Path: "cache_creation_input_tokens"},
		{Field: Reasoning, Path: "completion_tokens_details.reasoning_tokens"},
		{Field: Reasoning, Path: "output_tokens_details.reasoning_tokens"},
		{Field: WebSearches, Path: "server_tool_use.web_search_requests"},
	}}},
	AgentNames: []Trim{{Prefix: "invoke_agent "}, {Suffix: " run"}},
	// Logfire left Anthropic exclusive before 4.31 (PR #1812).
	Exclusive:  []Exclusive{{Provider: "anthropic", Scope: "logfire*", Before: "4.31"}},
	Known:      true,
	StreamEnds: []string{"streaming response from *"},
}
