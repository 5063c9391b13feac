package genai

// Attributes of the OpenTelemetry GenAI conventions.
const (
	OperationName = "gen_ai.operation.name"
	ProviderName  = "gen_ai.provider.name"
	System        = "gen_ai.system" // deprecated in 1.37, still what many write

	RequestModel  = "gen_ai.request.model"
	ResponseModel = "gen_ai.response.model"
	ResponseID    = "gen_ai.response.id"

	FinishReasons    = "gen_ai.response.finish_reasons"
	TimeToFirstChunk = "gen_ai.response.time_to_first_chunk" // double, seconds

	ConversationID = "gen_ai.conversation.id"
	UserID         = "user.id"

	AgentName        = "gen_ai.agent.name"
	AgentID          = "gen_ai.agent.id"
	AgentDescription = "gen_ai.agent.description"
	AgentVersion     = "gen_ai.agent.version"
	WorkflowName     = "gen_ai.workflow.name"

	ToolName          = "gen_ai.tool.name"
	ToolType          = "gen_ai.tool.type"
	ToolDescription   = "gen_ai.tool.description"
	ToolDefinitions   = "gen_ai.tool.definitions"
	ToolCallID        = "gen_ai.tool.call.id"
	ToolCallArguments = "gen_ai.tool.call.arguments"
	ToolCallResult    = "gen_ai.tool.call.result"

	InputMessages      = "gen_ai.input.messages"
	OutputMessages     = "gen_ai.output.messages"
	SystemInstructions = "gen_ai.system_instructions"

	ErrorType = "error.type"
)

// Usage of one call. Input includes cached tokens, output includes reasoning.
const (
	UsageInputTokens        = "gen_ai.usage.input_tokens"
	UsageOutputTokens       = "gen_ai.usage.output_tokens"
	UsageCacheRead          = "gen_ai.usage.cache_read.input_tokens"
	UsageCacheCreation      = "gen_ai.usage.cache_creation.input_tokens" // semconv 1.41
	UsageCacheWrite         = "gen_ai.usage.cache_write.input_tokens"    // semconv latest
	UsageReasoning          = "gen_ai.usage.reasoning.output_tokens"
	UsageAudioInput         = "gen_ai.usage.audio.input_tokens"
	UsageAudioOutput        = "gen_ai.usage.audio.output_tokens"
	UsageAudioCacheRead     = "gen_ai.usage.audio.cache_read.input_tokens"
	UsageImageInput         = "gen_ai.usage.image.input_tokens"
	UsageImageOutput        = "gen_ai.usage.image.output_tokens"
	UsageTextInput          = "gen_ai.usage.text.input_tokens"
	UsageTextOutput         = "gen_ai.usage.text.output_tokens"
	UsageCost               = "gen_ai.usage.cost" // double, USD
	TokenSemantics          = "gen_ai.token.semantics"
	TokenSemanticsInclusive = "inclusive"

	// UsagePrefix begins every attribute that tells the usage of the span itself.
	UsagePrefix = "gen_ai.usage."
	// AggregatedPrefix begins what a roll-up repeats of its descendants' usage.
	AggregatedPrefix = "gen_ai.aggregated_usage."
	// DuplicatePrefix begins what a second witness repeats of a call's usage.
	DuplicatePrefix = "baton.duplicate.usage."
)

// Attributes that Baton writes on spans.
const (
	Dialect   = "baton.dialect"
	SpanRole  = "baton.span.role"
	AG2Kind   = "baton.ag2.kind"
	RunID     = "baton.run.id"
	Framework = "baton.framework" // a framework's name found where a provider's should be

	DuplicateOf    = "baton.duplicate.of" // the call's span id, hex
	AgentInherited = "baton.agent.inherited"
	StatusOriginal = "baton.status.original"

	CostTotal      = "baton.cost.total"
	CostInput      = "baton.cost.input"
	CostOutput     = "baton.cost.output"
	CostCacheRead  = "baton.cost.cache_read"
	CostCacheWrite = "baton.cost.cache_write"
	CostReasoning  = "baton.cost.reasoning"
	CostAudio      = "baton.cost.audio"
	CostTools      = "baton.cost.tools"
	CostSource     = "baton.cost.source"
	CostReason     = "baton.cost.reason"
	CostPrice      = "baton.cost.price"
	CostReported   = "baton.cost.reported"

	TransitionFrom     = "baton.transition.from"
	TransitionTo       = "baton.transition.to"
	TransitionKind     = "baton.transition.kind"
	TransitionSeq      = "baton.transition.seq"
	TransitionEvidence = "baton.transition.evidence"

	// RealService, on the resource of an agent that is shown as a service, is the service that ran it.
	RealService = "baton.service.name"

	// CutPrefix begins, before an attribute's name, what an exporter writes beside an attribute that it had to shorten: its
	// length before, int, in bytes.
	CutPrefix = "baton.cut."

	// TransitionEvent is the name of the span event that repeats a transition.
	TransitionEvent = "baton.transition"
	// LinkKind marks a span link that Baton wrote; its value is LinkTransition.
	LinkKind       = "baton.link"
	LinkTransition = "transition"
)

// Attributes on the root span of a whole trace.
const (
	TraceCost            = "baton.trace.cost" // double, USD
	TraceCalls           = "baton.trace.calls"
	TraceTools           = "baton.trace.tools"
	TraceErrors          = "baton.trace.errors"
	TraceInputTokens     = "baton.trace.input_tokens"
	TraceOutputTokens    = "baton.trace.output_tokens"
	TraceCacheReadTokens = "baton.trace.cache_read_tokens"
	TraceReasoningTokens = "baton.trace.reasoning_tokens"
	TraceUnpricedCalls   = "baton.trace.unpriced_calls"
	TraceAgents          = "baton.trace.agents"      // string[], in order of first turn
	TraceTransitions     = "baton.trace.transitions" // int
	TraceLoop            = "baton.trace.loop"        // the cycle that repeats, when there is one
	TracePartial         = "baton.trace.partial"     // bool: no root was seen

	// TraceState is "part" or "late" on spans that did not come in a whole trace.
	TraceState = "baton.trace.state"
	// KeptPrefix begins what a pass over single spans keeps of what it takes away with content, for the pass over whole
	// traces, which takes it off again: names of agents, of runs, of whom control passes to.
	KeptPrefix = "baton.kept."
	// RootProvisional on a root says that its source does not know when the run ends.
	RootProvisional = "baton.root.provisional"
)

// Attributes that sampling writes on the root span of what is kept.
const (
	SamplingRule = "baton.sampling.rule"
	SamplingRate = "baton.sampling.rate" // double, 0 to 1
	// SamplingDecision is kept or dropped: what a dry run would have done.
	SamplingDecision = "baton.sampling.decision"
)

// Values of CostSource.
const (
	SourceComputed  = "computed"
	SourceReported  = "reported"
	SourceEstimated = "estimated"
	SourceNone      = "none"
)

// Values of CostReason.
const (
	ReasonUnknownModel  = "unknown_model"
	ReasonNoUsage       = "no_usage"
	ReasonNoUnits       = "no_units" // the model is billed by something that the span does not tell: images, seconds, pages
	ReasonFreeOperation = "free_operation"
	ReasonFailed        = "failed"
)

// Values of TransitionKind.
const (
	KindHandoff  = "handoff"  // control passes on
	KindDelegate = "delegate" // called like a tool, returns
	KindTurn     = "turn"     // next to speak, or next node of a graph
)

// Values of TransitionEvidence.
const (
	EvidenceExplicit = "explicit"
	EvidenceInferred = "inferred"
)
