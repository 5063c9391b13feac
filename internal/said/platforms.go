package said

// platforms are the places of frameworks and services that put what was said under many names of their own.
var platforms = []dialect{
	{
		source: "livekit-agents, git of 2026-08: whatever may tell of people has a segment pii",
		said:   []string{"lk.pii.", "lk.amd.reason"},
	},
	{
		source: "voltagent, git of 2026-07",
		said: []string{
			"input", "agent.messages.ui", "agent.context", "agent.stateSnapshot", "agent.summary.preview", "agent.summary.text",
			"agent.workingMemory.content", "agent.workingMemory.finalContent", "embedding.query", "vector.query", "tool.search.query",
			"guardrail.input.", "guardrail.output.", "guardrail.chunk.text", "guardrail.description", "guardrail.message",
			"guardrail.metadata", "guardrail.reason", "guardrail.result.metadata", "guardrail.warnings",
			"middleware.input.", "middleware.output.", "middleware.description", "middleware.metadata", "middleware.warnings",
			"eval.scorer.metadata", "planagent.task.description", "planagent.task.response_preview", "planagent.todos",
			"resume.data", "suspension.data", "suspension.reason", "suspension.checkpoint", "cancellation.reason",
			"workflow.input", "workflow.output", "workflow.context", "workflow.state", "workflow.stateSnapshot", "workflow.resume.data",
			"workflow.step.input", "workflow.step.output", "workflow.step.state", "workflow.step.*_reason",
			"workspace.fs.path", "workspace.fs.pattern", "workspace.sandbox.args", "workspace.sandbox.command",
			"workspace.search.query", "workspace.search.results",
		},
		errors: []string{"eval.scorer.error_message", "workspace.error"},
	},
	{
		source: "mastra, @mastra/otel-exporter 0.3.3: mastra.<kind of span>.input and .output",
		said:   []string{"mastra.*.input", "mastra.*.output", "mastra.*.instructions", "agent.prompt"},
	},
	{
		source: "spring-ai, its reference of 2026",
		said: []string{
			"spring.ai.chat.client.*.text", "spring.ai.chat.client.*.params", "spring.ai.tool.definition.description",
			"spring.ai.tool.definition.schema", "spring.ai.vectorstore.query.filter", "spring.ai.vectorstore.query.response.documents",
			"db.vector.query.content", "db.vector.query.response.documents",
		},
	},
	{
		source: "Sentry's conventions of AI spans",
		said: []string{
			"gen_ai.request.messages", "gen_ai.request.available_tools", "gen_ai.response.text", "gen_ai.response.object",
			"gen_ai.embeddings.input", "gen_ai.tool.message", "ai.input_messages", "ai.responses", "ai.texts", "ai.preamble",
			"ai.tool_calls", "ai.function_call", "ai.citations", "ai.search_queries", "ai.search_results",
		},
	},
	{
		source: "LangSmith, LangWatch, Braintrust, AgentOps, HoneyHive, AgentScope: their readers and writers of OTLP",
		said: []string{
			"langwatch.input", "langwatch.output", "langwatch.contexts", "langwatch.rag.contexts", "braintrust.input",
			"braintrust.input_json", "braintrust.output", "braintrust.output_json", "braintrust.expected",
			"agentops.entity.input", "agentops.entity.output", "honeyhive_inputs.", "honeyhive_outputs.",
			"agentscope.function.input", "agentscope.function.output", "agentscope.function.metadata",
		},
		params: []string{"langwatch.params", "langsmith.request.headers"},
	},
	{
		source: "Claude Code's log records, logfire's integrations, flue",
		said:   []string{"response", "flue.tool.arguments", "flue.tool.result"},
		params: []string{"model_config", "gen_ai.crawl.proxy_config"},
		errors: []string{"error"},
	},
	{
		source: "litellm 1.109.1: llm.<provider>.<what its request or its answer holds>",
		said:   litellmRaw(),
		params: []string{"llm.*.extra_headers"},
	},
}

// litellmRaw are the names under which LiteLLM writes the body that it sends to a provider, and the body that it gets.
func litellmRaw() []string {
	var keys []string
	for _, provider := range []string{
		"anthropic", "azure", "azure_ai", "bedrock", "bedrock_converse", "cerebras", "cohere", "cohere_chat", "custom_openai",
		"databricks", "deepseek", "fireworks_ai", "gemini", "groq", "hosted_vllm", "huggingface", "litellm_proxy", "lm_studio",
		"mistral", "moonshot", "nvidia_nim", "ollama", "ollama_chat", "openai", "openrouter", "perplexity", "replicate",
		"sagemaker", "snowflake", "text-completion-openai", "together_ai", "vertex_ai", "vllm", "volcengine", "watsonx", "xai",
	} {
		for _, field := range []string{
			"messages", "message", "prompt", "input", "inputs", "output", "outputs", "choices", "content", "contents", "candidates",
			"system", "system_instruction", "systemInstruction", "instructions", "tools", "functions", "text", "data", "documents",
			"query", "response", "generated_text", "generations", "extra_body", "response_format", "metadata", "results",
		} {
			keys = append(keys, "llm."+provider+"."+field)
		}
	}
	return keys
}

// exceptions are attributes that begin like content and are none.
var exceptions = []string{
	"gen_ai.prompt.name", "gen_ai.prompt.version", "ai.prompt.toolChoice", "llm.prompt_template.version", "prompt.id",
	"prompt.name", "prompt.vendor", "ai.request.headers.user-agent",
	"smolagents.managed_agents.*.name", "smolagents.managed_agents.*.max_steps", "smolagents.managed_agents.*.tools_names",
	"crewai.crew.id", "crewai.crew.key", "crewai.crew.name", "crewai.crew.process", "crewai.crew.num_agents",
	"crewai.crew.num_tasks", "crewai.crew.usage_metrics", "crewai.crew.token_usage", "crewai.crew.verbose", "crewai.crew.cache",
	"crewai.crew.memory", "crewai.crew.max_rpm", "crewai.crew.planning", "crewai.crew.share_crew",
	"crewai.agent.id", "crewai.agent.key", "crewai.agent.role", "crewai.agent.verbose", "crewai.agent.cache",
	"crewai.agent.allow_delegation", "crewai.agent.max_iter", "crewai.agent.max_rpm", "crewai.agent.max_retry_limit",
	"crewai.task.id", "crewai.task.key", "crewai.task.name", "crewai.task.agent", "crewai.task.async_execution",
	"crewai.task.human_input", "crewai.task.output_format", "crewai.task.start_time", "crewai.task.end_time",
}
