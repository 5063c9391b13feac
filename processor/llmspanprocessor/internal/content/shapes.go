package content

// Shape is one way in which emitters write messages on a span.
type Shape uint8

// The shapes, in the order in which they are tried when the caller names none.
const (
	GenAI            Shape = iota + 1 // gen_ai.input.messages and the like, OpenAI style or with parts
	OpenInference                     // llm.input_messages.N.message.*, llm.prompts.N, llm.choices.N
	Traceloop                         // gen_ai.prompt.N.*, gen_ai.completion.N.*
	Vercel                            // ai.prompt, ai.prompt.messages, ai.response.*, ai.result.*, ai.toolCall.*
	PydanticAI                        // pydantic_ai.all_messages, events, all_messages_events
	Logfire                           // request_data, response_data
	PromptCompletion                  // gen_ai.prompt and gen_ai.completion as one JSON each
	Events                            // span events gen_ai.*.message, gen_ai.choice, gen_ai.content.*, ...operation.details
	Langfuse                          // langfuse.observation.{input,output}
	MLflow                            // mlflow.spanInputs, mlflow.spanOutputs
	Laminar                           // lmnr.span.{input,output}
	ADK                               // gcp.vertex.agent.{llm_request,llm_response,tool_call_args,tool_response}
	Genkit                            // genkit:input, genkit:output
	Haystack                          // haystack.component.{input,output}
	ClaudeCode                        // response.model_output
	LiveKit                           // lk.chat_ctx, lk.user_input, lk.response.text
	VoltAgent                         // llm.messages, agent.messages
	TraceloopEntity                   // traceloop.entity.{input,output}
	Values                            // input.value, output.value
)
