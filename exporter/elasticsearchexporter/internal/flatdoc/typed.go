package flatdoc

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
	"github.com/otelcol-baton/baton/internal/genai"
)

// fieldType is how an attribute with a field of its own is indexed.
type fieldType string

const (
	long    fieldType = "long"
	double  fieldType = "double"
	boolean fieldType = "boolean"
	keyword fieldType = "keyword"
	text    fieldType = "text" // prompts and answers: searched by word, whatever their length
)

// typed are the attributes that have a field of their own.
var typed = map[string]fieldType{
	genai.OperationName: keyword, genai.ProviderName: keyword, genai.System: keyword,
	genai.RequestModel: keyword, genai.ResponseModel: keyword, genai.ResponseID: keyword,
	genai.FinishReasons: keyword, genai.TimeToFirstChunk: double,
	genai.ConversationID: keyword, genai.UserID: keyword,
	genai.AgentName: keyword, genai.AgentID: keyword, genai.AgentDescription: text, genai.AgentVersion: keyword,
	genai.WorkflowName: keyword,
	genai.ToolName:     keyword, genai.ToolType: keyword, genai.ToolDescription: text, genai.ToolDefinitions: text,
	genai.ToolCallID: keyword, genai.ToolCallArguments: text, genai.ToolCallResult: text,
	genai.InputMessages: text, genai.OutputMessages: text, genai.SystemInstructions: text,
	genai.ErrorType: keyword,

	genai.UsageInputTokens: long, genai.UsageOutputTokens: long,
	genai.UsageCacheRead: long, genai.UsageCacheCreation: long, genai.UsageCacheWrite: long, genai.UsageReasoning: long,
	genai.UsageAudioInput: long, genai.UsageAudioOutput: long, genai.UsageAudioCacheRead: long,
	genai.UsageImageInput: long, genai.UsageImageOutput: long, genai.UsageTextInput: long, genai.UsageTextOutput: long,
	genai.UsageCost: double, genai.TokenSemantics: keyword,

	genai.Dialect: keyword, genai.SpanRole: keyword, genai.AG2Kind: keyword, genai.RunID: keyword, genai.Framework: keyword,
	genai.DuplicateOf: keyword, genai.AgentInherited: boolean, genai.StatusOriginal: keyword,
	genai.CostTotal: double, genai.CostInput: double, genai.CostOutput: double, genai.CostCacheRead: double,
	genai.CostCacheWrite: double, genai.CostReasoning: double, genai.CostAudio: double, genai.CostTools: double,
	genai.CostSource: keyword, genai.CostReason: keyword, genai.CostPrice: keyword, genai.CostReported: double,
	genai.TransitionFrom: keyword, genai.TransitionTo: keyword, genai.TransitionKind: keyword,
	genai.TransitionSeq: long, genai.TransitionEvidence: keyword,

	genai.TraceCost: double, genai.TraceCalls: long, genai.TraceTools: long, genai.TraceErrors: long,
	genai.TraceInputTokens: long, genai.TraceOutputTokens: long, genai.TraceCacheReadTokens: long,
	genai.TraceReasoningTokens: long, genai.TraceUnpricedCalls: long, genai.TraceAgents: keyword,
	genai.TraceTransitions: long, genai.TraceLoop: keyword, genai.TracePartial: boolean,
	genai.TraceState: keyword, genai.RootProvisional: boolean,
	genai.SamplingRule: keyword, genai.SamplingRate: double,
}

// fits says that a value can be indexed as the type. One that does not stays an attribute like any other.
func (t fieldType) fits(v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return t == long || t == double
	case pcommon.ValueTypeDouble:
		_, finite := jsontext.AppendFloat(nil, v.Double())
		return t == double && finite
	case pcommon.ValueTypeBool:
		return t == boolean
	case pcommon.ValueTypeStr:
		return t == keyword || t == text
	case pcommon.ValueTypeSlice:
		return t == text || t.fitsAll(v.Slice())
	case pcommon.ValueTypeMap:
		return t == text
	default:
		return false
	}
}

func (t fieldType) fitsAll(s pcommon.Slice) bool {
	for _, v := range s.All() {
		if k := v.Type(); k == pcommon.ValueTypeSlice || k == pcommon.ValueTypeMap || !t.fits(v) {
			return false
		}
	}
	return true
}

// appendTyped appends a value that fits: structured text as its JSON.
func appendTyped(dst []byte, t fieldType, v pcommon.Value) []byte {
	if k := v.Type(); t == text && (k == pcommon.ValueTypeSlice || k == pcommon.ValueTypeMap) {
		return appendQuoted(dst, v)
	}
	return jsontext.AppendValue(dst, v, false)
}

// appendQuoted appends the JSON of a value as one JSON string.
func appendQuoted(dst []byte, v pcommon.Value) []byte {
	dst, _ = jsontext.AppendString(dst, string(jsontext.AppendValue(nil, v, false)))
	return dst
}
