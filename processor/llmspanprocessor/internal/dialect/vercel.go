package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// vercelLegacy is the Vercel AI SDK 3 to 6, and the legacy integration of 7.
var vercelLegacy = Dialect{
	Name:   "vercel_ai",
	Source: "npm ai 6.0.326, @ai-sdk/otel 1.0.173 legacy-open-telemetry (read 2026-11-22)",
	Lacks:  "cached tokens in AI SDK 5 without streaming; who hands over to whom; a sum: the outer span has the usage of its last step",
	Scopes: []string{"ai"},
	Keys:   []string{"ai.operationId"},
	Values: []KeyValue{{"operation.name", "ai.*"}},
	Kinds:  []Kind{{Key: "ai.operationId", Values: vercelOperations}},
	// The span's name is the same operation.
	NameKinds: namesOf(vercelOperations),
	Attrs: []Attr{
		{Field: Provider, Key: "ai.model.provider"},
		{Field: RequestModel, Key: "ai.model.id"},
		{Field: ResponseModel, Key: "ai.response.model"},
		{Field: ResponseID, Key: "ai.response.id"},
		{Field: InputTokens, Key: "ai.usage.inputTokens"},
		{Field: InputTokens, Key: "ai.usage.promptTokens"},
		{Field: InputTokens, Key: "ai.usage.tokens"},
		{Field: OutputTokens, Key: "ai.usage.outputTokens"},
		{Field: OutputTokens, Key: "ai.usage.completionTokens"},
		{Field: TotalTokens, Key: "ai.usage.totalTokens"},
		{Field: NoCacheTokens, Key: "ai.usage.inputTokenDetails.noCacheTokens"},
		{Field: CacheRead, Key: "ai.usage.inputTokenDetails.cacheReadTokens"},
		{Field: CacheRead, Key: "ai.usage.cachedInputTokens"},
		{Field: CacheWrite, Key: "ai.usage.inputTokenDetails.cacheWriteTokens"},
		{Field: Reasoning, Key: "ai.usage.outputTokenDetails.reasoningTokens"},
		{Field: Reasoning, Key: "ai.usage.reasoningTokens"},
		{Field: AgentName, Key: "ai.telemetry.functionId"},
		{Field: ToolName, Key: "ai.toolCall.name"},
		{Field: ToolCallID, Key: "ai.toolCall.id"},
		{Field: ToolArguments, Key: "ai.toolCall.args"},
		{Field: ToolResult, Key: "ai.toolCall.result"},
		{Field: FinishReason, Key: "ai.response.finishReason"},
		{Field: FinishReason, Key: "ai.finishReason"},
		{Field: Conversation, Key: "ai.telemetry.metadata.sessionId"},
		{Field: User, Key: "ai.telemetry.metadata.userId"},
		{Field: TimeToFirstChunk, Key: "ai.response.msToFirstChunk", Scale: 0.001},
		{Field: TimeToFirstChunk, Key: "ai.stream.msToFirstChunk", Scale: 0.001},
		{Field: ReportedCost, Key: "ai.total_cost"},
		{Field: MaxTokens, Key: "ai.settings.maxOutputTokens"},
		{Field: MaxTokens, Key: "ai.settings.maxTokens"},
		{Field: Temperature, Key: "ai.settings.temperature"},
		{Field: TopP, Key: "ai.settings.topP"},
	},
	Embedded: []Embedded{{Key: "ai.response.providerMetadata", Fields: []Path{
		{Field: CacheRead, Path: "openai.cachedPromptTokens"},
		{Field: CacheRead, Path: "anthropic.usage.cache_read_input_tokens"},
		{Field: CacheRead, Path: "bedrock.usage.cacheReadInputTokens"},
		{Field: CacheWrite, Path: "anthropic.usage.cache_creation_input_tokens"},
		{Field: CacheWrite, Path: "bedrock.usage.cacheWriteInputTokens"},
		{Field: CacheWrite5m, Path: "anthropic.usage.cache_creation.ephemeral_5m_input_tokens"},
		{Field: CacheWrite1h, Path: "anthropic.usage.cache_creation.ephemeral_1h_input_tokens"},
		{Field: WebSearches, Path: "anthropic.usage.server_tool_use.web_search_requests"},
		{Field: Reasoning, Path: "openai.reasoningTokens"},
		{Field: ServiceTier, Path: "openai.serviceTier"},
		{Field: ServiceTier, Path: "anthropic.usage.service_tier"},
		{Field: ReportedCost, Path: "gateway.cost"},
	}}},
	UsageKeys: []string{"ai.usage.*"},
	Documents: []Documents{{Key: "ai.documents"}},
	// AI SDK 5 and older; 6 and 7 tell noCacheTokens and never come to the table (vercel/ai #8794).
	Exclusive: []Exclusive{{Provider: "anthropic"}, {Provider: "aws.bedrock"}},
	Known:     true,
}

