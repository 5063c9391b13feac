package genai

// Role is what a span stands for. The empty role is a span that has nothing to do with models, agents or tools.
type Role string

// The roles of design: only a call is priced, and a call is priced once.
const (
	RoleNone      Role = ""
	RoleCall      Role = "call"      // one billable call of a model
	RoleRollup    Role = "rollup"    // repeats the usage of its descendants
	RoleDuplicate Role = "duplicate" // a second witness of a call
	RoleAgent     Role = "agent"
	RoleTool      Role = "tool"
	RoleWorkflow  Role = "workflow"
	RoleHandoff   Role = "handoff"
	RoleGuardrail Role = "guardrail"
	RoleEvaluator Role = "evaluator"
	RoleRetrieval Role = "retrieval"
	RoleStep      Role = "step"
	RoleMessaging Role = "messaging" // runtime plumbing
)

// Operations of the GenAI registry, and the two that widely used emitters add (rerank, decide).
const (
	OpChat            = "chat"
	OpGenerateContent = "generate_content"
	OpTextCompletion  = "text_completion"
	OpEmbeddings      = "embeddings"
	OpRerank          = "rerank"
	OpDecide          = "decide"
	OpRetrieval       = "retrieval"
	OpFetchResponse   = "fetch_response"
	OpCreateAgent     = "create_agent"
	OpInvokeAgent     = "invoke_agent"
	OpInvokeWorkflow  = "invoke_workflow"
	OpExecuteTool     = "execute_tool"
	OpPlan            = "plan"
)
