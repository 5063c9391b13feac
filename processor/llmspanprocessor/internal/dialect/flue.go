package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// flue is Flue. A task is a sub-agent that another agent called.
var flue = Dialect{
	Name:   "flue",
	Source: "langfuse git 6275144, OtelIngestionProcessor.ts (read 2026-11-22)",
	Lacks:  "tokens, but by GenAI names beside its own",
	Scopes: []string{"flue", "flue.*", "@flue/*"},
	Keys:   []string{"flue.*"},
	Names:  []string{"flue.*"},
	NameKinds: []NameKind{
		{Name: "flue.workflow*", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "flue.task*", Meaning: Meaning{Operation: genai.OpInvokeAgent, Role: genai.RoleAgent}},
		{Name: "flue.tool*", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleTool}},
		{Name: "flue.turn*", Meaning: Meaning{Role: genai.RoleStep, Weak: true}},
		{Name: "flue.operation*", Meaning: Meaning{Role: genai.RoleStep, Weak: true}},
	},
	Attrs: []Attr{
		{Field: AgentName, Key: "flue.task.agent"},
		{Field: WorkflowName, Key: "flue.workflow.name"},
		{Field: ToolName, Key: "flue.tool.name"},
		{Field: ToolCallID, Key: "flue.tool.call_id"},
		{Field: ToolArguments, Key: "flue.tool.arguments"},
		{Field: ToolResult, Key: "flue.tool.result"},
		{Field: RequestModel, Key: "flue.turn.model"},
	},
	AgentNames: []Trim{{Prefix: "flue.task "}},
	ToolNames:  []Trim{{Prefix: "flue.tool "}},
}
