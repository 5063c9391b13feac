package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// liteLLM is the LiteLLM proxy: its OpenTelemetry spans of 2026, and those of the callback before. The model that was
// asked for may be an alias; litellm.provider.model is what was called, and what is billed.
var liteLLM = Dialect{
	Name:   "litellm",
	Source: "litellm 1.109.1 integrations/otel/model/semconv.py, integrations/opentelemetry.py (read 2026-11-22)",
	Lacks:  "agents and handoffs: it is a gateway; reasoning tokens",
	Scopes: []string{"litellm", "litellm.*"},
	Keys:   []string{"litellm.call_id", "litellm.cost.total", "litellm.provider.model", "litellm.call_type"},
	Names:  []string{"litellm_request", "raw_gen_ai_request", "Received Proxy Server Request"},
	Kinds: []Kind{{Key: genai.OperationName, Values: map[string]Meaning{
		"litellm.vector_store_management":      {Role: genai.RoleStep},
		"litellm.vector_store_file_management": {Role: genai.RoleStep},
		"litellm.responses_management":         {Role: genai.RoleStep},
		"litellm.moderation":                   {Role: genai.RoleGuardrail},
		"litellm.passthrough":                  {Role: genai.RoleCall},
	}}},
	NameKinds: []NameKind{
		// What went over the wire for the call above it.
		{Name: "raw_gen_ai_request", Meaning: Meaning{Role: genai.RoleRollup, Repeats: true}, Over: true},
		{Name: "Received Proxy Server Request", Meaning: Meaning{Role: genai.RoleRollup, Repeats: true}, Over: true},
		{Name: "litellm_request", Meaning: Meaning{Operation: genai.OpChat, Role: genai.RoleCall}},
		{Name: "guardrail", Meaning: Meaning{Role: genai.RoleGuardrail}},
		{Name: "execute_guardrail*", Meaning: Meaning{Role: genai.RoleGuardrail}},
	},
	Attrs: []Attr{
		{Field: ProviderModel, Key: "litellm.provider.model"},
		{Field: InputTokens, Key: "gen_ai.usage.prompt_tokens"},
		{Field: OutputTokens, Key: "gen_ai.usage.completion_tokens"},
		{Field: TotalTokens, Key: "llm.usage.total_tokens"},
		{Field: ReportedCost, Key: "litellm.cost.total"},
		{Field: ReportedInputCost, Key: "litellm.cost.input"},
		{Field: ReportedOutputCost, Key: "litellm.cost.output"},
		{Field: User, Key: "litellm.end_user.id"},
		{Field: User, Key: "metadata.user_api_key_end_user_id"},
		{Field: Cached, Key: "litellm.cache_hit"},
		{Field: Stream, Key: "litellm.request.streaming"},
	},
	ToolNames: []Trim{{Prefix: "execute_tool "}, {Prefix: "tools/call "}},
	Known:     true,
	CostKeys:  []string{"litellm.cost.*", "litellm.saved_cache_cost"},
}
