package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// liveKit is LiveKit's framework of voice agents. A turn of speech is one span, agent_turn; what models it calls is
// below.
var liveKit = Dialect{
	Name:   "livekit",
	Source: "livekit-agents 1.8.9 telemetry/trace_types.py (read 2026-11-24)",
	Lacks:  "what speech costs: text to speech and back have no tokens here; handoffs",
	Scopes: []string{"livekit-agents", "livekit.*"},
	Keys:   []string{"lk.*"},
	NameKinds: []NameKind{
		{Name: "agent_session", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "job_entrypoint", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "agent_turn", Meaning: Meaning{Operation: genai.OpInvokeAgent, Role: genai.RoleAgent}},
		{Name: "llm_request", Meaning: Meaning{Operation: genai.OpChat, Role: genai.RoleCall}},
		{Name: "realtime_inference", Meaning: Meaning{Operation: genai.OpChat, Role: genai.RoleCall}},
		{Name: "function_tool", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleTool}},
		{Name: "judge_evaluation", Meaning: Meaning{Role: genai.RoleEvaluator}},
		{Name: "llm_request_run", Meaning: Meaning{Role: genai.RoleStep}}, // one attempt of llm_request
		{Name: "llm_node", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "tts_node", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "tts_request*", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "user_turn", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "start_agent_activity", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "drain_agent_activity", Meaning: Meaning{Role: genai.RoleStep}},
	},
	Attrs: []Attr{
		{Field: AgentName, Key: "lk.agent_name"},
		{Field: AgentName, Key: "lk.agent_label"},
		{Field: AgentCallID, Key: "lk.speech_id"},
		{Field: RunKey, Key: "lk.job_id"},
		{Field: ToolName, Key: "lk.function_tool.name"},
		{Field: ToolCallID, Key: "lk.function_tool.id"},
		{Field: ToolArguments, Key: "lk.pii.function_tool.arguments"},
		{Field: ToolArguments, Key: "lk.function_tool.arguments"},
		{Field: ToolResult, Key: "lk.pii.function_tool.output"},
		{Field: ToolResult, Key: "lk.function_tool.output"},
		{Field: TimeToFirstChunk, Key: "lk.response.ttft"},
	},
	Known: true,
}
