package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// voltAgent is VoltAgent. Its keys are so general that they hold on its own spans alone.
var voltAgent = Dialect{
	Name:    "voltagent",
	Source:  "mlflow 3.17.2 otel/translation (read 2026-11-22)",
	Lacks:   "the provider, but by the model; whether the input holds the cached tokens, but by the total",
	Scopes:  []string{"@voltagent/*", "voltagent*"},
	Keys:    []string{"voltagent.*"},
	Private: true,
	Kinds: []Kind{
		{Key: "span.type", Values: voltAgentTypes},
		{Key: "entity.type", Values: voltAgentTypes},
	},
	Attrs: []Attr{
		{Field: RequestModel, Key: "ai.model.name"},
		{Field: RequestModel, Key: "llm.model"},
		{Field: InputTokens, Key: "usage.prompt_tokens"},
		{Field: InputTokens, Key: "llm.usage.prompt_tokens"},
		{Field: OutputTokens, Key: "usage.completion_tokens"},
		{Field: OutputTokens, Key: "llm.usage.completion_tokens"},
		{Field: TotalTokens, Key: "usage.total_tokens"},
		{Field: TotalTokens, Key: "llm.usage.total_tokens"},
		{Field: CacheRead, Key: "usage.cached_tokens"},
		{Field: CacheRead, Key: "llm.usage.cached_tokens"},
		{Field: Reasoning, Key: "usage.reasoning_tokens"},
		{Field: Reasoning, Key: "llm.usage.reasoning_tokens"},
		{Field: AgentName, Key: "entity.name", Only: genai.RoleAgent},
		{Field: AgentID, Key: "entity.id", Only: genai.RoleAgent},
		{Field: WorkflowName, Key: "entity.name", Only: genai.RoleWorkflow},
		{Field: ToolName, Key: "tool.name"},
		{Field: ToolCallID, Key: "tool.call.id"},
		{Field: ToolArguments, Key: "tool.parameters", Only: genai.RoleTool},
		{Field: ToolArguments, Key: "input", Only: genai.RoleTool},
		{Field: ToolResult, Key: "tool.result", Only: genai.RoleTool},
		{Field: ToolResult, Key: "output", Only: genai.RoleTool},
		{Field: Conversation, Key: "voltagent.conversation_id"},
		{Field: Conversation, Key: "conversation.id"},
		{Field: RunKey, Key: "voltagent.operation_id"},
	},
	AgentNames: []Trim{{}},
	ToolNames:  []Trim{{Prefix: "tool.execution:"}, {Prefix: "tool:"}, {}},
}

var voltAgentTypes = map[string]Meaning{
	"agent":          {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
	"llm":            {Operation: genai.OpChat, Role: genai.RoleCall},
	"embedding":      {Operation: genai.OpEmbeddings, Role: genai.RoleCall},
	"tool":           {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
	"retriever":      {Operation: genai.OpRetrieval, Role: genai.RoleRetrieval},
	"vector":         {Operation: genai.OpRetrieval, Role: genai.RoleRetrieval},
	"guardrail":      {Role: genai.RoleGuardrail},
	"workflow":       {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
	"workflow-step":  {Role: genai.RoleStep},
	"workflow_step":  {Role: genai.RoleStep},
	"memory":         {Role: genai.RoleStep},
	"middleware":     {Role: genai.RoleStep},
	"summary":        {Role: genai.RoleStep},
	"embedding_step": {Role: genai.RoleStep},
}
