package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// autoGen is what autogen-core writes itself, 0.4 to 0.7: the runtime's messages, and since 0.7 the agents and tools.
// It never writes a model call; that comes from an instrumentor of the model's client.
var autoGen = Dialect{
	Name:   "autogen",
	Source: "autogen-core 0.7.5, _telemetry and _single_threaded_agent_runtime.py (read 2026-11-22)",
	Lacks:  "any model call: those come from an instrumentor of the model's client; agents before 0.7, but by the recipients of messages",
	Scopes: []string{"autogen *", "autogen-core"},
	Names: []string{
		"autogen create *", "autogen send *", "autogen publish *", "autogen receive *", "autogen intercept *",
		"autogen process *", "autogen ack*",
	},
	Keys:    []string{"recipient_agent_type"},
	Private: true,
	Kinds: []Kind{{Key: "messaging.operation", Values: map[string]Meaning{
		"create": {Role: genai.RoleMessaging}, "send": {Role: genai.RoleMessaging}, "publish": {Role: genai.RoleMessaging},
		"receive": {Role: genai.RoleMessaging}, "intercept": {Role: genai.RoleMessaging}, "process": {Role: genai.RoleMessaging},
		"ack": {Role: genai.RoleMessaging},
	}}},
	NameKinds: []NameKind{
		{Name: "autogen *", Meaning: Meaning{Role: genai.RoleMessaging}},
	},
	Attrs: []Attr{
		{Field: AgentName, Key: genai.AgentName, Parse: BeforeUUID},
		{Field: Sender, Key: "sender_agent_type", Parse: BeforeUUID},
		{Field: Recipient, Key: "recipient_agent_type", Parse: BeforeUUID},
		{Field: RecipientKind, Key: "recipient_agent_class"},
		{Field: RunKey, Key: "recipient_agent_type", Parse: TheUUID},
		{Field: RunKey, Key: "messaging.destination", Parse: TheUUID},
		{Field: RunKey, Key: genai.AgentID, Parse: TheUUID},
		{Field: RunKey, Key: "sender_agent_type", Parse: TheUUID},
	},
	Embedded: []Embedded{
		{Key: "message_context", Only: genai.RoleMessaging, Fields: []Path{{Field: AgentCallID, Path: "message_id"}}},
	},
	// Chat managers, selectors and orchestrators route; they are no turns (dialects.md §9).
	NotAgents: []string{
		"RoundRobinGroupChatManager", "SelectorGroupChatManager", "SwarmGroupChatManager", "GraphManager",
		"MagenticOneOrchestrator", "group_topic", "output_topic",
	},
}
