package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// lastResort is a span with a model's name and a token count under bare names, whoever wrote it.
var lastResort = Dialect{
	Name:   "last_resort",
	Source: "dialects.md §2, row 26",
	Lacks:  "anything but a model and its tokens",
	Keys:   []string{"llm.model_name", "llm.model", "model"},
	With: []string{
		"input_tokens", "output_tokens", "prompt_tokens", "completion_tokens", "total_tokens",
		"usage.prompt_tokens", "usage.completion_tokens", "usage.total_tokens", "usage.input_tokens", "usage.output_tokens",
		"llm.usage.prompt_tokens", "llm.usage.completion_tokens", "llm.usage.total_tokens",
		"llm.token_count.prompt", "llm.token_count.completion", "llm.token_count.total",
		genai.UsageInputTokens, genai.UsageOutputTokens, "gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens",
	},
	NameKinds: []NameKind{
		{Name: "*", Meaning: Meaning{Operation: genai.OpChat, Role: genai.RoleCall}},
	},
	Attrs: []Attr{
		{Field: RequestModel, Key: "llm.model_name"},
		{Field: RequestModel, Key: "llm.model"},
		{Field: RequestModel, Key: "model"},
		{Field: InputTokens, Key: "usage.prompt_tokens"},
		{Field: InputTokens, Key: "usage.input_tokens"},
		{Field: InputTokens, Key: "prompt_tokens"},
		{Field: InputTokens, Key: "input_tokens"},
		{Field: OutputTokens, Key: "usage.completion_tokens"},
		{Field: OutputTokens, Key: "usage.output_tokens"},
		{Field: OutputTokens, Key: "completion_tokens"},
		{Field: OutputTokens, Key: "output_tokens"},
		{Field: TotalTokens, Key: "usage.total_tokens"},
		{Field: TotalTokens, Key: "llm.usage.total_tokens"},
		{Field: TotalTokens, Key: "total_tokens"},
		{Field: CacheRead, Key: "cache_read_tokens"},
		{Field: CacheWrite, Key: "cache_creation_tokens"},
	},
}
