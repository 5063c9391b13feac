package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// langfuse is what the Langfuse SDKs write on spans of their own, Python 3 and JavaScript 4.
var langfuse = Dialect{
	Name:   "langfuse",
	Source: "langfuse git 6275144, attributes.ts and OtelIngestionProcessor.ts of 2026-08-22 (read 2026-11-22)",
	Lacks:  "who hands over to whom; the model that answered",
	Scopes: []string{"langfuse-sdk", "langfuse.*"},
	Keys:   []string{"langfuse.observation.type"},
	Kinds: []Kind{{Key: "langfuse.observation.type", Values: map[string]Meaning{
		"generation": {Operation: genai.OpChat, Role: genai.RoleCall},
		"embedding":  {Operation: genai.OpEmbeddings, Role: genai.RoleCall},
		"agent":      {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
		"tool":       {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
		"retriever":  {Operation: genai.OpRetrieval, Role: genai.RoleRetrieval},
		"guardrail":  {Role: genai.RoleGuardrail},
		"evaluator":  {Role: genai.RoleEvaluator},
		"chain":      {Role: genai.RoleStep},
		"span":       {Role: genai.RoleStep},
		"event":      {Role: genai.RoleStep},
	}}},
	Attrs: []Attr{
		{Field: RequestModel, Key: "langfuse.observation.model.name", Parse: JSONString},
		{Field: Conversation, Key: "langfuse.session.id"},
		{Field: Conversation, Key: "session.id"},
		{Field: User, Key: "langfuse.user.id"},
		{Field: PromptName, Key: "langfuse.observation.prompt.name"},
		{Field: PromptVersion, Key: "langfuse.observation.prompt.version"},
		{Field: TimeToFirstChunk, Key: "langfuse.observation.completion_start_time", Parse: RFC3339Since},
		{Field: ToolArguments, Key: "langfuse.observation.input", Only: genai.RoleTool},
		{Field: ToolResult, Key: "langfuse.observation.output", Only: genai.RoleTool},
	},
	Embedded: []Embedded{
		{Key: "langfuse.observation.usage_details", Fields: langfuseUsage},
		{Key: "langfuse.observation.cost_details", Fields: []Path{
			{Field: ReportedCost, Path: "total"},
			{Field: ReportedInputCost, Path: "input"},
			{Field: ReportedOutputCost, Path: "output"},
		}},
		{Key: "langfuse.observation.model.parameters", Fields: []Path{
			{Field: Temperature, Path: "temperature"},
			{Field: MaxTokens, Path: "max_tokens"},
			{Field: MaxTokens, Path: "max_completion_tokens"},
			{Field: MaxTokens, Path: "maxTokens"},
			{Field: TopP, Path: "top_p"},
			{Field: TopK, Path: "top_k"},
			{Field: Seed, Path: "seed"},
			{Field: FrequencyPenalty, Path: "frequency_penalty"},
			{Field: PresencePenalty, Path: "presence_penalty"},
			{Field: ServiceTier, Path: "service_tier"},
		}},
	},
	AgentNames: []Trim{{}},
	ToolNames:  []Trim{{}},
	Known:      true,
}

// langfuseUsage are disjoint buckets: "input" is what is neither cached nor audio, "output" what is neither reasoning
// nor audio. The names of OpenAI's own usage, which the SDK's wrapper passes on, hold the parts.
var langfuseUsage = []Path{
	{Field: NoCacheTokens, Path: "input", Add: true},
	{Field: NoCacheTokens, Path: "input_audio_tokens", Add: true},
	{Field: NoCacheTokens, Path: "input_audio", Add: true},
	{Field: OutputTokens, Path: "output", Add: true},
	{Field: OutputTokens, Path: "output_audio_tokens", Add: true},
	{Field: OutputTokens, Path: "output_audio", Add: true},
	{Field: TotalTokens, Path: "total"},
	{Field: CacheRead, Path: "input_cached_tokens"},
	{Field: CacheRead, Path: "input_cache_read"},
	{Field: CacheRead, Path: "cache_read_input_tokens"},
	{Field: CacheWrite, Path: "input_cache_creation"},
	{Field: CacheWrite, Path: "cache_creation_input_tokens"},
	{Field: CacheWrite5m, Path: "input_cache_creation_5m"},
	{Field: CacheWrite1h, Path: "input_cache_creation_1h"},
	{Field: OutsideReasoning, Path: "output_reasoning_tokens"},
	{Field: OutsideReasoning, Path: "output_reasoning"},
	{Field: AudioInput, Path: "input_audio_tokens"},
	{Field: AudioInput, Path: "input_audio"},
	{Field: AudioOutput, Path: "output_audio_tokens"},
	{Field: AudioOutput, Path: "output_audio"},

	{Field: InputTokens, Path: "prompt_tokens"},
	{Field: InputTokens, Path: "input_tokens"},
	{Field: OutputTokens, Path: "completion_tokens"},
	{Field: OutputTokens, Path: "output_tokens"},
	{Field: TotalTokens, Path: "total_tokens"},
	{Field: CacheRead, Path: "prompt_tokens_details.cached_tokens"},
	{Field: CacheRead, Path: "input_tokens_details.cached_tokens"},
	{Field: Reasoning, Path: "completion_tokens_details.reasoning_tokens"},
	{Field: Reasoning, Path: "output_tokens_details.reasoning_tokens"},
}
