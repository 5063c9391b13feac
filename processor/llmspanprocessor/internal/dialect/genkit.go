package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// genkit is Google's Genkit, in JavaScript and Go. Its keys have colons, its values are JSON.
var genkit = Dialect{
	Name:   "genkit",
	Source: "langfuse git 6275144, OtelIngestionProcessor.ts (read 2026-11-22)",
	Lacks:  "the provider, but by the model; agents; whether the input holds the cached tokens, but by the total",
	Scopes: []string{"genkit-tracer", "genkit*"},
	Keys:   []string{"genkit:metadata:subtype", "genkit:name", "genkit:type"},
	Kinds: []Kind{
		{Key: "genkit:metadata:subtype", Values: map[string]Meaning{
			"model":            {Operation: genai.OpChat, Role: genai.RoleCall},
			"background-model": {Operation: genai.OpChat, Role: genai.RoleCall},
			"embedder":         {Operation: genai.OpEmbeddings, Role: genai.RoleCall},
			"reranker":         {Operation: genai.OpRerank, Role: genai.RoleCall},
			"tool":             {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
			"tool.v2":          {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
			"retriever":        {Operation: genai.OpRetrieval, Role: genai.RoleRetrieval},
			"evaluator":        {Role: genai.RoleEvaluator},
			"flow":             {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
			"util":             {Role: genai.RoleStep},
			"prompt":           {Role: genai.RoleStep},
			"indexer":          {Role: genai.RoleStep},
		}},
		{Key: "genkit:type", Values: map[string]Meaning{
			"flow":     {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
			"flowStep": {Role: genai.RoleStep},
			"util":     {Role: genai.RoleStep},
			"action":   {Role: genai.RoleStep},
		}},
	},
	Attrs: []Attr{
		{Field: RequestModel, Key: "genkit:name", Only: genai.RoleCall},
		{Field: ToolName, Key: "genkit:name", Only: genai.RoleTool},
		{Field: WorkflowName, Key: "genkit:name", Only: genai.RoleWorkflow},
		{Field: ToolArguments, Key: "genkit:input", Only: genai.RoleTool},
		{Field: ToolResult, Key: "genkit:output", Only: genai.RoleTool},
		{Field: Conversation, Key: "genkit:sessionId"},
	},
	Embedded: []Embedded{
		{Key: "genkit:output", Only: genai.RoleCall, Fields: []Path{
			{Field: InputTokens, Path: "usage.inputTokens"},
			{Field: OutputTokens, Path: "usage.outputTokens"},
			{Field: TotalTokens, Path: "usage.totalTokens"},
			{Field: CacheRead, Path: "usage.cachedContentTokens"},
			{Field: OutsideReasoning, Path: "usage.thoughtsTokens"}, // Gemini's, outside of the output
			{Field: FinishReason, Path: "finishReason"},
			{Field: ResponseID, Path: "custom.responseId"},
			{Field: ResponseModel, Path: "custom.modelVersion"},
		}},
		{Key: "genkit:input", Only: genai.RoleCall, Fields: []Path{
			{Field: Temperature, Path: "config.temperature"},
			{Field: MaxTokens, Path: "config.maxOutputTokens"},
			{Field: TopP, Path: "config.topP"},
			{Field: TopK, Path: "config.topK"},
		}},
	},
	ToolNames: []Trim{{}},
}
