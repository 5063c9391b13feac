package genai

// Metrics of the OpenTelemetry GenAI conventions, 1.41.
const (
	MetricTokenUsage = "gen_ai.client.token.usage"
	MetricDuration   = "gen_ai.client.operation.duration"
	MetricFirstChunk = "gen_ai.client.operation.time_to_first_chunk"
	MetricPerChunk   = "gen_ai.client.operation.time_per_output_chunk"
)

// Metrics of the conventions after 1.41.
const (
	MetricUsageInput        = "gen_ai.client.inference.usage.input_tokens"
	MetricUsageOutput       = "gen_ai.client.inference.usage.output_tokens"
	MetricUsageCacheRead    = "gen_ai.client.inference.usage.cache_read.input_tokens"
	MetricUsageCacheWrite   = "gen_ai.client.inference.usage.cache_write.input_tokens"
	MetricUsageReasoning    = "gen_ai.client.inference.usage.reasoning.output_tokens"
	MetricOperationInput    = "gen_ai.client.inference.operation.input_tokens"
	MetricOperationOutput   = "gen_ai.client.inference.operation.output_tokens"
	MetricInferenceDuration = "gen_ai.client.inference.duration"
	MetricInferenceChunk    = "gen_ai.client.inference.time_to_first_chunk"
	MetricInferencePerChunk = "gen_ai.client.inference.time_per_output_chunk"
)

// Metrics of a model's server, the same in both.
const (
	MetricServerDuration   = "gen_ai.server.request.duration"
	MetricServerFirstToken = "gen_ai.server.time_to_first_token"
	MetricServerPerToken   = "gen_ai.server.time_per_output_token"
)

// Metrics of agents, workflows and tools, the same in both.
const (
	MetricAgentDuration    = "gen_ai.invoke_agent.duration"
	MetricAgentCalls       = "gen_ai.invoke_agent.inference_calls"
	MetricAgentTools       = "gen_ai.invoke_agent.tool_calls"
	MetricWorkflowDuration = "gen_ai.invoke_workflow.duration"
	MetricToolDuration     = "gen_ai.execute_tool.duration"
)

// Labels that only metrics have.
const (
	TokenType     = "gen_ai.token.type" // input, output
	TokenModality = "gen_ai.token.modality"
)

// Metrics of Baton's own.
const (
	MetricCost           = "baton.cost"
	MetricInputTokens    = "baton.input.tokens"
	MetricCacheSaved     = "baton.cache.saved"
	MetricCacheSurcharge = "baton.cache.surcharge"
	MetricUnpricedCalls  = "baton.unpriced_calls"
	MetricErrors         = "baton.errors"
	MetricToolErrors     = "baton.tool.errors"
	MetricTransitions    = "baton.transitions"
	MetricLoops          = "baton.loops"
	MetricRunCost        = "baton.run.cost"
	MetricRunDuration    = "baton.run.duration"
	MetricRunCalls       = "baton.run.calls"
)

// InputKind says of input tokens whether they are fresh, or read from a cache, or written to one.
const (
	InputKind  = "baton.input.kind"
	InputFresh = "fresh"
	InputRead  = "cache_read"
	InputWrite = "cache_write"
)

// Budgets: metrics, the labels of both metrics and events, and the events.
const (
	MetricBudgetUsed      = "baton.budget.used"
	MetricBudgetCrossings = "baton.budget.crossings"

	BudgetName        = "baton.budget.name"
	BudgetLevel       = "baton.budget.level" // in per cent: 50, 80, 100
	BudgetSpent       = "baton.budget.spent"
	BudgetLimit       = "baton.budget.limit"
	BudgetUnit        = "baton.budget.unit" // USD, token
	BudgetPer         = "baton.budget.per"
	BudgetProvisional = "baton.budget.provisional"

	EventBudget = "baton.budget"
)

// Anomalies: the events and their attributes.
const (
	EventAnomalyDearRun    = "baton.anomaly.dear_run"
	EventAnomalyRetryStorm = "baton.anomaly.retry_storm"
	EventAnomalyLoop       = "baton.anomaly.loop"

	AnomalyScore    = "baton.anomaly.score"    // robust z-score
	AnomalyTypical  = "baton.anomaly.typical"  // median cost of its like, USD
	AnomalyRuns     = "baton.anomaly.runs"     // how many runs that is the median of
	AnomalyFailures = "baton.anomaly.failures" // how many calls failed in a row
	RunCost         = "baton.run.cost"         // double, USD
)
