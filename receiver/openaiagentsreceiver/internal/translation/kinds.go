package translation

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// kind is one type of span_data.
type kind struct {
	operation string // gen_ai.operation.name; the registry has none for some types
	spanKind  ptrace.SpanKind
	fill      func(*draft, wire.Value)
}

// kinds lists the types of agents/tracing/span_data.py (0.24, read 2026-11-24); task and turn come as custom and
// are told by data.sdk_span_type. In JavaScript (@openai/agents 0.20) they are the same.
var kinds = map[string]kind{
	"agent":         {genai.OpInvokeAgent, ptrace.SpanKindInternal, (*draft).agent},
	"task":          {"", ptrace.SpanKindInternal, (*draft).rollup},
	"turn":          {"", ptrace.SpanKindInternal, (*draft).rollup},
	"generation":    {genai.OpChat, ptrace.SpanKindClient, (*draft).generation},
	"response":      {genai.OpChat, ptrace.SpanKindClient, (*draft).response},
	"function":      {genai.OpExecuteTool, ptrace.SpanKindInternal, (*draft).function},
	"mcp_tools":     {"", ptrace.SpanKindClient, (*draft).mcpTools},
	"handoff":       {genai.OpHandoff, ptrace.SpanKindInternal, (*draft).handoff},
	"guardrail":     {"", ptrace.SpanKindInternal, (*draft).guardrail},
	"transcription": {opTranscription, ptrace.SpanKindClient, (*draft).transcription},
	"speech":        {opSpeech, ptrace.SpanKindClient, (*draft).speech},
	"speech_group":  {"", ptrace.SpanKindInternal, (*draft).speechGroup},
	"custom":        {"", ptrace.SpanKindInternal, (*draft).custom},
}

// Operations that the registry does not have.
const (
	opTranscription = "transcription"
	opSpeech        = "speech"
)
