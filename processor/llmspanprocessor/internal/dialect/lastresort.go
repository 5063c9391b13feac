package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// lastResort is a span with a model's name and a token count under bare names, whoever wrote it.
var lastResort = Dialect{
	Name:   "last_resort",
	Source: "dialects.md §2, row 26",
	Keys:   []string{"llm.model_name", "llm.usage.total_tokens"},
	NameKinds: []NameKind{
		{Name: "*", Meaning: Meaning{Operation: genai.OpChat, Role: genai.RoleCall}},
	},
	Attrs: []Attr{
		{Field: RequestModel, Key: "llm.model_name"},
		{Field: RequestModel, Key: "llm.model"},
		{Field: InputTokens, Key: "usage.prompt_tokens"},
		{Field: OutputTokens, Key: "usage.completion_tokens"},
		{Field: TotalTokens, Key: "usage.total_tokens"},
		{Field: TotalTokens, Key: "llm.usage.total_tokens"},
	},
}
