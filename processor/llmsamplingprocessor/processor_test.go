package llmsamplingprocessor

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/metadata"
)

const twoRules = `
rules:
  - {name: errors, when: {status: error}, keep: 100%}
  - {name: rest, keep: 25%}
`

// readConfig reads YAML as the Collector does, without validating.
func readConfig(t testing.TB, text string) (*Config, error) {
	t.Helper()
	retrieved, err := confmap.NewRetrievedFromYAML([]byte(text))
	require.NoError(t, err)
	conf, err := retrieved.AsConf()
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	return cfg, conf.Unmarshal(cfg)
}

// clock is a clock that tests turn.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func newTestProcessor(t testing.TB, text string) (*tracesProcessor, *consumertest.TracesSink, *clock) {
	t.Helper()
	cfg, err := readConfig(t, text)
	require.NoError(t, err)
	require.NoError(t, confmap.Validate(cfg))
	sink := &consumertest.TracesSink{}
	c := &clock{now: time.Unix(1_700_000_000, 0)}
	p, err := newProcessor(processortest.NewNopSettings(metadata.Type), cfg, sink, c.Now)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	return p, sink, c
}

// whole is the mark of a hand-on of whole traces.
func whole(handOn uint64) context.Context {
	return wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: handOn, Attempt: 1})
}

func late(handOn uint64) context.Context {
	return wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Late, HandOn: handOn, Attempt: 1})
}

func traceID(n uint64) pcommon.TraceID {
	var id pcommon.TraceID
	r := rand.New(rand.NewPCG(n, 1))
	binary.BigEndian.PutUint64(id[:8], n+1)
	binary.BigEndian.PutUint64(id[8:], r.Uint64())
	return id
}

// addTrace adds a trace of some spans: a root with one child after another.
func addTrace(td ptrace.Traces, id pcommon.TraceID, spans int, change ...func(ptrace.Span)) {
	ss := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty()
	for i := range spans {
		span := ss.Spans().AppendEmpty()
		span.SetTraceID(id)
		span.SetSpanID(pcommon.SpanID{byte(i + 1)})
		if i > 0 {
			span.SetParentSpanID(pcommon.SpanID{1})
		}
		span.SetName("step")
		span.SetStartTimestamp(pcommon.Timestamp(1_000_000_000 + i))
		span.SetEndTimestamp(pcommon.Timestamp(2_000_000_000 - i))
		for _, c := range change {
			c(span)
		}
	}
}

func oneTrace(id pcommon.TraceID, spans int, change ...func(ptrace.Span)) ptrace.Traces {
	td := ptrace.NewTraces()
	addTrace(td, id, spans, change...)
	return td
}

func failed(span ptrace.Span) { span.Status().SetCode(ptrace.StatusCodeError) }

func eachSpan(td ptrace.Traces) []ptrace.Span {
	var spans []ptrace.Span
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				spans = append(spans, span)
			}
		}
	}
	return spans
}

func keptIDs(sink *consumertest.TracesSink) map[pcommon.TraceID]int {
	ids := make(map[pcommon.TraceID]int)
	for _, td := range sink.AllTraces() {
		for _, span := range eachSpan(td) {
			ids[span.TraceID()]++
		}
	}
	return ids
}

func TestTheFirstRuleThatTakesATraceDecides(t *testing.T) {
	p, sink, _ := newTestProcessor(t, twoRules)
	td := ptrace.NewTraces()
	addTrace(td, traceID(1), 3, failed)
	const traces = 4000
	for i := range uint64(traces) {
		addTrace(td, traceID(i+2), 2)
	}
	before := ptrace.NewTraces()
	td.CopyTo(before)

	require.NoError(t, p.ConsumeTraces(whole(1), td))
	require.Equal(t, before, td, "what comes in is not written to")
	ids := keptIDs(sink)
	require.Equal(t, 3, ids[traceID(1)])
	require.InDelta(t, traces/4, len(ids)-1, 150)
	for _, span := range eachSpan(sink.AllTraces()[0]) {
		in := consistent.Read(span.TraceState().AsRaw())
		require.True(t, in.HasT)
		rule, ok := span.Attributes().Get(genai.SamplingRule)
		require.Equal(t, span.ParentSpanID().IsEmpty(), ok)
		if span.TraceID() == traceID(1) {
			require.Equal(t, consistent.Always, in.T)
			continue
		}
		require.InDelta(t, 4, in.T.Weight(), 1e-9)
		if ok {
			require.Equal(t, "rest", rule.Str())
			rate, _ := span.Attributes().Get(genai.SamplingRate)
			require.InDelta(t, 0.25, rate.Double(), 1e-12)
		}
	}
}

