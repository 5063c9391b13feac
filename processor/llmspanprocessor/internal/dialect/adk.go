package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// googleADK is the Agent Development Kit's own instrumentation. Its first schema (the default before 2.0) has a call_llm
// span with the usage, and below it, since 1.17, generate_content with the same usage: the deeper of two calls is the
// call, so that both schemas come out right.
var googleADK = Dialect{
	Name:   "google_adk",
	Source: "google-adk 2.13.0 telemetry (read 2026-11-22)",
	Lacks:  "a handoff, but by the tool transfer_to_agent; a cost",
	Scopes: []string{"gcp.vertex.agent*"},
	Keys:   []string{"gcp.vertex.agent.*"},
	Names:  []string{"agent_run [*"},
	NameKinds: []NameKind{
		{Name: "call_llm", Meaning: Meaning{Operation: genai.OpGenerateContent, Role: genai.RoleCall}},
		{Name: "generate_content*", Meaning: Meaning{Operation: genai.OpGenerateContent, Role: genai.RoleCall}},
		{Name: "invocation", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "invoke_workflow*", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "agent_run [*", Meaning: Meaning{Operation: genai.OpInvokeAgent, Role: genai.RoleAgent}},
		{Name: "invoke_agent *", Meaning: Meaning{Operation: genai.OpInvokeAgent, Role: genai.RoleAgent}},
		// The answers of tools that ran side by side, put together: no run of a tool.
		{Name: "execute_tool (merged)", Meaning: Meaning{Role: genai.RoleStep, Replace: true}},
		{Name: "execute_tool *", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleTool}},
		{Name: "send_data", Meaning: Meaning{Role: genai.RoleStep}},
	},
	Attrs: []Attr{
		{Field: Conversation, Key: "gcp.vertex.agent.session_id"},
		{Field: AgentCallID, Key: "gcp.vertex.agent.invocation_id"},
		{Field: ToolArguments, Key: "gcp.vertex.agent.tool_call_args"},
		{Field: ToolResult, Key: "gcp.vertex.agent.tool_response"},
	},
	Embedded: []Embedded{
		{Key: "gcp.vertex.agent.llm_response", Only: genai.RoleCall, Fields: geminiUsage("usage_metadata.")},
		{Key: "gcp.vertex.agent.llm_request", Only: genai.RoleCall, Fields: []Path{
			{Field: RequestModel, Path: "model"},
			{Field: Temperature, Path: "config.temperature"},
			{Field: TopP, Path: "config.top_p"},
			{Field: TopK, Path: "config.top_k"},
			{Field: MaxTokens, Path: "config.max_output_tokens"},
		}},
	},
	AgentNames: []Trim{{Prefix: "invoke_agent "}, {Prefix: "agent_run [", Suffix: "]"}},
	ToolNames:  []Trim{{Prefix: "execute_tool "}},
	Graphs:     []string{"*"}, // a sequential, parallel or loop agent only runs others
	Known:      true,
	UsageKeys:  []string{"gen_ai.usage.experimental.*"},
}

// geminiUsage reads the usage of Gemini's API below a prefix, in its JSON and in its Python spelling. The thoughts are
// outside of the candidates, the prompts of tools outside of the prompt.
func geminiUsage(prefix string) []Path {
	return []Path{
		{Field: InputTokens, Path: prefix + "prompt_token_count"},
		{Field: InputTokens, Path: prefix + "promptTokenCount"},
		{Field: OutputTokens, Path: prefix + "candidates_token_count"},
		{Field: OutputTokens, Path: prefix + "candidatesTokenCount"},
		{Field: TotalTokens, Path: prefix + "total_token_count"},
		{Field: TotalTokens, Path: prefix + "totalTokenCount"},
		{Field: CacheRead, Path: prefix + "cached_content_token_count"},
		{Field: CacheRead, Path: prefix + "cachedContentTokenCount"},
		{Field: OutsideReasoning, Path: prefix + "thoughts_token_count"},
		{Field: OutsideReasoning, Path: prefix + "thoughtsTokenCount"},
		{Field: OutsideInput, Path: prefix + "tool_use_prompt_token_count"},
		{Field: OutsideInput, Path: prefix + "toolUsePromptTokenCount"},
	}
}
