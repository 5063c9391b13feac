package said

// dialect are the attributes in which one emitter puts what was said. A key that ends in a dot is a prefix; in a key
// with a star, the star stands for anything.
type dialect struct {
	source string // what was read, and when
	said   []string
	params []string
	errors []string
}

// dialects are the places of most dialects, on spans, span events and links alike. Descriptions and definitions of tools
// and agents go to the model as part of the prompt, and count; the names of agents and tools do not, nor do the labels
// that users give to their traces.
var dialects = []dialect{
	{
		source: "OpenTelemetry GenAI conventions to 2026-10, opentelemetry-util-genai 1.3b0",
		said: []string{
			"gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.tool.definitions",
			"gen_ai.tool.call.arguments", "gen_ai.tool.call.result", "gen_ai.tool.description", "gen_ai.agent.description",
			"gen_ai.retrieval.query.text", "gen_ai.retrieval.documents", "gen_ai.prompt.variable.", "gen_ai.event.content",
			"gen_ai.evaluation.explanation", "gen_ai.memory.", "gen_ai.skill.description", "gen_ai.skill.instructions",
			"gen_ai.compaction.summary",
		},
		errors: []string{"error.type", "exception.message", "exception.stacktrace", "error.message", "error.stack", "gen_ai.framework.error."},
	},
	{
		source: "openinference-semantic-conventions 0.1.42",
		said: []string{
			"input.value", "output.value", "llm.input_messages.", "llm.output_messages.", "llm.prompts.", "llm.choices.",
			"llm.prompts", "llm.choices", "llm.input_messages", "llm.output_messages", "llm.tools.", "llm.function_call",
			"llm.prompt_template.template", "llm.prompt_template.variables", "llm.prompt_template.", "tool.input",
			"tool.output", "tool.parameters", "tool.description", "tool_call.function.arguments", "message.content",
			"message.contents.", "message.tool_calls.", "retrieval.documents.", "retrieval.documents", "reranker.query",
			"reranker.input_documents.", "reranker.output_documents.", "embedding.text", "embedding.vector",
			"embedding.embeddings.", "embedding.embeddings", "document.content", "prompt.", "decision.input",
			"decision.output", "llm.tools", "llm.request.tools", "llm.available_functions", "message.contents",
			"message.tool_calls", "message_content.", "message.function_call_arguments_json",
			"tool_call.reasoning_signature", "function.arguments", "tool.json_schema", "tool.args", "tool.kwargs",
			"tools.definitions", "completion.text", "audio.transcript", "audio.url", "image.url", "input.audio.transcript",
			"input.audio.url", "output.audio.transcript", "output.audio.url", "output.message.content", "text.chunk",
			"document.metadata", "reranker.input_documents", "reranker.output_documents", "annotations", "evaluations",
			"trace.annotations", "trace.evaluations", "session.annotations", "session.evaluations",
			"annotation.explanation", "annotation.metadata", "evaluation.explanation", "evaluation.metadata",
			"agno.workflow.description", "frame.text", "smolagents.task", "smolagents.additional_args",
			"smolagents.managed_agents.", "participant_descriptions", "conversation.end_reason",
		},
		params: []string{"llm.invocation_parameters", "embedding.invocation_parameters", "gen_ai.openai.request.response_format"},
		errors: []string{
			"frame.error.message",
		},
	},
	{
		source: "opentelemetry-semantic-conventions-ai 0.5.1, openllmetry 0.40.5 to 0.62.4",
		said: []string{
			"gen_ai.prompt.", "gen_ai.completion.", "gen_ai.prompt", "gen_ai.completion", "traceloop.entity.input",
			"traceloop.entity.output", "llm.request.functions.", "gen_ai.task.input", "gen_ai.task.output", "llm.prompts",
			"llm.completions.", "traceloop.prompt.template", "traceloop.prompt.template_variables", "pinecone.query.filter",
			"gen_ai.content.completion.chunk", "llm.content.completion.chunk", "db.query.text", "db.statement",
			"db.query.result.", "mcp.request.argument", "mcp.response.value", "gen_ai.response.structured_output",
			"gen_ai.request.structured_output_schema", "llm.request.functions", "openai.agent.handoffs",
			"db.search.result.", "db.search.embeddings.", "db.query.embeddings.", "db.query.parameter.",
			"db.query.parameter", "db.chroma.*.where", "db.chroma.*.where_document", "db.marqo.search.query",
			"db.milvus.*.filter", "db.milvus.search.annsearch_request", "pinecone.query.queries",
			"mcp.session.init_options",
		},
		params: []string{
			"llm.headers", "gen_ai.headers",
		},
	},
	{
		source: "openlit 1.45.0",
		said: []string{
			"gen_ai.tool.input", "gen_ai.tool.output", "gen_ai.tool.args", "gen_ai.tool.result",
			"gen_ai.response.tool_calls", "gen_ai.content.", "gen_ai.content.prompt", "gen_ai.content.completion",
			"gen_ai.agent.goal", "gen_ai.agent.instructions", "gen_ai.agent.backstory", "gen_ai.task.description",
			"gen_ai.task.expected_output", "gen_ai.query", "gen_ai.revised_prompt", "gen_ai.request.image.",
			"gen_ai.response.image.", "gen_ai.embedding.", "gen_ai.action.file_path", "gen_ai.agent.action.log",
			"gen_ai.agent.action.tool_input", "gen_ai.agent.actions", "gen_ai.agent.actual_output",
			"gen_ai.agent.browse_url", "gen_ai.agent.context", "gen_ai.agent.evaluation", "gen_ai.agent.expected_output",
			"gen_ai.agent.final_result", "gen_ai.agent.finish.log", "gen_ai.agent.finish.output",
			"gen_ai.agent.human_input", "gen_ai.agent.introduction", "gen_ai.agent.memory", "gen_ai.agent.next_goal",
			"gen_ai.agent.page_title", "gen_ai.agent.params", "gen_ai.agent.schema", "gen_ai.agent.step_messages",
			"gen_ai.agent.task", "gen_ai.agent.task_associations", "gen_ai.agent.thinking", "gen_ai.agent.tool_results",
			"gen_ai.browser.action.selector", "gen_ai.browser.action.target", "gen_ai.browser.action.value",
			"gen_ai.browser.console.logs", "gen_ai.browser.javascript.errors", "gen_ai.browser.network.failed_requests",
			"gen_ai.browser.page.title", "gen_ai.browser.page.url", "gen_ai.browser.page_title",
			"gen_ai.browser.task.description", "gen_ai.crawl.css_selector", "gen_ai.crawl.js_code",
			"gen_ai.crawl.result.redirected_url", "gen_ai.crawl.wait_for", "gen_ai.execution.input",
			"gen_ai.execution.output", "gen_ai.extraction.instruction", "gen_ai.extraction.schema",
			"gen_ai.framework.component.input_spec", "gen_ai.framework.component.output_spec",
			"gen_ai.framework.document.sources", "gen_ai.framework.pipeline.input_data",
			"gen_ai.framework.pipeline.metadata", "gen_ai.framework.pipeline.output_data", "gen_ai.framework.query.text",
			"gen_ai.knowledge.search.query", "gen_ai.message.content", "gen_ai.openai.file.filename",
			"gen_ai.request.speech.prompt", "gen_ai.response.audio.text", "gen_ai.response.image",
			"gen_ai.response.speech.timestamps", "gen_ai.retrieval.query", "gen_ai.task.tools", "gen_ai.tool.input_kwargs",
			"gen_ai.tool.parameters", "gen_ai.tool.schema", "gen_ai.tool.json_schema", "gen_ai.vectordb.search.query",
			"gen_ai.workflow.description", "gen_ai.workflow.input", "gen_ai.workflow.output", "guard.explanation",
			"db.filter", "db.metadata", "db.where_document", "db.update.values", "db.update.metadata",
			"db.vector.query.filter", "db.postgresql.plan", "mcp.completion.argument.value",
			"mcp.completion.context.arguments", "mcp.completion.values", "mcp.elicitation.schema", "mcp.error.data",
			"mcp.fastmcp.prompt.arguments", "mcp.fastmcp.server.instructions", "mcp.fastmcp.tool.annotations", "mcp.params",
			"mcp.progress.message", "mcp.prompt.description", "mcp.request.payload", "mcp.resource.description",
			"mcp.resource.uri", "mcp.response.payload", "mcp.result", "mcp.sampling.messages", "mcp.tool.arguments",
			"mcp.tool.description", "mcp.tool.result", "mcp.auth.authorization_code", "mcp.auth.state",
		},
		params: []string{
			"gen_ai.request.parameters",
		},
		errors: []string{
			"gen_ai.action.error", "gen_ai.agent.action_errors", "gen_ai.agent.tool.errors", "gen_ai.browser.error.message",
			"gen_ai.execution.error", "gen_ai.extraction.error", "gen_ai.tool.error", "mcp.error.message", "mcp.errors",
		},
	},
	{
		source: "ai 5.0, 6.0.326, @ai-sdk/otel 1.0.173",
		said: []string{
			"ai.prompt", "ai.prompt.", "ai.response.text", "ai.response.object", "ai.response.toolCalls",
			"ai.response.reasoning", "ai.response.files", "ai.response.providerMetadata", "ai.result.", "ai.toolCall.args",
			"ai.toolCall.result", "ai.toolCall.input", "ai.toolCall.output", "ai.value", "ai.values", "ai.embedding",
			"ai.embeddings", "ai.schema", "ai.documents", "ai.query", "ai.ranking", "ai.settings.output", "ai.request.body",
			"ai.request.providerMetadata",
		},
		params: []string{
			"ai.request.headers.",
		},
	},
	{
		source: "pydantic-ai-slim 2.68.0, logfire 5.4",
		said: []string{
			"events", "all_messages_events", "pydantic_ai.all_messages", "final_result", "tool_arguments", "tool_response",
			"request_data", "response_data", "system_prompt", "system_prompts", "user_prompt", "prompt", "result",
			"logfire.msg", "pydantic_ai.decision.*question", "pydantic_ai.decision.*questions",
			"pydantic_ai.decision.answers", "pydantic_ai.decision.route_options", "pydantic_ai.decision.state",
			"pydantic_ai.tool.deferral.metadata", "raw_input", "request", "data", "logfire.json_schema", "logfire.scrubbed",
			"logfire.logging_args",
			"logfire.print_args", "logfire.feedback.comment", "exception.logfire.data", "http.request.body.text",
			"http.request.body.form", "http.response.body.text",
		},
		params: []string{"model_request_parameters"},
		errors: []string{
			"pydantic_ai.tool.retry.cause", "pydantic_ai.output.retry.cause",
		},
	},
	{
		source: "langfuse 2026-08-22",
		said: []string{
			"langfuse.observation.input", "langfuse.observation.output", "langfuse.trace.input", "langfuse.trace.output",
			"langfuse.experiment.description", "langfuse.experiment.item.expected_output",
		},
		params: []string{"langfuse.observation.model.parameters"},
		errors: []string{"langfuse.observation.status_message"},
	},
	{
		source: "autogen-core 0.7.5, ag2 0.14.0 and 1.2.1, semantic-kernel 1.45.0, agent-framework-core 1.23.0",
		said: []string{
			"message", "message.data", "ag2.human_input.prompt", "ag2.human_input.response", "ag2.code.", "ag2.message.",
			"ag2.task.", "ag2.network.content", "ag2.network.payload", "ag2.agent_event.data", "executor.input",
			"executor.output", "reason", "gen_ai.agent.invocation_input", "gen_ai.agent.invocation_output",
			"workflow.definition", "workflow.description", "workflow_builder.description",
		},
		errors: []string{
			"ag2.error.message", "build.error.message",
		},
	},
	{
		source: "google-adk 2.13.0, genkit, haystack-ai 3.4.1",
		said: []string{
			"gcp.vertex.agent.llm_request", "gcp.vertex.agent.llm_response", "gcp.vertex.agent.tool_call_args",
			"gcp.vertex.agent.tool_response", "gcp.vertex.agent.data", "genkit:input", "genkit:output",
			"genkit:metadata:flow:input", "haystack.component.input", "haystack.component.output",
			"haystack.pipeline.input_data", "haystack.pipeline.output_data", "haystack.component.input_spec",
			"haystack.agent.input", "haystack.agent.output", "haystack.tool.input", "haystack.tool.output",
			"haystack.tool.arguments", "haystack.tool.result", "haystack.component.output_spec",
			"haystack.agent.step.llm.input", "haystack.agent.step.llm.output", "haystack.agent.step.tool.input",
			"haystack.agent.step.tool.output", "haystack.agent.hook.human_in_the_loop.strategy.input",
			"haystack.agent.hook.human_in_the_loop.strategy.output", "haystack.agent.tools", "haystack.agent.state_schema",
			"haystack.tool.description", "haystack.pipeline.metadata",
		},
		errors: []string{"haystack.tool.error"},
	},
	{
		source: "crewai 1.15.30, openinference-instrumentation-crewai 1.1.21",
		said: []string{
			"crew_agents", "crew_tasks", "crew_inputs", "crewai.task.description", "crewai.task.output",
			"crewai.task.expected_output", "crewai.crew.inputs", "crewai.crew.result", "crewai.crew.agents",
			"crewai.crew.tasks", "crewai.agent.goal", "crewai.agent.backstory", "crewai.flow.state", "crewai.flow.inputs",
			"crewai.flow.output", "task_description", "task_output", "expected_output", "formatted_description",
			"formatted_expected_output", "flow_inputs", "crewai.task.", "crewai.crew.", "crewai.agent.", "agent.goal",
			"agent.backstory", "agent.tools", "agent_goal", "agent_backstory", "task_expected_output", "crew_output",
			"crew_tasks_output", "crew_fingerprint_metadata", "task_fingerprint_metadata", "tool.task_name", "inputs",
		},
	},
	{
		source: "strands-agents 1.62.0, langsmith 0.15.0, lmnr 0.8.2, mlflow-tracing 3.17.2, litellm 1.109.1",
		said: []string{
			"system_prompt", "gen_ai.serialized.", "lmnr.span.input", "lmnr.span.output", "mlflow.spanInputs",
			"mlflow.spanOutputs", "mlflow.chat.tools", "mlflow.chat.messages", "mlflow.traceInputs", "mlflow.traceOutputs",
			"mlflow.trace.inputs", "mlflow.trace.outputs", "llm.request.messages", "llm.response.messages",
			"litellm.request.messages", "litellm.response.content", "metadata.prompt", "raw_request", "raw_response",
			"llm.openai.messages", "llm.raw_request", "llm.raw_response",
		},
		params: []string{"mlflow.invocation_params"},
	},
	{
		source: "Claude Code 2.1.266, anthropic 2.12.0, Codex, Gemini CLI",
		said: []string{
			"response.model_output", "full_command", "file_path", "new_context", "tool_input", "tool_parameters",
			"tool_result", "output", "content", "diff", "request.body", "response.body", "anthropic.request.body",
			"anthropic.response.body", "query", "arguments", "function_args",
		},
	},
	{
		source: "livekit-agents, voltagent, mastra 0.3.3, spring-ai, flue (readers of mlflow and langfuse, 2026-08)",
		said: []string{
			"lk.user_input", "lk.user_transcript", "lk.chat_ctx", "lk.response.", "lk.function_tool.arguments",
			"lk.function_tool.output", "lk.function_tools", "lk.instructions", "lk.input_text", "llm.messages",
			"agent.messages", "llm.output", "agent.output", "agent.instructions", "tool.arguments", "tool.result",
			"gen_ai.tool.success_output", "mastra.input", "mastra.output", "spring.ai.prompt", "spring.ai.completion",
			"spring.ai.tool.call.arguments", "spring.ai.tool.call.result", "flue.turn.input", "flue.turn.output",
			"flue.tool.input", "flue.tool.output", "flue.task.prompt", "flue.task.result",
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
