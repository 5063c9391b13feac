package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// mlflow is MLflow Tracing. It writes every value as JSON, texts in quotes.
var mlflow = Dialect{
	Name:   "mlflow",
	Source: "mlflow-tracing 3.17.2 tracing/constant.py, otel/translation (read 2026-11-22)",
	Lacks:  "reasoning tokens; who hands over to whom",
	Scopes: []string{"mlflow", "mlflow.*"},
	Keys:   []string{"mlflow.spanType"},
	Kinds: []Kind{{Key: "mlflow.spanType", Values: map[string]Meaning{
		"LLM":        {Operation: genai.OpChat, Role: genai.RoleCall},
		"CHAT_MODEL": {Operation: genai.OpChat, Role: genai.RoleCall},
		"EMBEDDING":  {Operation: genai.OpEmbeddings, Role: genai.RoleCall},
		"RERANKER":   {Operation: genai.OpRerank, Role: genai.RoleCall},
		"TOOL":       {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
		"AGENT":      {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
		"RETRIEVER":  {Operation: genai.OpRetrieval, Role: genai.RoleRetrieval},
		"GUARDRAIL":  {Role: genai.RoleGuardrail},
		"EVALUATOR":  {Role: genai.RoleEvaluator},
		"WORKFLOW":   {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
		"CHAIN":      {Role: genai.RoleStep},
		"TASK":       {Role: genai.RoleStep},
		"PARSER":     {Role: genai.RoleStep},
		"MEMORY":     {Role: genai.RoleStep},
		"UNKNOWN":    {Role: genai.RoleStep, Weak: true},
	}}},
	Attrs: []Attr{
		{Field: Provider, Key: "mlflow.llm.provider", Parse: JSONString},
		{Field: RequestModel, Key: "mlflow.llm.model", Parse: JSONString},
		{Field: Conversation, Key: "mlflow.trace.session", Parse: JSONString},
		{Field: Conversation, Key: "session.id", Parse: JSONString},
		{Field: User, Key: "mlflow.trace.user", Parse: JSONString},
		{Field: ToolArguments, Key: "mlflow.spanInputs", Only: genai.RoleTool},
		{Field: ToolResult, Key: "mlflow.spanOutputs", Only: genai.RoleTool},
	},
	Embedded: []Embedded{
		{Key: "mlflow.chat.tokenUsage", Fields: []Path{
			{Field: InputTokens, Path: "input_tokens"},
			{Field: OutputTokens, Path: "output_tokens"},
			{Field: TotalTokens, Path: "total_tokens"},
			{Field: CacheRead, Path: "cache_read_input_tokens"},
			{Field: CacheWrite, Path: "cache_creation_input_tokens"},
			{Field: CacheWrite1h, Path: "cache_creation_input_tokens_above_1hr"},
		}},
		{Key: "mlflow.llm.cost", Fields: []Path{
			{Field: ReportedCost, Path: "total_cost"},
			{Field: ReportedInputCost, Path: "input_cost"},
			{Field: ReportedOutputCost, Path: "output_cost"},
		}},
	},
	AgentNames: []Trim{{}},
	ToolNames:  []Trim{{}},
	Known:      true,
	UsageKeys:  []string{"mlflow.trace.tokenUsage"},
	CostKeys:   []string{"mlflow.trace.cost"},
}
