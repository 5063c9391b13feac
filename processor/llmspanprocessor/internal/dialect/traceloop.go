package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// traceloop is what OpenLLMetry writes: versions 0.40 (flattened prompts, gen_ai.usage.prompt_tokens) to 0.62 (JSON
// messages, GenAI names), in Python and in JavaScript.
var traceloop = Dialect{
	Name:   "traceloop",
	Source: "opentelemetry-semantic-conventions-ai 0.5.1, openllmetry git 0.62.1 of 2026-06-28 (read 2026-11-22)",
	Lacks: "reasoning tokens through LangChain; the usage of chat completions in the OpenAI Agents SDK, and whom it hands over to; " +
		"agents in 0.40",
	Scopes: []string{
		"@traceloop/*", "traceloop.tracer*",
		"opentelemetry.instrumentation.openai.v0", "opentelemetry.instrumentation.openai.v1", "opentelemetry.instrumentation.openai",
		"opentelemetry.instrumentation.openai_agents",
		"opentelemetry.instrumentation.anthropic*", "opentelemetry.instrumentation.langchain*",
		"opentelemetry.instrumentation.llamaindex*", "opentelemetry.instrumentation.crewai*",
		"opentelemetry.instrumentation.bedrock*", "opentelemetry.instrumentation.cohere*",
		"opentelemetry.instrumentation.groq*", "opentelemetry.instrumentation.mistralai*",
		"opentelemetry.instrumentation.ollama*", "opentelemetry.instrumentation.google_generativeai*",
		"opentelemetry.instrumentation.haystack*", "opentelemetry.instrumentation.together*",
		"opentelemetry.instrumentation.replicate*", "opentelemetry.instrumentation.watsonx*",
		"opentelemetry.instrumentation.sagemaker*", "opentelemetry.instrumentation.writer*",
		"opentelemetry.instrumentation.transformers*", "opentelemetry.instrumentation.mcp*",
		"opentelemetry.instrumentation.agno*", "opentelemetry.instrumentation.alephalpha*",
	},
	Keys: []string{"traceloop.span.kind", "traceloop.workflow.name", "llm.request.type", "gen_ai.prompt.0.role"},
	Kinds: []Kind{
		{Key: "tool.name", Values: map[string]Meaning{ // LlamaIndex: a task that runs a tool
			"*": {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
		}},
		{Key: "traceloop.span.kind", Values: map[string]Meaning{
			"workflow": {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow},
			"task":     {Role: genai.RoleStep},
			"agent":    {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
			"tool":     {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
			"handoff":  {Operation: genai.OpExecuteTool, Role: genai.RoleHandoff},
		}},
		{Key: "llm.request.type", Values: map[string]Meaning{
			"chat":       {Operation: genai.OpChat, Role: genai.RoleCall},
			"completion": {Operation: genai.OpTextCompletion, Role: genai.RoleCall},
			"embedding":  {Operation: genai.OpEmbeddings, Role: genai.RoleCall},
			"rerank":     {Operation: genai.OpRerank, Role: genai.RoleCall},
		}},
	},
	NameKinds: []NameKind{
		{Name: "goto *", Meaning: Meaning{Role: genai.RoleHandoff}},
	},
	Attrs: []Attr{
		{Field: RequestModel, Key: "llm.request.model"},
		{Field: ResponseModel, Key: "llm.response.model"},
		{Field: InputTokens, Key: "llm.usage.prompt_tokens"},
		{Field: OutputTokens, Key: "llm.usage.completion_tokens"},
		{Field: TotalTokens, Key: "llm.usage.total_tokens"},
		{Field: Reasoning, Key: "llm.usage.reasoning_tokens"},
		{Field: CacheRead, Key: "gen_ai.usage.cache_read_input_tokens"},
		{Field: CacheWrite, Key: "gen_ai.usage.cache_creation_input_tokens"},
		{Field: FinishReason, Key: "gen_ai.completion.0.finish_reason"},
		{Field: Stream, Key: "llm.is_streaming"},
		{Field: TopK, Key: "llm.top_k"},
		{Field: StopSequence, Key: "llm.chat.stop_sequences"},
		{Field: PromptName, Key: "traceloop.prompt.key"},
		{Field: PromptVersion, Key: "traceloop.prompt.version"},
		{Field: FrequencyPenalty, Key: "llm.frequency_penalty"},
		{Field: PresencePenalty, Key: "llm.presence_penalty"},
		{Field: WorkflowName, Key: "traceloop.workflow.name"},
		{Field: WorkflowName, Key: "traceloop.entity.name", Only: genai.RoleWorkflow},
		{Field: AgentName, Key: "traceloop.entity.name", Only: genai.RoleAgent},
		{Field: StepName, Key: "traceloop.entity.name", Only: genai.RoleStep},
		{Field: ToolName, Key: "tool.name"},
		{Field: ToolName, Key: "traceloop.entity.name", Only: genai.RoleTool},
		{Field: ToolArguments, Key: "tool.arguments"},
		{Field: ToolArguments, Key: "traceloop.entity.input", Only: genai.RoleTool},
		{Field: ToolResult, Key: "traceloop.entity.output", Only: genai.RoleTool},
		{Field: Conversation, Key: "traceloop.association.properties.session_id"},
		{Field: Conversation, Key: "traceloop.association.properties.conversation_id"},
		{Field: Conversation, Key: "traceloop.association.properties.thread_id"},
		{Field: User, Key: "traceloop.association.properties.user_id"},
		{Field: GraphNode, Key: "traceloop.association.properties.langgraph_node"},
		{Field: GraphPath, Key: "traceloop.association.properties.langgraph_checkpoint_ns"},
		{Field: GraphPath, Key: "traceloop.association.properties.checkpoint_ns"},
		{Field: HandoffFrom, Key: "gen_ai.agent.handoff_parent", Only: genai.RoleHandoff},
		{Field: ParentAgent, Key: "gen_ai.agent.handoff_parent"},
		{Field: HandoffFrom, Key: "langgraph.command.source_node", Only: genai.RoleHandoff},
		{Field: HandoffTo, Key: "langgraph.command.goto_node"},
		{Field: HandoffTo, Key: "langgraph.command.goto_nodes"},
	},
	Embedded: []Embedded{
		{Key: "traceloop.entity.input", Only: genai.RoleStep, Fields: []Path{
			{Field: GraphNode, Path: "metadata.langgraph_node"},
			{Field: GraphPath, Path: "metadata.langgraph_checkpoint_ns"},
			{Field: Conversation, Path: "metadata.thread_id"},
		}},
		// LlamaIndex writes the event that a step of a workflow ends with.
		{Key: "traceloop.entity.output", Only: genai.RoleStep, Format: Scan, Fields: []Path{
			{Field: AgentName, Path: `"current_agent_name": "`},
		}},
	},
	AgentNames:  []Trim{{Suffix: ".agent"}, {Prefix: "invoke_agent "}},
	ToolNames:   []Trim{{Suffix: ".tool"}, {Prefix: "execute_tool "}},
	CalledTools: []Trim{{Prefix: "gen_ai.completion.", Suffix: ".name"}},
	Exclusive:   []Exclusive{{Provider: "aws.bedrock"}},
	Known:       true,
	UsageKeys:   []string{"llm.usage.*"},
	Documents:   []Documents{{Key: "gen_ai.prompt", Query: true}},
	NotAgents:   []string{"LangGraph", "call_agent", "agent", "tools", "model"},
	Graphs:      []string{"*"},
	AgentNodes:  []string{"agent", "model"}, // LangGraph\'s create_react_agent, LangChain\'s create_agent
}
