package llmsamplingprocessor

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Senders write anything: the types and values of attributes are not what their names promise.
func TestWhatSendersMakeUpDoesNoHarm(t *testing.T) {
	p, _, _ := newTestProcessor(t, twentyRules+`
budget: {spans_per_second: 100, usd_per_day: 1, bytes_per_minute: 10000}
`)
	rnd := rand.New(rand.NewPCG(7, 8))
	keys := []string{
		genai.TraceCost, genai.TraceCalls, genai.TraceAgents, genai.TraceLoop, genai.TraceInputTokens, genai.TransitionFrom,
		genai.TransitionTo, genai.TransitionKind, genai.SpanRole, genai.CostTotal, genai.AgentName, genai.ToolName, "",
	}
	values := []func(pcommon.Value){
		func(v pcommon.Value) { v.SetStr("text") }, func(v pcommon.Value) { v.SetInt(-1 << 63) }, func(v pcommon.Value) { v.SetDouble(-1e308) },
		func(v pcommon.Value) { v.SetBool(true) }, func(v pcommon.Value) { v.SetEmptySlice().AppendEmpty().SetEmptyMap() },
		func(v pcommon.Value) { v.SetEmptyMap() }, func(v pcommon.Value) { v.SetEmptyBytes() }, func(pcommon.Value) {},
	}
	for n := range uint64(3000) {
		td := oneTrace(traceID(n), rnd.IntN(4), func(span ptrace.Span) {
			for range rnd.IntN(6) {
				values[rnd.IntN(len(values))](span.Attributes().PutEmpty(keys[rnd.IntN(len(keys))]))
			}
			if rnd.IntN(3) == 0 {
				span.SetTraceID(pcommon.TraceID{})
			}
			span.SetStartTimestamp(pcommon.Timestamp(rnd.Uint64()))
			span.SetEndTimestamp(pcommon.Timestamp(rnd.Uint64()))
			span.TraceState().FromRaw("ot=" + string(rune(rnd.IntN(300))))
		})
		td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty()
		require.NoError(t, p.ConsumeTraces(whole(n+1), td))
	}
	require.NoError(t, p.ConsumeTraces(whole(1<<40), ptrace.NewTraces()))
}

func TestManyCallsAtOnceAreEachCounted(t *testing.T) {
	p, sink, _ := newTestProcessor(t, "rules: [{name: rest, keep: {adaptive: {goal: 90%, by: [service, status]}}}]\nbudget: {spans_per_second: 500}")
	var wg sync.WaitGroup
	const workers, each = 8, 200
	for w := range uint64(workers) {
		wg.Go(func() {
			for n := range uint64(each) {
				id := w<<32 | n
				if err := p.ConsumeTraces(whole(id+1), oneTrace(traceID(id), 2)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	traces := int64(0)
	for line := range p.sampler.Ledger() {
		traces += line.Sums.Traces
	}
	require.Equal(t, int64(workers*each), traces)
	require.Equal(t, int(ledger(p)["rest"][1]), sink.SpanCount())
}

// Times as far apart as 64 bits allow are a long trace, not one of less than no time.
func TestATraceOfImpossibleTimesIsALongOne(t *testing.T) {
	p, sink, _ := newTestProcessor(t, "rules: [{name: slow, when: {duration: {min: 1h}}, keep: all}]\notherwise: none")
	require.NoError(t, p.ConsumeTraces(whole(1), oneTrace(traceID(1), 1, func(span ptrace.Span) {
		span.SetStartTimestamp(0)
		span.SetEndTimestamp(1<<64 - 1)
	})))
	require.Equal(t, 1, sink.SpanCount())
}

func TestWhatComesInIsDeclaredAsNotWrittenTo(t *testing.T) {
	p, _, _ := newTestProcessor(t, twoRules)
	require.False(t, p.Capabilities().MutatesData)
}