// vercelOperations: the call is what ends in .do*; what stands around it repeats its usage, or its last step's.
var vercelOperations = map[string]Meaning{
	"ai.generateText.doGenerate":   {Operation: genai.OpChat, Role: genai.RoleCall},
	"ai.streamText.doStream":       {Operation: genai.OpChat, Role: genai.RoleCall},
	"ai.generateObject.doGenerate": {Operation: genai.OpChat, Role: genai.RoleCall},
	"ai.streamObject.doStream":     {Operation: genai.OpChat, Role: genai.RoleCall},
	"ai.embed.doEmbed":             {Operation: genai.OpEmbeddings, Role: genai.RoleCall},
	"ai.embedMany.doEmbed":         {Operation: genai.OpEmbeddings, Role: genai.RoleCall},
	"ai.rerank.doRerank":           {Operation: genai.OpRerank, Role: genai.RoleCall},
	"ai.toolCall":                  {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
	"ai.generateText":              {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
	"ai.streamText":                {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
	"ai.generateObject":            {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
	"ai.streamObject":              {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
	"ai.embed":                     {Role: genai.RoleRollup},
	"ai.embedMany":                 {Role: genai.RoleRollup},
	"ai.rerank":                    {Role: genai.RoleRollup},
	"ai.generateSpeech":            {Role: genai.RoleCall},
	"ai.transcribe":                {Role: genai.RoleCall},
}

// namesOf knows by a span's name what a table knows by an attribute.
func namesOf(table map[string]Meaning) []NameKind {
	var rows []NameKind
	for name, m := range table {
		rows = append(rows, NameKind{Name: name, Meaning: m})
	}
	return rows
}

// vercel7 is the Vercel AI SDK 7 through @ai-sdk/otel: the GenAI names, with operations of its own.
var vercel7 = Dialect{
	Name:   "vercel_ai7",
	Source: "npm @ai-sdk/otel 1.0.173 open-telemetry (read 2026-11-22)",
	Lacks:  "reasoning tokens; an agent's name where no functionId is set (the model stands there)",
	Scopes: []string{"gen_ai"},
	Keys:   []string{"ai.settings.context.*"},
	Values: []KeyValue{
		{genai.OperationName, "agent_step"}, {genai.OperationName, "rerank"}, {genai.OperationName, "decide"},
	},
	Attrs: []Attr{
		{Field: InputTokens, Key: "ai.usage.inputTokens"},
		{Field: OutputTokens, Key: "ai.usage.outputTokens"},
		{Field: NoCacheTokens, Key: "ai.usage.inputTokenDetails.noCacheTokens"},
		{Field: Conversation, Key: "ai.settings.context.sessionId"},
		{Field: User, Key: "ai.settings.context.userId"},
		{Field: TimeToFirstChunk, Key: "gen_ai.client.operation.time_to_first_chunk"},
	},
	Known: true,
}
