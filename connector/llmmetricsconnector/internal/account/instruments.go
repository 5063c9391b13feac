package account

import (
	"slices"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
)

// The buckets of the OpenTelemetry GenAI metrics (util-genai 1.3b0, read 2026-11-22; the calls of an agent as in the
// conventions), and those of Baton's own.
var (
	clientSeconds   = series.Doubling(0.01, 14)
	firstSeconds    = []float64{0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10}
	tokenSeconds    = []float64{0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5}
	tokens          = series.Quadrupling(1, 14)
	agentSeconds    = series.Doubling(0.1, 13)
	workflowSeconds = []float64{1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200}
	calls           = series.Doubling(1, 8)
	runSeconds      = []float64{0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200}
	runCalls        = []float64{0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}
	runDollars      = []float64{0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100}
)

const serviceName = "service.name"

// clientLabels are those of the metrics of calls; what a metric has besides comes after the dimensions.
var clientLabels = []string{
	serviceName, genai.OperationName, genai.ProviderName, genai.RequestModel, genai.ResponseModel, genai.AgentName,
}

// spendLabels are those of what is about money.
var spendLabels = []string{
	serviceName, genai.ProviderName, genai.RequestModel, genai.AgentName, genai.WorkflowName,
}

// agentLabels are those of agents, toolLabels of tools, workflowLabels of workflows and runs.
var (
	agentLabels    = []string{serviceName, genai.AgentName}
	toolLabels     = []string{serviceName, genai.ToolName, genai.AgentName}
	workflowLabels = []string{serviceName, genai.WorkflowName}
)

// instruments are the metrics of an account.
type instruments struct {
	// 1.41
	tokenUsage, duration *series.Metric
	// by the names of either
	firstChunk, perChunk                     *series.Metric
	serverDuration, serverFirst, serverToken *series.Metric
	// latest
	usage                           [numUsages]*series.Metric
	operationInput, operationOutput *series.Metric
	inferenceDuration               *series.Metric

	agentDuration, agentCalls, agentTools *series.Metric
	workflowDuration, toolDuration        *series.Metric

	cost, inputTokens, saved, surcharge *series.Metric
	unpriced, errors, toolErrors        *series.Metric
	transitions, loops                  *series.Metric
	runCost, runDuration, runCalls      *series.Metric
}

// The usage counters of the latest conventions.
const (
	usageInput = iota
	usageOutput
	usageCacheRead
	usageCacheWrite
	usageReasoning
	numUsages
)

func newInstruments(s *series.Store, latest bool, dimensions []string) *instruments {
	b := builder{s, dimensions}
	i := &instruments{
		duration: b.histogram(genai.MetricDuration, "s", "GenAI operation duration.", clientSeconds, clientLabels, genai.ErrorType),
	}
	if latest {
		b.latest(i)
	} else {
		i.tokenUsage = b.tokens(genai.MetricTokenUsage, "Number of input and output tokens used.", clientLabels, genai.TokenType)
		b.stream(i, genai.MetricFirstChunk, genai.MetricPerChunk)
	}
	b.server(i)
	b.work(i)
	b.own(i)
	return i
}

// builder makes metrics whose series also have the configured dimensions.
type builder struct {
	store      *series.Store
	dimensions []string
}

func (b builder) labels(first []string, last []string) []string {
	return slices.Concat(first, b.dimensions, last)
}

func (b builder) histogram(name, unit, description string, bounds []float64, first []string, last ...string) *series.Metric {
	return b.store.Metric(series.Instrument{Name: name, Unit: unit, Description: description, Bounds: bounds, Labels: b.labels(first, last)})
}

func (b builder) tokens(name, description string, first []string, last ...string) *series.Metric {
	return b.store.Metric(series.Instrument{Name: name, Unit: "{token}", Description: description, Bounds: tokens, Whole: true, Labels: b.labels(first, last)})
}

func (b builder) count(name, unit, description string, first []string, last ...string) *series.Metric {
	return b.store.Metric(series.Instrument{Name: name, Unit: unit, Description: description, Whole: true, Labels: b.labels(first, last)})
}

func (b builder) dollars(name, description string, first []string, last ...string) *series.Metric {
	return b.store.Metric(series.Instrument{Name: name, Unit: "{USD}", Description: description, Labels: b.labels(first, last)})
}

