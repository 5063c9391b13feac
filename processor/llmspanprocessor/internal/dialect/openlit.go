package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// openLIT is what OpenLIT's instrumentations write, for model clients and for frameworks.
var openLIT = Dialect{
	Name:           "openlit",
	Source:         "openlit 1.45.0 semcov (read 2026-11-22)",
	Lacks:          "the true usage of a stream (it estimates); cached tokens of most clients",
	Scopes:         []string{"openlit", "openlit.*"},
	Keys:           []string{"gen_ai.sdk.version", "gen_ai.application_name"},
	ResourceValues: []KeyValue{{"telemetry.sdk.name", "openlit"}},
	Kinds: []Kind{{Key: "gen_ai.agent.source", Values: map[string]Meaning{
		// A handoff of the OpenAI Agents SDK, which calls itself a run of the agent that takes over.
		"*": {Operation: genai.OpExecuteTool, Role: genai.RoleHandoff},
	}}, {Key: genai.OperationName, Values: map[string]Meaning{
		"speech_to_text":           {Role: genai.RoleCall},
		"text_to_speech":           {Role: genai.RoleCall},
		"speech_to_text_translate": {Role: genai.RoleCall},
		"translate":                {Role: genai.RoleCall},
		"transliterate":            {Role: genai.RoleCall},
		"language_identification":  {Role: genai.RoleCall},
		"user_prompt_processing":   {Role: genai.RoleStep},
		"tool_coordination":        {Role: genai.RoleStep},
		"agent":                    {Operation: genai.OpCreateAgent, Role: genai.RoleStep},
		"execution":                {Role: genai.RoleStep},
	}}},
	Attrs: []Attr{
		{Field: TotalTokens, Key: "gen_ai.usage.total_tokens"},
		{Field: CacheRead, Key: "gen_ai.usage.prompt_tokens_details.cached_tokens"},
		{Field: CacheWrite, Key: "gen_ai.usage.prompt_tokens_details.cache_creation_tokens"},
		{Field: Reasoning, Key: "gen_ai.usage.reasoning_tokens"},
		{Field: Reasoning, Key: "gen_ai.usage.completion_tokens_details.reasoning_tokens"},
		{Field: AudioOutput, Key: "gen_ai.usage.completion_tokens_details.audio_tokens"},
		{Field: ReportedCost, Key: genai.UsageCost},
		{Field: ReportedCost, Key: "gen_ai.token.cost.total"},
		{Field: ReportedInputCost, Key: "gen_ai.token.cost.input"},
		{Field: ReportedOutputCost, Key: "gen_ai.token.cost.output"},
		{Field: HandoffFrom, Key: "gen_ai.agent.source"},
		{Field: HandoffTo, Key: "gen_ai.agent.target"},
		{Field: ToolArguments, Key: "gen_ai.tool.input"},
		{Field: ToolArguments, Key: "gen_ai.tool.args"},
		{Field: ToolResult, Key: "gen_ai.tool.output"},
		{Field: User, Key: "gen_ai.request.user"},
		{Field: TimeToFirstChunk, Key: "gen_ai.server.time_to_first_token"},
	},
	AgentNames: []Trim{{Prefix: "invoke_agent "}},
	ToolNames:  []Trim{{Prefix: "execute_tool "}},
	Exclusive:  []Exclusive{{Provider: "anthropic"}, {Provider: "aws.bedrock"}},
	Known:      true,
	Graphs:     []string{"openlit.instrumentation.langgraph*", "openlit.instrumentation.langchain*"},
	UsageKeys:  []string{"gen_ai.client.token.usage"}, // a metric's name on a span: input and output together
	CostKeys:   []string{"gen_ai.token.cost.*", "db.operation.cost"},
}
