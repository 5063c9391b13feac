package genai

import (
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Span is a typed view of an enriched span. It is read in one pass over the attributes and allocates nothing, for those
// who look at every span. What a span does not tell is zero.
type Span struct {
	Role                        Role
	Operation                   string
	Provider                    string
	RequestModel, ResponseModel string
	Agent, Workflow, Tool       string
	ErrorType                   string
	RunID                       string
	State                       string // baton.trace.state

	Input, Output           int64
	CacheRead, CacheWrite   int64
	Reasoning               int64
	AudioInput, AudioOutput int64
	ImageInput, ImageOutput int64
	TextInput, TextOutput   int64
	FirstChunk              float64 // seconds, zero when unknown
	PerChunk                float64 // seconds from chunk to chunk, zero when unknown

	Cost                          float64
	CostInput                     float64
	CostCacheRead, CostCacheWrite float64
	// Whether cached tokens have a price of their own; without one they are inside CostInput.
	PricesCacheRead, PricesCacheWrite bool
	CostSource, CostReason            string

	Loop    string
	Root    bool // carries the totals of its trace
	Partial bool

	// Agents is baton.trace.agents of a root, else the zero value.
	Agents pcommon.Value

	// The ends and kinds of the transitions that lead here, scalars or arrays of equal length: Edge reads them.
	From, To, Kind pcommon.Value
	Transitions    bool
}

// Model is the model asked for, or else the one that answered.
func (s *Span) Model() string {
	if s.RequestModel != "" {
		return s.RequestModel
	}
	return s.ResponseModel
}

// HasUsage says whether the span tells any usage: no call takes nothing and gives nothing.
func (s *Span) HasUsage() bool { return s.Input > 0 || s.Output > 0 }

// IsPriced says whether there is a cost, be it zero.
func (s *Span) IsPriced() bool { return s.CostSource != "" && s.CostSource != SourceNone }

// IsAgent says whether the span is an agent at work: also where it is the only witness of calls.
func (s *Span) IsAgent() bool {
	return s.Operation == OpInvokeAgent || s.Role == RoleAgent && s.Operation != OpCreateAgent
}

// Edges returns how many transitions lead to the span.
func (s *Span) Edges() int {
	switch {
	case !s.Transitions:
		return 0
	case s.To.Type() == pcommon.ValueTypeSlice:
		return s.To.Slice().Len()
	}
	return 1
}

// Edge returns the i-th transition that leads to the span.
func (s *Span) Edge(i int) (from, to, kind string) {
	return item(s.From, i), item(s.To, i), item(s.Kind, i)
}

func item(v pcommon.Value, i int) string {
	switch {
	case v == pcommon.Value{}:
		return ""
	case v.Type() != pcommon.ValueTypeSlice:
		return v.AsString()
	case i < v.Slice().Len():
		return v.Slice().At(i).AsString()
	}
	return ""
}

// Read reads the attributes of a span. Whatever s held before is forgotten.
func (s *Span) Read(attrs pcommon.Map) {
	*s = Span{}
	for key, v := range attrs.All() {
		switch {
		case len(key) > len(UsagePrefix) && key[:len(UsagePrefix)] == UsagePrefix:
			s.usage(key, v)
		case len(key) > len(ownPrefix) && key[:len(ownPrefix)] == ownPrefix:
			s.own(key, v)
		default:
			s.names(key, v)
		}
	}
}

const ownPrefix = "baton."

func (s *Span) names(key string, v pcommon.Value) {
	switch key {
	case OperationName:
		s.Operation = v.AsString()
	case ProviderName:
		s.Provider = v.AsString()
	case RequestModel:
		s.RequestModel = v.AsString()
	case ResponseModel:
		s.ResponseModel = v.AsString()
	case AgentName:
		s.Agent = v.AsString()
	case WorkflowName:
		s.Workflow = v.AsString()
	case ToolName:
		s.Tool = v.AsString()
	case ErrorType:
		s.ErrorType = v.AsString()
	case TimeToFirstChunk:
		s.FirstChunk = number(v)
	case MetricPerChunk: // the AI SDK 7 writes the metric's name on its spans
		s.PerChunk = number(v)
	}
}

func (s *Span) usage(key string, v pcommon.Value) {
	switch key {
	case UsageInputTokens:
		s.Input = count(v)
	case UsageOutputTokens:
		s.Output = count(v)
	case UsageCacheRead:
		s.CacheRead = count(v)
	case UsageCacheCreation, UsageCacheWrite:
		s.CacheWrite = max(s.CacheWrite, count(v))
	case UsageReasoning:
		s.Reasoning = count(v)
	case UsageAudioInput:
		s.AudioInput = count(v)
	case UsageAudioOutput:
		s.AudioOutput = count(v)
	case UsageImageInput:
		s.ImageInput = count(v)
	case UsageImageOutput:
		s.ImageOutput = count(v)
	case UsageTextInput:
		s.TextInput = count(v)
	case UsageTextOutput:
		s.TextOutput = count(v)
	}
}

func (s *Span) own(key string, v pcommon.Value) {
	switch key {
	case SpanRole:
		s.Role = Role(v.AsString())
	case RunID:
		s.RunID = v.AsString()
	case CostTotal:
		s.Cost = number(v)
	case CostInput:
		s.CostInput = number(v)
	case CostCacheRead:
		s.CostCacheRead, s.PricesCacheRead = number(v), true
	case CostCacheWrite:
		s.CostCacheWrite, s.PricesCacheWrite = number(v), true
	case CostSource:
		s.CostSource = v.AsString()
	case CostReason:
		s.CostReason = v.AsString()
	case TransitionFrom:
		s.From = v
	case TransitionTo:
		s.To, s.Transitions = v, true
	case TransitionKind:
		s.Kind = v
	case TraceState:
		s.State = v.AsString()
	case TraceCalls:
		s.Root = true
	case TraceAgents:
		s.Agents = v
	case TraceLoop:
		s.Loop = v.AsString()
	case TracePartial:
		s.Partial = v.Bool()
	}
}

// number is a value that can be added up: what is no number, or endless, is nothing.
func number(v pcommon.Value) float64 {
	if v.Type() == pcommon.ValueTypeInt {
		return float64(v.Int())
	}
	if x := v.Double(); !math.IsNaN(x) && !math.IsInf(x, 0) {
		return x
	}
	return 0
}

// count is a number of tokens. There are no less than none.
func count(v pcommon.Value) int64 { return max(v.Int(), 0) }
