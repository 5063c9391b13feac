package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// openInference is what the OpenInference instrumentations write, in Python and in JavaScript: for LangChain, LlamaIndex,
// DSPy, smolagents, Agno, BeeAI, CrewAI, the OpenAI Agents SDK and others.
var openInference = Dialect{
	Name:   "openinference",
	Source: "openinference-semantic-conventions 0.1.42, instrumentors at git 2026-08-21, openai-agents 2.6.0 (read 2026-11-22)",
	Lacks: "cached and reasoning tokens through smolagents and autogen-agentchat; the time to the first token; the name of an " +
		"agent in LangGraph, LlamaIndex and smolagents, but by a span's name, a graph's node or a text",
	Scopes: []string{"openinference.instrumentation.*", "@arizeai/openinference-*"},
	Keys:   []string{"openinference.span.kind"},
	NameKinds: []NameKind{
		{Name: "handoff to *", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleHandoff}, Over: true},
		// LlamaIndex calls the making of a request an LLM span too.
		{Name: "*._prepare_chat_with_tools", Meaning: Meaning{Role: genai.RoleStep}, Over: true},
	},
	Kinds: []Kind{{Key: "tool.name", Values: map[string]Meaning{
		"*": {Operation: genai.OpExecuteTool, Role: genai.RoleTool}, // LangChain's is an agent where its name says "agent"
	}}, {Key: "openinference.span.kind", Values: map[string]Meaning{
		"llm":       {Operation: genai.OpChat, Role: genai.RoleCall},
		"embedding": {Operation: genai.OpEmbeddings, Role: genai.RoleCall},
		"reranker":  {Operation: genai.OpRerank, Role: genai.RoleCall},
		"retriever": {Operation: genai.OpRetrieval, Role: genai.RoleRetrieval},
		"tool":      {Operation: genai.OpExecuteTool, Role: genai.RoleTool},
		"agent":     {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
		"chain":     {Role: genai.RoleStep},
		"guardrail": {Role: genai.RoleGuardrail},
		"evaluator": {Role: genai.RoleEvaluator},
		"prompt":    {Role: genai.RoleStep},
		"decision":  {Operation: genai.OpDecide, Role: genai.RoleCall},
	}}},
	Attrs: []Attr{
		{Field: Provider, Key: "llm.provider"},
		{Field: Provider, Key: "llm.system"},
		{Field: RequestModel, Key: "llm.request.model_name"},
		{Field: RequestModel, Key: "llm.model_name"},
		{Field: RequestModel, Key: "embedding.model_name"},
		{Field: RequestModel, Key: "reranker.model_name"},
		{Field: RequestModel, Key: "decision.request.model_name"},
		{Field: RequestModel, Key: "decision.model_name"},
		{Field: ResponseModel, Key: "llm.response.model_name"},
		{Field: ResponseModel, Key: "decision.response.model_name"},
		{Field: InputTokens, Key: "llm.token_count.prompt"},
		{Field: InputTokens, Key: "decision.token_count.input"},
		{Field: OutputTokens, Key: "llm.token_count.completion"},
		{Field: OutputTokens, Key: "decision.token_count.output"},
		{Field: TotalTokens, Key: "llm.token_count.total"},
		{Field: CacheRead, Key: "llm.token_count.prompt_details.cache_read"},
		{Field: CacheRead, Key: "llm.token_count.prompt_details.cache_input"},
		{Field: CacheWrite, Key: "llm.token_count.prompt_details.cache_write"},
		{Field: Reasoning, Key: "llm.token_count.completion_details.reasoning"},
		{Field: AudioInput, Key: "llm.token_count.prompt_details.audio"},
		{Field: AudioOutput, Key: "llm.token_count.completion_details.audio"},
		{Field: ReportedCost, Key: "llm.cost.total"},
		{Field: ReportedInputCost, Key: "llm.cost.prompt"},
		{Field: ReportedOutputCost, Key: "llm.cost.completion"},
		{Field: ToolName, Key: "tool.name"},
		{Field: ToolDescription, Key: "tool.description"},
		{Field: ToolCallID, Key: "tool_call.id"},
		{Field: ToolCallID, Key: "tool.id"},
		{Field: ToolArguments, Key: "input.value", Only: genai.RoleTool},
		{Field: ToolResult, Key: "output.value", Only: genai.RoleTool},
		{Field: AgentName, Key: "agent.name"},
		{Field: AgentName, Key: "graph.node.name", Only: genai.RoleAgent},
		{Field: AgentName, Key: "graph.node.id", Only: genai.RoleAgent},
		{Field: ParentAgent, Key: "graph.node.parent_id", Only: genai.RoleAgent},
		{Field: HandoffFrom, Key: "input.value", Only: genai.RoleHandoff},
		{Field: HandoffTo, Key: "output.value", Only: genai.RoleHandoff},
		{Field: FinishReason, Key: "llm.finish_reason"},
		{Field: FinishReason, Key: "llm.response.finish_reason"},
		{Field: FinishReason, Key: "llm.response.stop_reason"},
		{Field: PromptVersion, Key: "llm.prompt_template.version"},
		{Field: Conversation, Key: "session.id"},
		{Field: RunKey, Key: "crew_id"},
	},
	Embedded: []Embedded{
		{Key: "llm.invocation_parameters", Fields: []Path{
			{Field: Temperature, Path: "temperature"},
			{Field: MaxTokens, Path: "max_tokens"},
			{Field: MaxTokens, Path: "max_completion_tokens"},
			{Field: TopP, Path: "top_p"},
			{Field: Seed, Path: "seed"},
			{Field: Stream, Path: "stream"},
			{Field: FrequencyPenalty, Path: "frequency_penalty"},
			{Field: PresencePenalty, Path: "presence_penalty"},
			{Field: Choices, Path: "n"},
			{Field: StopSequence, Path: "stop"},
			{Field: ReasoningLevel, Path: "reasoning_effort"},
			{Field: ReasoningLevel, Path: "reasoning.effort"},
			{Field: ServiceTier, Path: "service_tier"},
		}},
		{Key: "metadata", Fields: []Path{
			{Field: GraphNode, Path: "langgraph_node"},
			{Field: GraphPath, Path: "langgraph_checkpoint_ns"},
			{Field: GraphPath, Path: "checkpoint_ns"},
			{Field: Conversation, Path: "thread_id"},
			// The name given to LangChain's create_agent, on all that runs inside of the agent.
			{Field: AgentName, Path: "lc_agent_name"},
		}},
		// The provider's answer: its id is what two instrumentors of one call have in common.
		{Key: "output.value", Only: genai.RoleCall, Fields: []Path{{Field: ResponseID, Path: "id"}}},
		// LlamaIndex writes the repr of a workflow's event.
		{Key: "input.value", Only: genai.RoleStep, Format: Scan, Fields: []Path{
			{Field: AgentName, Path: "current_agent_name='"},
			{Field: AgentName, Path: `"current_agent_name": "`},
		}},
	},
	AgentNames: []Trim{
		{Suffix: "._execute_core", Scope: "openinference.instrumentation.crewai*"},
		{Suffix: ".run", Scope: "openinference.instrumentation.smolagents*"},
		{Suffix: ".run"},
		{},
	},
	ToolNames:  []Trim{{Suffix: ".run"}, {}},
	NotAgents:  []string{"LangGraph", "call_agent", "agent", "tools", "model"},
	Graphs:     []string{"*"},
	AgentNodes: []string{"agent", "model"},                                                             // LangGraph\'s create_react_agent, LangChain\'s create_agent
	Lazy:       []string{"*.stream_chat", "*.astream_chat", "*.stream_complete", "*.astream_complete"}, // LlamaIndex
	UsageKeys:  []string{"llm.token_count.*", "decision.token_count.*"},
	CostKeys:   []string{"llm.cost.*"},
	Known:      true,
}
