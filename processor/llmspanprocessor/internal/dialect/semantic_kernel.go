package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// semanticKernel is Semantic Kernel, in Python and .NET. It never tells cached tokens, so that calls of Anthropic and
// Bedrock, whose input leaves them out, cost more than anybody can see. Its runtime is a copy of AutoGen's.
var semanticKernel = Dialect{
	Name:   "semantic_kernel",
	Source: "semantic-kernel 1.45.0 utils/telemetry, agents/runtime/core/telemetry (read 2026-11-22)",
	Lacks:  "cached and reasoning tokens: what a call with a cache cost is unknowable; a conversation",
	Scopes: []string{"semantic_kernel.*", "Microsoft.SemanticKernel*", "agent_runtime *"},
	Keys:   []string{"sk.available_functions"},
	Names:  []string{"agent_runtime *"},
	Kinds: []Kind{{Key: genai.OperationName, Values: map[string]Meaning{
		"chat.completions":           {Operation: genai.OpChat, Role: genai.RoleCall},
		"chat.streaming_completions": {Operation: genai.OpChat, Role: genai.RoleCall},
		"text.completions":           {Operation: genai.OpTextCompletion, Role: genai.RoleCall},
		"text.streaming_completions": {Operation: genai.OpTextCompletion, Role: genai.RoleCall},
	}}},
	NameKinds: []NameKind{
		{Name: "agent_runtime *", Meaning: Meaning{Role: genai.RoleMessaging}},
		{Name: "AutoFunctionInvocationLoop", Meaning: Meaning{Role: genai.RoleStep}},
	},
	Attrs: []Attr{
		{Field: FinishReason, Key: "gen_ai.response.finish_reason"},
		{Field: Sender, Key: "sender_agent_type", Parse: BeforeUUID},
		{Field: Recipient, Key: "recipient_agent_type", Parse: BeforeUUID},
		{Field: RecipientKind, Key: "recipient_agent_class"},
		{Field: RunKey, Key: "recipient_agent_type", Parse: TheUUID},
		{Field: RunKey, Key: "sender_agent_type", Parse: TheUUID},
	},
	AgentNames: []Trim{{Prefix: "invoke_agent "}},
	ToolNames:  []Trim{{Prefix: "execute_tool "}},
	Exclusive:  []Exclusive{{Provider: "anthropic"}, {Provider: "aws.bedrock"}},
	Known:      true,
}