// latest are the metrics of inference after 1.41. Other operations keep gen_ai.client.operation.duration.
func (b builder) latest(i *instruments) {
	for at, of := range [numUsages]struct{ name, description string }{
		usageInput:      {genai.MetricUsageInput, "The number of input (prompt) tokens used, including cached tokens."},
		usageOutput:     {genai.MetricUsageOutput, "The number of output (completion) tokens used, including reasoning tokens."},
		usageCacheRead:  {genai.MetricUsageCacheRead, "The number of input tokens read from a cache."},
		usageCacheWrite: {genai.MetricUsageCacheWrite, "The number of input tokens written to a cache."},
		usageReasoning:  {genai.MetricUsageReasoning, "The number of output tokens used for reasoning."},
	} {
		i.usage[at] = b.count(of.name, "{token}", of.description, clientLabels, genai.TokenModality)
	}
	i.operationInput = b.tokens(genai.MetricOperationInput, "Input tokens of one inference operation.", clientLabels)
	i.operationOutput = b.tokens(genai.MetricOperationOutput, "Output tokens of one inference operation.", clientLabels)
	i.inferenceDuration = b.histogram(genai.MetricInferenceDuration, "s", "Duration of inference.", clientSeconds, clientLabels, genai.ErrorType)
	b.stream(i, genai.MetricInferenceChunk, genai.MetricInferencePerChunk)
}

// stream are the metrics of streamed answers.
func (b builder) stream(i *instruments, first, each string) {
	i.firstChunk = b.histogram(first, "s", "Time to receive the first chunk of a streamed response.", clientSeconds, clientLabels)
	i.perChunk = b.histogram(each, "s", "Time from one chunk of a streamed response to the next.", clientSeconds, clientLabels)
}

// server are the metrics of a model's server.
func (b builder) server(i *instruments) {
	i.serverDuration = b.histogram(genai.MetricServerDuration, "s", "Duration of a request, as the server of the model saw it.", clientSeconds, clientLabels, genai.ErrorType)
	i.serverFirst = b.histogram(genai.MetricServerFirstToken, "s", "Time until the server of the model had the first token.", firstSeconds, clientLabels)
	i.serverToken = b.histogram(genai.MetricServerPerToken, "s", "Time per token after the first, as the server of the model saw it.", tokenSeconds, clientLabels)
}

// work are the metrics of agents, workflows and tools.
func (b builder) work(i *instruments) {
	i.agentDuration = b.histogram(genai.MetricAgentDuration, "s", "Duration of one agent invocation.", agentSeconds, agentLabels, genai.ErrorType)
	i.agentCalls = b.histogram(genai.MetricAgentCalls, "{inference_call}", "Calls of models that one agent invocation made itself.", calls, agentLabels)
	i.agentTools = b.histogram(genai.MetricAgentTools, "{tool_call}", "Tools that one agent invocation ran itself.", calls, agentLabels)
	i.workflowDuration = b.histogram(genai.MetricWorkflowDuration, "s", "Duration of a workflow execution.", workflowSeconds, workflowLabels, genai.ErrorType)
	i.toolDuration = b.histogram(genai.MetricToolDuration, "s", "Duration of a single tool execution.", clientSeconds, toolLabels, genai.ErrorType)
}

// own are the metrics that the conventions do not have.
func (b builder) own(i *instruments) {
	i.cost = b.dollars(genai.MetricCost, "What calls of models cost, in US dollars.", spendLabels)
	i.inputTokens = b.count(genai.MetricInputTokens, "{token}", "Input tokens, by whether they were fresh or cached.", spendLabels, genai.InputKind)
	i.saved = b.dollars(genai.MetricCacheSaved, "What tokens read from a cache would have cost more as fresh ones, in US dollars.", spendLabels)
	i.surcharge = b.dollars(genai.MetricCacheSurcharge, "What tokens written to a cache cost more than fresh ones, in US dollars.", spendLabels)
	i.unpriced = b.count(genai.MetricUnpricedCalls, "{call}", "Calls whose cost is not known, by why.", spendLabels, genai.CostReason)
	i.errors = b.count(genai.MetricErrors, "{error}", "Calls and tools that failed.", agentLabels, genai.SpanRole, genai.ErrorType)
	i.toolErrors = b.count(genai.MetricToolErrors, "{error}", "Tools that failed.", toolLabels, genai.ErrorType)
	i.transitions = b.count(genai.MetricTransitions, "{transition}", "Agents handing over to agents.", []string{serviceName},
		genai.TransitionFrom, genai.TransitionTo, genai.TransitionKind)
	i.loops = b.count(genai.MetricLoops, "{loop}", "Traces in which the same tool, or the same cycle of agents, came again and again.", workflowLabels, genai.TraceLoop)
	i.runCost = b.histogram(genai.MetricRunCost, "{USD}", "What a run cost, in US dollars.", runDollars, workflowLabels)
	i.runDuration = b.histogram(genai.MetricRunDuration, "s", "How long a run took, from its first span to its last.", runSeconds, workflowLabels, genai.ErrorType)
	i.runCalls = b.histogram(genai.MetricRunCalls, "{call}", "Calls of models with usage that a run made.", runCalls, workflowLabels)
}
