package genai

// ConversationRun is the event name of the log record of a run: its body is the diagram.
const ConversationRun = "baton.conversation"

// Event names of the other records of the connector conversation.
const (
	ConversationAgent      = "baton.agent.created" // a framework made an agent
	ConversationTransition = TransitionEvent
	ConversationMessage    = "baton.message" // the user or an agent says something
	ConversationTool       = "baton.tool.executed"
	ConversationCall       = "baton.llm.call"
	ConversationError      = "baton.error"
	ConversationLoop       = "baton.loop"
	ConversationCost       = "baton.cost.summary" // what a run cost; its last event
)

// Attributes of those records beside those of spans.
const (
	ConversationFormat  = "baton.conversation.format" // mermaid, text or json
	ConversationSummary = "baton.conversation.summary"
	MessageFrom         = "baton.message.from"
	MessageTo           = "baton.message.to"
)
