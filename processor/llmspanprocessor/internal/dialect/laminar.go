package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// laminar is Laminar's SDK. Its instrumentations of model clients descend from OpenLLMetry's; what they say of cached
// tokens beside the input is not known, and so the arithmetic decides.
var laminar = Dialect{
	Name:   "laminar",
	Source: "lmnr 0.8.2 opentelemetry_lib/tracing/attributes.py, sdk/types.py (read 2026-11-22)",
	Lacks:  "whether the input holds the cached tokens, but by the total; agents",
	Scopes: []string{"lmnr.tracer", "lmnr", "lmnr.*"},
	Keys:   []string{"lmnr.span.type"},
	Kinds: []Kind{{Key: "lmnr.span.type", Values: map[string]Meaning{
		"LLM":             {Operation: genai.OpChat, Role: genai.RoleCall},
		"CACHED":          {Role: genai.RoleStep}, // an answer from Laminar's cache: nothing was called
		"TOOL":            {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
		"EVALUATOR":       {Role: genai.RoleEvaluator},
		"HUMAN_EVALUATOR": {Role: genai.RoleEvaluator},
		"EVALUATION":      {Role: genai.RoleStep},
		"EXECUTOR":        {Role: genai.RoleStep},
		"EVENT":           {Role: genai.RoleStep},
		"PIPELINE":        {Role: genai.RoleStep},
		"DEFAULT":         {Role: genai.RoleStep, Weak: true},
	}}},
	Attrs: []Attr{
		{Field: TotalTokens, Key: "llm.usage.total_tokens"},
		{Field: CacheRead, Key: "gen_ai.usage.cache_read_input_tokens"},
		{Field: CacheWrite, Key: "gen_ai.usage.cache_creation_input_tokens"},
		{Field: Reasoning, Key: "gen_ai.usage.reasoning_tokens"},
		{Field: ReportedCost, Key: genai.UsageCost},
		{Field: ReportedInputCost, Key: "gen_ai.usage.input_cost"},
		{Field: ReportedOutputCost, Key: "gen_ai.usage.output_cost"},
		{Field: Conversation, Key: "lmnr.association.properties.session_id"},
		{Field: User, Key: "lmnr.association.properties.user_id"},
		{Field: ToolArguments, Key: "lmnr.span.input", Only: genai.RoleTool},
		{Field: ToolResult, Key: "lmnr.span.output", Only: genai.RoleTool},
	},
	ToolNames: []Trim{{}},
}
