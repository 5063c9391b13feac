package tracesize

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Spans with one id, as a broken sender makes them, are not all taken out for one.
func TestOfSpansThatShareAnIDOnlyAsManyGoAsAreTooMany(t *testing.T) {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range 100 {
		span := spans.AppendEmpty()
		span.SetTraceID(pcommon.TraceID{1})
		span.SetStartTimestamp(pcommon.Timestamp(i))
		for range 10 {
			span.Attributes().PutStr(strings.Repeat("k", 1000), "") // nothing that could be cut
		}
	}
	whole := measure(td)[0].bytes
	out, result := NewFitter(whole/2, time.Now).Fit("", td, true)
	require.InDelta(t, 50, result.Lost, 2)
	require.Equal(t, 100-result.Lost, out.SpanCount())
	require.LessOrEqual(t, measure(out)[0].bytes, whole/2)
	last := out.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(out.SpanCount() - 1)
	require.EqualValues(t, out.SpanCount()-1, last.StartTimestamp(), "the last to start go first")
}
