package genai

// What the receiver openai_agents writes beside the GenAI names. Its spans have the scope OpenAIAgentsScope and always
// carry OpenAIAgentsType.
const (
	OpenAIAgentsScope = "openai_agents"

	// OpenAIAgentsType is the type of the item: trace (the root), agent, generation, response, function, handoff,
	// guardrail, custom, task, turn, transcription, speech, speech_group, mcp_tools, or what a later SDK calls it.
	OpenAIAgentsType = "openai_agents.type"

	OpenAIAgentsTraceID  = "openai_agents.trace_id"  // as sent: trace_ and 32 hex digits
	OpenAIAgentsSpanID   = "openai_agents.span_id"   // as sent: span_ and 24 hex digits
	OpenAIAgentsParentID = "openai_agents.parent_id" // as sent; absent under the root

	OpenAIAgentsTools      = "openai_agents.agent.tools"       // string[]
	OpenAIAgentsHandoffs   = "openai_agents.agent.handoffs"    // string[], to whom the agent may hand over
	OpenAIAgentsOutputType = "openai_agents.agent.output_type" // the name of a type in the program
	OpenAIAgentsTurn       = "openai_agents.turn"              // int, from 1
	OpenAIAgentsRequests   = "openai_agents.requests"          // int, requests behind one call or roll-up

	OpenAIAgentsGuardrail = "openai_agents.guardrail.name"
	OpenAIAgentsTriggered = "openai_agents.guardrail.triggered" // bool: the tripwire

	OpenAIAgentsMCPServer = "openai_agents.mcp.server"
	OpenAIAgentsMCPTools  = "openai_agents.mcp.tools" // string[]

	OpenAIAgentsAudioInputFormat  = "openai_agents.audio.input.format"
	OpenAIAgentsAudioInputBytes   = "openai_agents.audio.input.bytes" // int, of the audio itself
	OpenAIAgentsAudioOutputFormat = "openai_agents.audio.output.format"
	OpenAIAgentsAudioOutputBytes  = "openai_agents.audio.output.bytes"

	// Each of these begins the keys of a map that came with the item: one attribute a key, what nests as JSON text.
	OpenAIAgentsDataPrefix     = "openai_agents.data."
	OpenAIAgentsMetadataPrefix = "openai_agents.metadata."
	OpenAIAgentsConfigPrefix   = "openai_agents.model_config."
	OpenAIAgentsErrorPrefix    = "openai_agents.error."

	// OpenAIAgentsRest holds the fields beyond the 128th of these as one JSON object, by the attributes' names.
	OpenAIAgentsRest = "openai_agents.rest"
)

// Who hands over to whom, under the names that OpenLLMetry writes.
const (
	HandoffFromAgent = "gen_ai.handoff.from_agent"
	HandoffToAgent   = "gen_ai.handoff.to_agent"
	// OpHandoff is the operation that OpenLLMetry gives a handoff span; the registry has none.
	OpHandoff = "handoff"
)
