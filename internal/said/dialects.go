package said

// dialect are the attributes in which one emitter puts what was said. A key that ends in a dot is a prefix.
type dialect struct {
	source string // what was read, and when
	said   []string
	params []string
	errors []string
}

// dialects are the places of all dialects, on spans, span events and links alike. Descriptions and definitions of tools
// go to the model as part of the prompt, and count; the names of agents and tools do not.
var dialects = []dialect{
	{
		source: "OpenTelemetry GenAI conventions to 2026-10, opentelemetry-util-genai 1.3b0",
		said: []string{
			"gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.tool.definitions",
			"gen_ai.tool.call.arguments", "gen_ai.tool.call.result", "gen_ai.tool.description", "gen_ai.agent.description", "gen_ai.retrieval.query.text", "gen_ai.retrieval.documents",
			"gen_ai.prompt.variable.", "gen_ai.event.content", "gen_ai.evaluation.explanation", "gen_ai.memory.",
		},
		errors: []string{"exception.message", "exception.stacktrace", "error.message", "error.stack", "gen_ai.framework.error."},
	},
	{
		source: "openinference-semantic-conventions 0.1.42",
		said: []string{
			"input.value", "output.value", "llm.input_messages.", "llm.output_messages.", "llm.prompts.", "llm.choices.",
			"llm.prompts", "llm.choices", "llm.input_messages", "llm.output_messages", "llm.tools.", "llm.function_call",
			"llm.prompt_template.template", "llm.prompt_template.variables", "llm.prompt_template.", "tool.input", "tool.output", "tool.parameters", "tool.description",
			"tool_call.function.arguments", "message.content", "message.contents.", "message.tool_calls.",
			"retrieval.documents.", "retrieval.documents", "reranker.query", "reranker.input_documents.", "reranker.output_documents.",
			"embedding.text", "embedding.vector", "embedding.embeddings.", "embedding.embeddings", "document.content", "prompt.",
			"decision.input", "decision.output",
		},
		params: []string{"llm.invocation_parameters", "embedding.invocation_parameters"},
	},
	{
		source: "opentelemetry-semantic-conventions-ai 0.5.1, openllmetry 0.40.5 to 0.62.4",
		said: []string{
			"gen_ai.prompt.", "gen_ai.completion.", "gen_ai.prompt", "gen_ai.completion", "traceloop.entity.input",
			"traceloop.entity.output", "llm.request.functions.", "gen_ai.task.input", "gen_ai.task.output", "llm.prompts",
			"llm.completions.", "traceloop.prompt.template", "traceloop.prompt.template_variables", "pinecone.query.filter",
			"gen_ai.content.completion.chunk", "llm.content.completion.chunk", "db.query.text", "db.statement",
			"db.query.result.", "mcp.request.argument", "mcp.response.value", "gen_ai.response.structured_output",
			"gen_ai.request.structured_output_schema",
		},
	},
	{
		source: "openlit 1.45.0",
		said: []string{
			"gen_ai.tool.input", "gen_ai.tool.output", "gen_ai.tool.args", "gen_ai.tool.result", "gen_ai.response.tool_calls",
			"gen_ai.content.", "gen_ai.content.prompt", "gen_ai.content.completion", "gen_ai.agent.goal", "gen_ai.agent.instructions",
			"gen_ai.agent.backstory", "gen_ai.task.description", "gen_ai.task.expected_output", "gen_ai.query", "gen_ai.revised_prompt",
			"gen_ai.request.image.", "gen_ai.response.image.", "gen_ai.embedding.",
		},
	},
	{
		source: "ai 5.0, 6.0.326, @ai-sdk/otel 1.0.173",
		said: []string{
			"ai.prompt", "ai.prompt.", "ai.response.text", "ai.response.object", "ai.response.toolCalls", "ai.response.reasoning",
			"ai.response.files", "ai.response.providerMetadata", "ai.result.", "ai.toolCall.args", "ai.toolCall.result", "ai.toolCall.input",
			"ai.toolCall.output", "ai.value", "ai.values", "ai.embedding", "ai.embeddings", "ai.schema", "ai.documents", "ai.query",
			"ai.ranking", "ai.settings.output", "ai.request.body", "ai.request.providerMetadata",
		},
	},
	{
		source: "pydantic-ai-slim 2.68.0, logfire 5.4",
		said: []string{
			"events", "all_messages_events", "pydantic_ai.all_messages", "final_result", "tool_arguments", "tool_response",
			"request_data", "response_data", "system_prompt", "system_prompts", "user_prompt", "prompt", "result", "logfire.msg",
		},
		params: []string{"model_request_parameters"},
	},
	{
		source: "langfuse 2026-08-22",
		said: []string{
			"langfuse.observation.input", "langfuse.observation.output", "langfuse.trace.input", "langfuse.trace.output",
		},
		params: []string{"langfuse.observation.model.parameters"},
		errors: []string{"langfuse.observation.status_message"},
	},
	{
		source: "autogen-core 0.7.5, ag2 0.14.0 and 1.2.1, semantic-kernel 1.45.0, agent-framework-core 1.23.0",
		said: []string{
			"message", "message.data", "ag2.human_input.prompt", "ag2.human_input.response", "ag2.code.", "ag2.message.", "ag2.task.",
			"ag2.network.content", "ag2.network.payload", "ag2.agent_event.data", "executor.input", "executor.output",
		},
	},
	{
		source: "google-adk 2.13.0, genkit, haystack-ai 3.4.1",
		said: []string{
			"gcp.vertex.agent.llm_request", "gcp.vertex.agent.llm_response", "gcp.vertex.agent.tool_call_args",
			"gcp.vertex.agent.tool_response", "gcp.vertex.agent.data", "genkit:input", "genkit:output",
			"genkit:metadata:flow:input", "haystack.component.input", "haystack.component.output", "haystack.pipeline.input_data",
			"haystack.pipeline.output_data", "haystack.component.input_spec", "haystack.agent.input", "haystack.agent.output",
			"haystack.tool.input", "haystack.tool.output", "haystack.tool.arguments", "haystack.tool.result",
		},
		errors: []string{"haystack.tool.error"},
	},
	{
		source: "crewai 1.15.30, openinference-instrumentation-crewai 1.1.21",
		said: []string{
			"crew_agents", "crew_tasks", "crew_inputs", "crewai.task.description", "crewai.task.output", "crewai.task.expected_output",
			"crewai.crew.inputs", "crewai.crew.result", "crewai.crew.agents", "crewai.crew.tasks", "crewai.agent.goal",
			"crewai.agent.backstory", "crewai.flow.state", "crewai.flow.inputs", "crewai.flow.output", "task_description",
			"task_output", "expected_output", "formatted_description", "formatted_expected_output", "flow_inputs",
		},
	},
	{
		source: "strands-agents 1.62.0, langsmith 0.15.0, lmnr 0.8.2, mlflow-tracing 3.17.2, litellm 1.109.1",
		said: []string{
			"system_prompt", "gen_ai.serialized.", "lmnr.span.input", "lmnr.span.output", "mlflow.spanInputs", "mlflow.spanOutputs",
			"mlflow.chat.tools", "mlflow.chat.messages", "mlflow.traceInputs", "mlflow.traceOutputs", "mlflow.trace.inputs", "mlflow.trace.outputs",
			"llm.request.messages", "llm.response.messages", "litellm.request.messages", "litellm.response.content",
			"metadata.prompt", "raw_request", "raw_response", "llm.openai.messages", "llm.raw_request", "llm.raw_response",
		},
		params: []string{"mlflow.invocation_params"},
	},
	{
		source: "Claude Code 2.1.266, anthropic 2.12.0, Codex, Gemini CLI",
		said: []string{
			"response.model_output", "full_command", "file_path", "new_context", "tool_input", "tool_parameters", "tool_result", "output",
			"content", "diff", "request.body", "response.body", "anthropic.request.body", "anthropic.response.body", "query",
			"arguments", "function_args",
		},
	},
	{
		source: "livekit-agents, voltagent, mastra 0.3.3, spring-ai, flue (readers of mlflow and langfuse, 2026-08)",
		said: []string{
			"lk.user_input", "lk.user_transcript", "lk.chat_ctx", "lk.response.", "lk.function_tool.arguments", "lk.function_tool.output",
			"lk.function_tools", "lk.instructions", "lk.input_text", "llm.messages", "agent.messages", "llm.output", "agent.output",
			"agent.instructions", "tool.arguments", "tool.result", "gen_ai.tool.success_output", "mastra.input", "mastra.output",
			"spring.ai.prompt", "spring.ai.completion", "spring.ai.tool.call.arguments", "spring.ai.tool.call.result",
			"flue.turn.input", "flue.turn.output", "flue.tool.input", "flue.tool.output", "flue.task.prompt", "flue.task.result",
			"spring.ai.vectorstore.query.content", "ai.workflow.input", "ai.workflow.output",
		},
	},
	{
		source: "the receiver openai_agents of this project: what the SDK's spans hold beyond the conventions",
		said:   []string{"openai_agents.data.", "openai_agents.rest"},
		params: []string{"openai_agents.model_config."},
		errors: []string{"openai_agents.error."},
	},
}

// exceptions are attributes that begin like content and are none.
var exceptions = []string{
	"gen_ai.prompt.name", "gen_ai.prompt.version", "ai.prompt.toolChoice", "llm.prompt_template.version", "prompt.id",
	"prompt.name", "prompt.vendor",
}