func TestAnUnmarkedBatchIsRefused(t *testing.T) {
	p, sink, _ := newTestProcessor(t, twoRules)
	err := p.ConsumeTraces(t.Context(), oneTrace(traceID(1), 1, failed))
	require.ErrorContains(t, err, "put whole_trace before it in the pipeline")
	require.Zero(t, sink.SpanCount())
}

func TestALateSpanFollowsItsTraceWithTheSameWeight(t *testing.T) {
	p, sink, _ := newTestProcessor(t, twoRules)
	for i := range uint64(200) {
		require.NoError(t, p.ConsumeTraces(whole(i+1), oneTrace(traceID(i), 2)))
	}
	kept := keptIDs(sink)
	sink.Reset()
	for i := range uint64(200) {
		require.NoError(t, p.ConsumeTraces(late(i+1000), oneTrace(traceID(i), 1, failed)))
	}
	require.Equal(t, len(kept), len(keptIDs(sink)), "a late failed span does not bring a dropped trace back")
	for _, td := range sink.AllTraces() {
		for _, span := range eachSpan(td) {
			require.Contains(t, kept, span.TraceID())
			require.InDelta(t, 4, consistent.Read(span.TraceState().AsRaw()).T.Weight(), 1e-9)
		}
	}
}

func TestTwoGatewaysDecideAlike(t *testing.T) {
	const config = `
rules:
  - {name: errors, when: {status: error}, keep: 50%}
  - {name: rest, keep: 12.3%}
`
	first, firstSink, _ := newTestProcessor(t, config)
	second, secondSink, c := newTestProcessor(t, config)
	c.now = c.now.Add(1e15)
	const traces = 3000
	all := ptrace.NewTraces()
	for n := range uint64(traces) {
		change := func(span ptrace.Span) {
			if n%3 == 0 {
				failed(span)
			}
			if n%5 == 0 {
				span.TraceState().FromRaw("ot=rv:8000000000000" + string("0123456789abcdef"[n%16]))
			}
		}
		addTrace(all, traceID(n), 2, change)
		require.NoError(t, second.ConsumeTraces(whole(n+1), oneTrace(traceID(traces-1-n), 2, func(span ptrace.Span) {
			n := traces - 1 - n
			if n%3 == 0 {
				failed(span)
			}
			if n%5 == 0 {
				span.TraceState().FromRaw("ot=rv:8000000000000" + string("0123456789abcdef"[n%16]))
			}
		})))
	}
	require.NoError(t, first.ConsumeTraces(whole(1), all))
	require.NotEmpty(t, states(firstSink))
	require.Equal(t, states(firstSink), states(secondSink))
}

func TestAThresholdThatCameInIsHonoured(t *testing.T) {
	for mode, weight := range map[string]float64{"equalizing": 4, "proportional": 16} {
		p, sink, _ := newTestProcessor(t, "otherwise: 25%\nprobability: {mode: "+mode+"}")
		kept, came := 0.0, 0.0
		quarter := consistent.FromProbability(0.25)
		for n := range uint64(20_000) {
			id := traceID(n)
			if !quarter.Keeps(consistent.Randomness(id)) {
				continue
			}
			came += 4
			require.NoError(t, p.ConsumeTraces(whole(n+1), oneTrace(id, 1, func(span ptrace.Span) { span.TraceState().FromRaw("ot=th:c") })))
		}
		for _, td := range sink.AllTraces() {
			in := consistent.Read(eachSpan(td)[0].TraceState().AsRaw())
			require.InDelta(t, weight, in.T.Weight(), 1e-9)
			kept += in.T.Weight()
		}
		require.InEpsilon(t, came, kept, 0.08, mode)
	}
}

// A part of a trace has no roll-up, and its root may come later: the rule is written on the root when it comes.
func TestThePartsOfATraceGoTheSameWay(t *testing.T) {
	p, sink, _ := newTestProcessor(t, twoRules)
	part := func(n int, handOn uint64) context.Context {
		return wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Part, Part: n, HandOn: handOn, Attempt: 1})
	}
	first, second := oneTrace(traceID(1), 1, failed), oneTrace(traceID(1), 1)
	eachSpan(first)[0].SetParentSpanID([8]byte{9})
	require.NoError(t, p.ConsumeTraces(part(1, 1), first))
	require.NoError(t, p.ConsumeTraces(part(2, 2), second))
	require.Len(t, sink.AllTraces(), 2)
	_, explained := eachSpan(sink.AllTraces()[0])[0].Attributes().Get(genai.SamplingRule)
	require.False(t, explained)
	rule, explained := eachSpan(sink.AllTraces()[1])[0].Attributes().Get(genai.SamplingRule)
	require.True(t, explained)
	require.Equal(t, "errors", rule.Str())
}
