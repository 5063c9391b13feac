package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// langSmith is LangSmith's OpenTelemetry exporter, for LangChain and LangGraph. Its kind is right where the operation
// beside it is not: a retriever comes as embeddings, a prompt as chat.
var langSmith = Dialect{
	Name:   "langsmith",
	Source: "langsmith 0.15.0 _internal/otel/_otel_exporter.py (read 2026-11-22)",
	Lacks:  "whether the input holds the cached tokens, but by the total; an agent, but by its graph node",
	Scopes: []string{"langsmith", "langsmith.*"},
	Keys:   []string{"langsmith.span.kind", "langsmith.trace.name", "langsmith.metadata.*"},
	Kinds: []Kind{{Key: "langsmith.span.kind", Values: map[string]Meaning{
		"llm":       {Operation: genai.OpChat, Role: genai.RoleCall},
		"embedding": {Operation: genai.OpEmbeddings, Role: genai.RoleCall, Replace: true},
		"retriever": {Operation: genai.OpRetrieval, Role: genai.RoleRetrieval, Replace: true},
		"tool":      {Operation: genai.OpExecuteTool, Role: genai.RoleTool, Replace: true},
		"prompt":    {Role: genai.RoleStep, Replace: true},
		"parser":    {Role: genai.RoleStep, Replace: true},
		"chain":     {Role: genai.RoleStep, Replace: true},
	}}},
	Attrs: []Attr{
		{Field: Provider, Key: "langsmith.metadata.ls_provider"},
		{Field: RequestModel, Key: "langsmith.metadata.ls_model_name"},
		{Field: Temperature, Key: "langsmith.metadata.ls_temperature"},
		{Field: MaxTokens, Key: "langsmith.metadata.ls_max_tokens"},
		{Field: TotalTokens, Key: "gen_ai.usage.total_tokens"},
		{Field: Conversation, Key: "langsmith.metadata.thread_id"},
		{Field: Conversation, Key: "langsmith.metadata.session_id"},
		{Field: Conversation, Key: "langsmith.metadata.conversation_id"},
		{Field: Conversation, Key: "lc.metadata.thread_id"},
		{Field: User, Key: "langsmith.metadata.user_id"},
		{Field: AgentName, Key: "langsmith.metadata.lc_agent_name"},
		{Field: GraphNode, Key: "langsmith.metadata.langgraph_node"},
		{Field: GraphPath, Key: "langsmith.metadata.langgraph_checkpoint_ns"},
		{Field: GraphPath, Key: "langsmith.metadata.checkpoint_ns"},
		{Field: ToolName, Key: "gen_ai.serialized.name", Only: genai.RoleTool},
		{Field: ToolArguments, Key: "gen_ai.prompt", Only: genai.RoleTool},
		{Field: ToolResult, Key: "gen_ai.completion", Only: genai.RoleTool},
		{Field: Stream, Key: "langsmith.request.streaming"},
	},
	Embedded: []Embedded{
		{Key: "gen_ai.usage.input_token_details", Format: PythonRepr, Fields: []Path{
			{Field: CacheRead, Path: "cache_read"},
			{Field: CacheWrite, Path: "cache_creation"},
			{Field: CacheWrite5m, Path: "ephemeral_5m_input_tokens"},
			{Field: CacheWrite1h, Path: "ephemeral_1h_input_tokens"},
			{Field: AudioInput, Path: "audio"},
		}},
		{Key: "gen_ai.usage.output_token_details", Format: PythonRepr, Fields: []Path{
			{Field: Reasoning, Path: "reasoning"},
			{Field: AudioOutput, Path: "audio"},
		}},
	},
	ToolNames: []Trim{{}},
	NotAgents: []string{"LangGraph", "RunnableSequence", "RunnableLambda", "ChatPromptTemplate", "call_model", "tools"},
	Graphs:    []string{"*"},
}
