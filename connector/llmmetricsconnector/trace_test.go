package llmmetricsconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// span is an enriched span to be written: times in seconds, ids as single bytes.
type span struct {
	trace, id, parent byte
	name              string
	from, to          int
	attrs             map[string]any
	failed            bool
	state             string // W3C trace state
}

func write(tb testing.TB, spans ...span) ptrace.Traces {
	tb.Helper()
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "app")
	list := rs.ScopeSpans().AppendEmpty().Spans()
	for _, s := range spans {
		out := list.AppendEmpty()
		out.SetName(s.name)
		out.SetTraceID(pcommon.TraceID{15: s.trace})
		out.SetSpanID(pcommon.SpanID{7: s.id})
		if s.parent != 0 {
			out.SetParentSpanID(pcommon.SpanID{7: s.parent})
		}
		out.SetStartTimestamp(pcommon.NewTimestampFromTime(time.Unix(1000+int64(s.from), 0)))
		out.SetEndTimestamp(pcommon.NewTimestampFromTime(time.Unix(1000+int64(s.to), 0)))
		out.TraceState().FromRaw(s.state)
		require.NoError(tb, out.Attributes().FromRaw(s.attrs))
		if s.failed {
			out.Status().SetCode(ptrace.StatusCodeError)
		}
	}
	return td
}

// run is a trace's own run id.
func runOf(trace byte) string { return pcommon.TraceID{15: trace}.String() }

// call is what llm_span writes on a call of gpt-4o with a price; more overrides it.
func call(run string, input int, cost float64, more map[string]any) map[string]any {
	return with(map[string]any{
		genai.SpanRole: "call", genai.OperationName: "chat", genai.ProviderName: "openai", genai.RequestModel: "gpt-4o",
		genai.UsageInputTokens: input, genai.UsageOutputTokens: 10, genai.RunID: run,
		genai.CostSource: genai.SourceComputed, genai.CostTotal: cost,
	}, more)
}

// root is a root span with its totals.
func root(run string, more map[string]any) map[string]any {
	return with(map[string]any{genai.SpanRole: "workflow", genai.TraceCalls: 1, genai.RunID: run}, more)
}

func with(attrs, more map[string]any) map[string]any {
	for key, v := range more {
		if v == nil {
			delete(attrs, key)
			continue
		}
		attrs[key] = v
	}
	return attrs
}
