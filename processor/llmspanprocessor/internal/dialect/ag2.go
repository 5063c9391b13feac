package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// ag2 is what AG2 writes: autogen.opentelemetry of 0.14, the telemetry of 1.x, and the kinds of its earlier design.
var ag2 = Dialect{
	Name:   "ag2",
	Source: "ag2 0.14.0 autogen/opentelemetry, ag2 1.2.1, autogen/telemetry of ag2ai/ag2 #2309 (read 2026-11-22)",
	Lacks:  "reasoning and cached tokens in 0.14; a handoff that a tool makes, but by the agent that comes next",
	Scopes: []string{"opentelemetry.instrumentation.ag2", "autogen.opentelemetry*", "ag2", "ag2.*"},
	Keys:   []string{"ag2.span.type", "ag2.span.kind", "ag2.event.kind", "ag2.event.type", "ag2.usage.kind"},
	Kinds: []Kind{
		{Key: "ag2.usage.kind", Values: map[string]Meaning{
			"model_call":  {Role: genai.RoleDuplicate, Repeats: true, AG2: "usage"},
			"subtask":     {Role: genai.RoleRollup, Repeats: true, AG2: "usage"},
			"compaction":  {Operation: genai.OpChat, Role: genai.RoleCall, AG2: "usage"},
			"aggregation": {Operation: genai.OpChat, Role: genai.RoleCall, AG2: "usage"},
		}},
		{Key: "ag2.span.type", Values: ag2Types},
		{Key: "ag2.span.type", Values: ag2Kinds},
		{Key: "ag2.span.type", Values: ag2Events},
		{Key: "ag2.span.kind", Values: ag2Kinds},
		{Key: "ag2.event.kind", Values: ag2Events},
		{Key: "ag2.event.type", Values: ag2Events},
		{Values: ag2Events, Events: true},
	},
	NameKinds: ag2Names(),
	Attrs: []Attr{
		{Field: AG2Kind, Key: "ag2.span.type"},
		{Field: AG2Kind, Key: "ag2.span.kind"},
		{Field: AG2Kind, Key: "ag2.event.kind"},
		{Field: AG2Kind, Key: "ag2.event.type"},
		{Field: SelectedAgent, Key: "ag2.speaker_selection.selected"},
		{Field: Sender, Key: "ag2.network.sender_id"},
		{Field: Recipient, Key: "ag2.network.recipient_id"},
		{Field: ChannelID, Key: "ag2.network.channel_id"},
		{Field: HandoffFrom, Key: "ag2.transition.from"},
		{Field: HandoffTo, Key: "ag2.transition.to"},
		{Field: HandoffFrom, Key: "from_agent"},
		{Field: HandoffTo, Key: "to_agent"},
		{Field: AgentName, Key: "agent.name"},
		{Field: AgentName, Key: "recipient", Only: genai.RoleAgent},
		{Field: ToolName, Key: "tool.name"},
		{Field: TotalTokens, Key: "ag2.usage.total_tokens"},
		{Field: Reasoning, Key: "gen_ai.usage.thinking_tokens"},
	},
	Exclusive: []Exclusive{{Provider: "anthropic"}, {Provider: "aws.bedrock"}},
	Known:     true,
	Managers:  true,
	NotAgents: []string{"chat_manager", "checking_agent", "speaker_selection_agent", "_*"},
	AgentNames: []Trim{
		{Prefix: "invoke_agent "},
	},
	ToolNames: []Trim{{Prefix: "execute_tool "}},
}

// ag2Types are the values of ag2.span.type in 0.14 and 1.x.
var ag2Types = map[string]Meaning{
	"llm":                {Operation: genai.OpChat, Role: genai.RoleCall, AG2: "llm"},
	"tool":               {Operation: genai.OpExecuteTool, Role: genai.RoleTool, AG2: "tool"},
	"agent":              {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent, AG2: "agent"},
	"conversation":       {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow, AG2: "conversation"},
	"multi_conversation": {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow, AG2: "multi_conversation"},
	"speaker_selection":  {Role: genai.RoleStep, Selects: true, AG2: "speaker_selection"},
	"handoff":            {Operation: genai.OpExecuteTool, Role: genai.RoleHandoff, AG2: "handoff"},
	"envelope":           {Role: genai.RoleMessaging, AG2: "envelope"},
	"channel":            {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow, AG2: "channel"},
	"task":               {Role: genai.RoleStep, AG2: "task"},
	"agent_lifetime":     {Role: genai.RoleStep, AG2: "agent_lifetime"},
	"agent_event":        {Role: genai.RoleStep, AG2: "agent_event"},
	"usage":              {Role: genai.RoleRollup, Repeats: true, AG2: "usage"},
	"human_input":        {Role: genai.RoleStep, AG2: "human_input"},
	"code_execution":     {Operation: genai.OpExecuteTool, Role: genai.RoleTool, AG2: "code_execution"},
}

// ag2Kinds are the span kinds of AG2's earlier design. There is no recording of them: they are tested on a trace written
// by hand.
var ag2Kinds = map[string]Meaning{
	"workflow":                 {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow, AG2: "WORKFLOW"},
	"chats":                    {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow, AG2: "CHATS"},
	"chat":                     {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow, AG2: "CHAT"},
	"nested_chat":              {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow, AG2: "NESTED_CHAT"},
	"group_chat":               {Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow, AG2: "GROUP_CHAT"},
	"round":                    {Role: genai.RoleStep, AG2: "ROUND"},
	"reply":                    {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent, AG2: "REPLY"},
	"reply_function":           {Role: genai.RoleStep, AG2: "REPLY_FUNCTION"},
	"summary":                  {Role: genai.RoleStep, AG2: "SUMMARY"},
	"reasoning":                {Role: genai.RoleStep, AG2: "REASONING"},
	"groupchat_select_speaker": {Role: genai.RoleStep, Selects: true, AG2: "GROUPCHAT_SELECT_SPEAKER"},
	"swarm_on_condition":       {Operation: genai.OpExecuteTool, Role: genai.RoleHandoff, AG2: "SWARM_ON_CONDITION"},
}

// ag2Events are the event kinds of the same design, on spans of their own or as span events.
var ag2Events = map[string]Meaning{
	"agent_transition":   {Role: genai.RoleHandoff, AG2: "AGENT_TRANSITION"},
	"agent_creation":     {Operation: genai.OpCreateAgent, Role: genai.RoleStep, AG2: "AGENT_CREATION"},
	"groupchat_creation": {Role: genai.RoleStep, AG2: "GROUPCHAT_CREATION"},
	"llm_create":         {Operation: genai.OpChat, Role: genai.RoleCall, AG2: "LLM_CREATE"},
	"agent_send_msg":     {Role: genai.RoleMessaging, AG2: "AGENT_SEND_MSG"},
	"tool_execution":     {Operation: genai.OpExecuteTool, Role: genai.RoleTool, AG2: "TOOL_EXECUTION"},
	"cost":               {Role: genai.RoleRollup, Repeats: true, AG2: "COST"},
	"swarm_transition":   {Role: genai.RoleHandoff, AG2: "SWARM_TRANSITION"},
	"console_print":      {Role: genai.RoleStep, AG2: "CONSOLE_PRINT"},
}

// ag2Names knows the same kinds where only the span's name tells them.
func ag2Names() []NameKind {
	var rows []NameKind
	for _, table := range []map[string]Meaning{ag2Kinds, ag2Events} {
		for _, m := range table {
			rows = append(rows, NameKind{Name: m.AG2, Meaning: m})
		}
	}
	return rows
}
