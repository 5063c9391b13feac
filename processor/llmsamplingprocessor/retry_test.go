package llmsamplingprocessor

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// attempt is the mark of one attempt at a hand-on.
func attempt(handOn uint64, n int) context.Context {
	return wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: handOn, Attempt: n})
}

func TestARepeatedHandOnIsDecidedOnAlikeAndCountedOnce(t *testing.T) {
	p, sink, c := newTestProcessor(t, `
rules: [{name: rest, keep: {adaptive: {goal: 50%}}}]
budget: {traces_per_second: 10}
`)
	td := ptrace.NewTraces()
	for n := range uint64(500) {
		addTrace(td, traceID(n), 1)
	}
	require.NoError(t, p.ConsumeTraces(attempt(1, 1), td))
	first := states(sink)
	require.NotEmpty(t, first)
	require.Less(t, len(first), 400)
	counted := ledger(p)
	for n := range 5 {
		c.now = c.now.Add(1e9)
		sink.Reset()
		require.NoError(t, p.ConsumeTraces(attempt(1, n+2), td))
		require.Equal(t, first, states(sink), "the same traces, at the same weights")
	}
	require.Equal(t, counted, ledger(p))
}

// A second attempt may be the first that comes this far.
func TestAHandOnThatFailedBeforeItCameHereIsCounted(t *testing.T) {
	p, _, _ := newTestProcessor(t, twoRules)
	require.NoError(t, p.ConsumeTraces(attempt(7, 3), oneTrace(traceID(1), 2, failed)))
	require.Equal(t, [2]int64{1, 2}, ledger(p)["errors"])
}

func TestAnErrorDownstreamGoesBack(t *testing.T) {
	p, _, _ := newTestProcessor(t, "otherwise: all")
	full := errors.New("full")
	p.next = consumertest.NewErr(full)
	require.ErrorIs(t, p.ConsumeTraces(attempt(1, 1), oneTrace(traceID(1), 1)), full)
	require.Equal(t, [2]int64{1, 1}, ledger(p)["otherwise"])
	sink := &consumertest.TracesSink{}
	p.next = sink
	require.NoError(t, p.ConsumeTraces(attempt(1, 2), oneTrace(traceID(1), 1)))
	require.Equal(t, 1, sink.SpanCount())
	require.Equal(t, [2]int64{1, 1}, ledger(p)["otherwise"])
}

// ledger returns traces and spans kept, by rule.
func ledger(p *tracesProcessor) map[string][2]int64 {
	kept := make(map[string][2]int64)
	for line := range p.sampler.Ledger() {
		if line.Kept {
			kept[line.Rule] = [2]int64{line.Sums.Traces, line.Sums.Spans}
		}
	}
	return kept
}
