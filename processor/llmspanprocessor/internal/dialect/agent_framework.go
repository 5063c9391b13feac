package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// agentFramework is the Microsoft Agent Framework, in Python and .NET. Its workflow spans tell each message that one
// executor sent another, and an executor may be an agent.
var agentFramework = Dialect{
	Name:    "agent_framework",
	Source:  "agent-framework-core 1.23.0 observability.py, agent-framework-anthropic 1.0.0b261022 (read 2026-11-22)",
	Lacks:   "cached and reasoning tokens, unless the program opted in to gen_ai_latest_experimental",
	Scopes:  []string{"agent_framework", "agent_framework.*", "Microsoft.Agents.AI*", "Experimental.Microsoft.Agents.AI*"},
	Keys:    []string{"executor.id", "edge_group.type", "edge_group.id", "workflow.id"},
	Names:   []string{"message.send"},
	Unless:  []string{"mastra.span.type", "mastra.span_type", "voltagent.operation_id"}, // they have a workflow.id too
	Private: true,
	NameKinds: []NameKind{
		{Name: "workflow.build*", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "workflow.run*", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "workflow.session*", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "workflow_invoke*", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "executor.process*", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "edge_group.process*", Meaning: Meaning{Role: genai.RoleMessaging}},
		{Name: "message.send*", Meaning: Meaning{Role: genai.RoleMessaging}},
	},
	Attrs: []Attr{
		{Field: WorkflowName, Key: "workflow.name"},
		{Field: WorkflowName, Key: "workflow_builder.name"},
		{Field: Sender, Key: "message.source_id"},
		{Field: Recipient, Key: "message.target_id"},
		{Field: Recipient, Key: "message.destination_executor_id"},
		{Field: GraphNode, Key: "executor.id"},
		{Field: RecipientKind, Key: "executor.type"},
	},
	AgentNames: []Trim{{Prefix: "invoke_agent "}},
	ToolNames:  []Trim{{Prefix: "execute_tool "}},
	Exclusive:  []Exclusive{{Provider: "anthropic"}, {Provider: "aws.bedrock"}},
	Known:      true,
}
