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
	OpenLIT                           // gen_ai.tool.args and other keys of its older versions
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

// holding is what an attribute of a shape holds.
type holding uint8

const (
	holdsOperation    holding = iota + 1 // tells embeddings and rerankings apart
	holdsRead                            // something that the shape's own function reads
	holdsRequest                         // a request, or prose: messages in
	holdsResponse                        // a response, or prose: messages out
	holdsInput                           // what goes in: a request on a call, arguments on a tool
	holdsOutput                          // what comes out
	holdsConversation                    // all messages of a run, answers among them
	holdsArguments                       // arguments of a tool
	holdsResult                          // result of a tool
	holdsTools                           // tools on offer
)

// row is one attribute of a shape.
type row struct {
	key     string
	holds   holding
	encoded bool // texts are encoded as JSON too
}

// shape is one way of writing messages.
type shape struct {
	id   Shape
	rows []row
	// read does what rows cannot say; it runs before them.
	read func(b *build, r *Rebuilder)
}

// all are the shapes in the order of their constants.
func all() []shape {
	return []shape{
		genAI, openInference, traceloop, vercel, pydanticAI, logfire, promptCompletion, events, openLIT, langfuse, mlflow,
		laminar, adk, genkit, haystack, claudeCode, liveKit, voltAgent, traceloopEntity, values,
	}
}
