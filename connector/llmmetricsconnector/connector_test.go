package llmmetricsconnector

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/goleak"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

func consumeWhole(tb testing.TB, c counted, batches ...ptrace.Traces) {
	tb.Helper()
	for i, batch := range batches {
		require.NoError(tb, c.ConsumeTraces(marked(wholetrace.Whole, uint64(i)+1), batch))
	}
}

func TestARepeatedHandOnIsCountedOnce(t *testing.T) {
	c := start(t)
	batch := write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0.5, nil)})
	for attempt := 1; attempt <= 3; attempt++ {
		ctx := wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: 9, Attempt: attempt})
		require.NoError(t, c.ConsumeTraces(ctx, batch))
	}
	cost, _ := c.stop(t).of(genai.MetricCost)
	require.InDelta(t, 0.5, cost, 1e-12)
}

func TestRollupsAndDuplicatesAreNotCounted(t *testing.T) {
	c := start(t)
	consumeWhole(t, c, write(t,
		span{trace: 1, id: 1, to: 9, attrs: root(runOf(1), map[string]any{genai.SpanRole: "rollup", "gen_ai.aggregated_usage.input_tokens": 100})},
		span{trace: 1, id: 2, parent: 1, to: 5, attrs: call(runOf(1), 100, 0.5, nil)},
		span{trace: 1, id: 3, parent: 2, to: 4, attrs: map[string]any{genai.SpanRole: "duplicate", genai.OperationName: "chat", "baton.duplicate.usage.input_tokens": 100, genai.RunID: runOf(1)}},
	))
	got := c.stop(t)
	input, calls := got.of(genai.MetricTokenUsage, genai.TokenType, "input")
	require.InDelta(t, 100, input, 0)
	require.EqualValues(t, 1, calls)
	cost, runs := got.of(genai.MetricRunCost)
	require.InDelta(t, 0.5, cost, 1e-12)
	require.EqualValues(t, 1, runs)
}

func TestPartsAndLateSpansBelongToOneRun(t *testing.T) {
	c := start(t)
	one := write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0.5, map[string]any{genai.TraceState: "part"})})
	two := write(t, span{trace: 1, id: 2, attrs: call(runOf(1), 100, 0.25, map[string]any{genai.TraceState: "part"})})
	late := write(t, span{trace: 1, id: 3, attrs: call(runOf(1), 100, 0.125, map[string]any{genai.TraceState: "late"})})
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Part, 1), one))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Part, 2), two))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Late, 3), late))
	got := c.stop(t)
	cost, runs := got.of(genai.MetricRunCost)
	require.InDelta(t, 0.875, cost, 1e-12)
	require.EqualValues(t, 1, runs)
	calls, _ := got.of(genai.MetricRunCalls)
	require.InDelta(t, 3, calls, 0)
}

func TestARootThatIsAloneInItsPartEndsItsRun(t *testing.T) {
	child := write(t, span{trace: 1, id: 2, parent: 1, from: 2, to: 5, attrs: call("chat-1", 100, 0.5, map[string]any{genai.TraceState: "part"})})
	bare := write(t, span{trace: 1, id: 1, to: 30, attrs: map[string]any{"http.route": "/ask"}, failed: true})
	for name, parts := range map[string][]ptrace.Traces{"last": {child, bare}, "first": {bare, child}} {
		t.Run(name, func(t *testing.T) {
			c := start(t)
			for i, part := range parts {
				require.NoError(t, c.ConsumeTraces(marked(wholetrace.Part, uint64(i)+1), part))
			}
			got := c.stop(t)
			took, runs := got.of(genai.MetricRunDuration, genai.ErrorType, "_OTHER")
			require.InDelta(t, 30, took, 1e-9)
			require.EqualValues(t, 1, runs)
		})
	}
	t.Run("and of no run", func(t *testing.T) {
		c := start(t)
		require.NoError(t, c.ConsumeTraces(marked(wholetrace.Part, 1), bare))
		require.NotContains(t, c.stop(t), genai.MetricRunDuration)
	})
}

func TestALateSpanOfARunThatIsOverCountsAsACallAndMakesNoRun(t *testing.T) {
	c := start(t)
	consumeWhole(t, c, write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0.5, nil)}))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Late, 7), write(t, span{trace: 1, id: 2, attrs: call(runOf(1), 100, 0.25, nil)})))
	got := c.stop(t)
	cost, _ := got.of(genai.MetricCost)
	require.InDelta(t, 0.75, cost, 1e-12)
	runCost, runs := got.of(genai.MetricRunCost)
	require.InDelta(t, 0.5, runCost, 1e-12)
	require.EqualValues(t, 1, runs)
}

func TestARunInSeveralTracesIsOneRun(t *testing.T) {
	c := start(t)
	consumeWhole(
		t, c,
		write(t, span{trace: 1, id: 1, from: 0, to: 10, attrs: root("chat-1", nil)}, span{trace: 1, id: 2, parent: 1, from: 1, to: 5, attrs: call("chat-1", 100, 0.5, nil)}),
		write(t, span{trace: 2, id: 1, from: 20, to: 30, attrs: root("chat-1", nil)}, span{trace: 2, id: 2, parent: 1, from: 21, to: 25, attrs: call("chat-1", 100, 0.25, nil)}),
	)
	got := c.stop(t)
	cost, runs := got.of(genai.MetricRunCost)
	require.InDelta(t, 0.75, cost, 1e-12)
	require.EqualValues(t, 1, runs)
	took, _ := got.of(genai.MetricRunDuration)
	require.InDelta(t, 30, took, 1e-9)
}

func TestATraceWithoutAgentCallOrToolIsNoRun(t *testing.T) {
	c := start(t)
	consumeWhole(t, c, write(t, span{trace: 1, id: 1, attrs: map[string]any{
		genai.SpanRole: "step", genai.OperationName: genai.OpCreateAgent, genai.TraceCalls: 0, genai.RunID: runOf(1),
	}}))
	require.NotContains(t, c.stop(t), genai.MetricRunCost)
}

func TestWeightsOfAnEarlierSamplerAreCounted(t *testing.T) {
	c := start(t)
	consumeWhole(t, c, write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0.5, nil), state: "ot=th:c"}))
	got := c.stop(t)
	input, calls := got.of(genai.MetricTokenUsage, genai.TokenType, "input")
	require.InDelta(t, 400, input, 0)
	require.EqualValues(t, 4, calls)
	cost, _ := got.of(genai.MetricCost)
	require.InDelta(t, 2, cost, 1e-12)
	_, runs := got.of(genai.MetricRunCost)
	require.EqualValues(t, 4, runs)
}

func TestADimensionOfTheRootIsThatOfItsCalls(t *testing.T) {
	c := start(t, func(cfg *Config) { cfg.Dimensions = []string{"user.id", "deployment"} })
	consumeWhole(t, c, write(t,
		span{trace: 1, id: 1, attrs: root(runOf(1), map[string]any{"user.id": "ann"})},
		span{trace: 1, id: 2, parent: 1, attrs: call(runOf(1), 100, 0.5, map[string]any{
			genai.TransitionFrom: "writer", genai.TransitionTo: "critic", genai.TransitionKind: "turn",
		})},
	))
	got := c.stop(t)
	for _, name := range []string{
		genai.MetricCost, genai.MetricTokenUsage, genai.MetricDuration, genai.MetricRunCost, genai.MetricTransitions,
	} {
		_, ok := got[name]
		require.True(t, ok, name)
		for _, r := range got[name] {
			require.Equal(t, "ann", r.labels["user.id"], name)
			require.NotContains(t, r.labels, "deployment", name)
		}
	}
}

func TestAnAgentIsNamedWithoutTheUUIDOfItsRun(t *testing.T) {
	c := start(t)
	consumeWhole(t, c, write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0.5, map[string]any{
		genai.AgentName:      "writer_997d692c-c361-49de-b72b-66396d7830f2",
		genai.TransitionFrom: "critic_997d692c-c361-49de-b72b-66396d7830f2", genai.TransitionTo: "writer_997d692c-c361-49de-b72b-66396d7830f2", genai.TransitionKind: "turn",
	})}))
	got := c.stop(t)
	require.Equal(t, "writer", got[genai.MetricCost][0].labels[genai.AgentName])
	n, _ := got.of(genai.MetricTransitions, genai.TransitionFrom, "critic", genai.TransitionTo, "writer")
	require.InDelta(t, 1, n, 0)
}

func TestAnAgentCountsItsOwnCallsAndTools(t *testing.T) {
	c := start(t)
	agent := func(name string) map[string]any {
		return map[string]any{genai.SpanRole: "agent", genai.OperationName: genai.OpInvokeAgent, genai.AgentName: name, genai.RunID: runOf(1)}
	}
	tool := map[string]any{genai.SpanRole: "tool", genai.OperationName: genai.OpExecuteTool, genai.ToolName: "ask", genai.AgentName: "lead", genai.RunID: runOf(1)}
	consumeWhole(t, c, write(t,
		span{trace: 1, id: 1, to: 20, attrs: agent("lead")},
		span{trace: 1, id: 2, parent: 1, attrs: call(runOf(1), 100, 0.5, nil)},
		span{trace: 1, id: 3, parent: 1, to: 3, attrs: tool, failed: true},
		span{trace: 1, id: 4, parent: 3, to: 2, attrs: agent("help")},
		span{trace: 1, id: 5, parent: 4, attrs: call(runOf(1), 100, 0.5, nil)},
		span{trace: 1, id: 6, parent: 4, attrs: call(runOf(1), 100, 0.5, nil)},
	))
	got := c.stop(t)
	for agent, want := range map[string][2]float64{"lead": {1, 1}, "help": {2, 0}} {
		calls, invocations := got.of(genai.MetricAgentCalls, genai.AgentName, agent)
		require.InDelta(t, want[0], calls, 0, agent)
		require.EqualValues(t, 1, invocations, agent)
		tools, _ := got.of(genai.MetricAgentTools, genai.AgentName, agent)
		require.InDelta(t, want[1], tools, 0, agent)
	}
	took, _ := got.of(genai.MetricAgentDuration, genai.AgentName, "lead")
	require.InDelta(t, 20, took, 1e-9)
	failed, _ := got.of(genai.MetricToolErrors, genai.ToolName, "ask", genai.AgentName, "lead", genai.ErrorType, "_OTHER")
	require.InDelta(t, 1, failed, 0)
}

func TestWhatCachingSaved(t *testing.T) {
	c := start(t)
	consumeWhole(
		t, c,
		// 1000 fresh at 2.5 $/M, 1000 read at 1.25 $/M, 1000 written at 3.125 $/M.
		write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 3000, 0.006875, map[string]any{
			genai.UsageCacheRead: 1000, genai.UsageCacheCreation: 1000,
			genai.CostInput: 0.0025, genai.CostCacheRead: 0.00125, genai.CostCacheWrite: 0.003125,
		})}),
		// All of it read: the fresh price is that of the call before.
		write(t, span{trace: 2, id: 1, attrs: call(runOf(2), 1000, 0.00125, map[string]any{
			genai.UsageCacheRead: 1000, genai.CostInput: 0.0, genai.CostCacheRead: 0.00125,
		})}),
		// Cached tokens without a price of their own save nothing.
		write(t, span{trace: 3, id: 1, attrs: call(runOf(3), 2000, 0.005, map[string]any{
			genai.RequestModel: "other", genai.UsageCacheRead: 1000, genai.CostInput: 0.005,
		})}),
	)
	got := c.stop(t)
	saved, _ := got.of(genai.MetricCacheSaved)
	require.InDelta(t, 0.0025, saved, 1e-12)
	more, _ := got.of(genai.MetricCacheSurcharge)
	require.InDelta(t, 0.000625, more, 1e-12)
	for kind, want := range map[string]float64{genai.InputFresh: 2000, genai.InputRead: 3000, genai.InputWrite: 1000} {
		tokens, _ := got.of(genai.MetricInputTokens, genai.InputKind, kind)
		require.InDelta(t, want, tokens, 0, kind)
	}
}

func TestUnpricedCallsAreCountedByModelAndReason(t *testing.T) {
	c := start(t)
	consumeWhole(t, c, write(t,
		span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0, map[string]any{genai.RequestModel: "mine", genai.CostTotal: nil, genai.CostSource: genai.SourceNone, genai.CostReason: genai.ReasonUnknownModel})},
		span{trace: 1, id: 2, attrs: call(runOf(1), 0, 0, map[string]any{genai.CostTotal: nil, genai.CostSource: genai.SourceNone, genai.CostReason: genai.ReasonFreeOperation})},
	))
	got := c.stop(t)
	require.Len(t, got[genai.MetricUnpricedCalls], 1)
	n, _ := got.of(genai.MetricUnpricedCalls, genai.RequestModel, "mine", genai.CostReason, genai.ReasonUnknownModel)
	require.InDelta(t, 1, n, 0)
}

func TestTheLatestConventionsTellModalitiesApart(t *testing.T) {
	c := start(t, func(cfg *Config) { cfg.Semconv = semconvLatest })
	consumeWhole(t, c, write(t,
		span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0.5, map[string]any{genai.UsageAudioInput: 40, genai.TimeToFirstChunk: 0.5})},
		span{trace: 1, id: 2, attrs: call(runOf(1), 7, 0.5, map[string]any{genai.OperationName: genai.OpEmbeddings})},
	))
	got := c.stop(t)
	for modality, want := range map[string]float64{"audio": 40, "text": 60, "unknown": 7} {
		tokens, _ := got.of(genai.MetricUsageInput, genai.TokenModality, modality)
		require.InDelta(t, want, tokens, 0, modality)
	}
	_, inferences := got.of(genai.MetricInferenceDuration)
	require.EqualValues(t, 1, inferences)
	_, others := got.of(genai.MetricDuration)
	require.EqualValues(t, 1, others)
	chunk, _ := got.of(genai.MetricInferenceChunk)
	require.InDelta(t, 0.5, chunk, 0)
	require.NotContains(t, got, genai.MetricTokenUsage)
}

func TestBucketsAreThoseOfTheConventions(t *testing.T) {
	c := start(t)
	consumeWhole(t, c, write(t,
		span{trace: 1, id: 1, to: 3, attrs: map[string]any{genai.SpanRole: "agent", genai.OperationName: genai.OpInvokeAgent, genai.AgentName: "a", genai.RunID: runOf(1)}},
		span{trace: 1, id: 2, parent: 1, to: 2, attrs: call(runOf(1), 100, 0.5, map[string]any{genai.TimeToFirstChunk: 0.3})},
	))
	got := c.stop(t)
	for name, want := range map[string][3]float64{ // first, last, how many
		genai.MetricDuration: {0.01, 81.92, 14}, genai.MetricFirstChunk: {0.01, 81.92, 14},
		genai.MetricTokenUsage: {1, 67108864, 14}, genai.MetricAgentDuration: {0.1, 409.6, 13}, genai.MetricAgentCalls: {1, 128, 8},
	} {
		bounds := got[name][0].point.ExplicitBounds().AsRaw()
		require.Len(t, bounds, int(want[2]), name)
		require.InDelta(t, want[0], bounds[0], 1e-12, name)
		require.InDelta(t, want[1], bounds[len(bounds)-1], 1e-9, name)
	}
}

func TestExemplarsLeadToTheTrace(t *testing.T) {
	c := start(t)
	consumeWhole(t, c, write(t,
		span{trace: 1, id: 1, to: 1, attrs: call(runOf(1), 100, 0.5, nil)},
		span{trace: 1, id: 2, to: 9, attrs: call(runOf(1), 100, 0.5, nil)},
		span{trace: 1, id: 3, to: 2, attrs: call(runOf(1), 100, 0.5, nil)},
	))
	list := c.stop(t)[genai.MetricDuration][0].point.Exemplars()
	require.Equal(t, 2, list.Len())
	require.Equal(t, pcommon.SpanID{7: 2}, list.At(0).SpanID(), "the longest")
	require.Equal(t, pcommon.SpanID{7: 3}, list.At(1).SpanID(), "the latest")
	require.Equal(t, pcommon.TraceID{15: 1}, list.At(0).TraceID())
}

func TestSeriesBeyondTheBoundAreCountedTogether(t *testing.T) {
	c := start(t, func(cfg *Config) { cfg.MaxSeries = 20 })
	for i := range 100 {
		consumeWhole(t, c, write(t, span{trace: byte(i), id: 1, attrs: call(runOf(byte(i)), 1, 0.25, map[string]any{genai.AgentName: strings.Repeat("x", i+1)})}))
		c.finished = wholetrace.NewFinished(1)
	}
	got := c.stop(t)
	series := 0
	for _, list := range got {
		series += len(list)
	}
	require.LessOrEqual(t, series, 20+len(got))
	cost, _ := got.of(genai.MetricCost)
	require.InDelta(t, 25, cost, 1e-9)
	last := got[genai.MetricCost][len(got[genai.MetricCost])-1]
	require.Equal(t, map[string]any{"otel.metric.overflow": true}, last.labels)
}

// clock is a time that stands still until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClocked(t *testing.T, change func(*Config)) (*llmMetrics, *consumertest.MetricsSink, *clock) {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	change(cfg)
	sink, at := &consumertest.MetricsSink{}, &clock{time.Unix(1_800_000_000, 0)}
	c, err := newMetricsConnector(connectortest.NewNopSettings(metadata.Type), cfg, sink, at.now)
	require.NoError(t, err)
	return c, sink, at
}

func sent(c *llmMetrics, sink *consumertest.MetricsSink) totals {
	sink.Reset()
	c.send(context.Background(), false)
	return read(sink.AllMetrics())
}

func TestStaleSeriesExpire(t *testing.T) {
	c, sink, at := newClocked(t, func(cfg *Config) { cfg.ExpireAfter = time.Hour })
	batch := write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0.5, nil)})
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), batch))
	require.NotEmpty(t, sent(c, sink))
	at.at = at.at.Add(59 * time.Minute)
	require.NotEmpty(t, sent(c, sink))
	at.at = at.at.Add(time.Minute)
	require.Empty(t, sent(c, sink))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 2), batch))
	cost, _ := sent(c, sink).of(genai.MetricCost)
	require.InDelta(t, 0.5, cost, 1e-12, "what comes back begins anew")
}

func TestCumulativeTellsAllAndDeltaWhatCameSince(t *testing.T) {
	for temporality, want := range map[string][3]float64{cumulative: {0.5, 0.5, 1}, delta: {0.5, 0, 0.5}} {
		c, sink, at := newClocked(t, func(cfg *Config) { cfg.Temporality = temporality })
		for i, w := range want {
			if i != 1 {
				batch := write(t, span{trace: byte(i + 1), id: 1, attrs: call(runOf(byte(i+1)), 100, 0.5, nil)})
				require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, uint64(i)+1), batch))
			}
			at.at = at.at.Add(15 * time.Second)
			cost, _ := sent(c, sink).of(genai.MetricCost)
			require.InDelta(t, w, cost, 1e-12, "%s, export %d", temporality, i)
		}
	}
}

func TestARunOverSeveralTracesIsOverWhenItIsIdle(t *testing.T) {
	c, sink, at := newClocked(t, func(cfg *Config) { cfg.RunIdle = 30 * time.Second })
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), write(t, span{trace: 1, id: 1, attrs: call("chat-1", 100, 0.5, nil)})))
	at.at = at.at.Add(29 * time.Second)
	require.NotContains(t, sent(c, sink), genai.MetricRunCost)
	at.at = at.at.Add(time.Second)
	require.Contains(t, sent(c, sink), genai.MetricRunCost)
}

func TestDeltaMetricsThatAreRefusedComeAgain(t *testing.T) {
	refuse := true
	var got []pmetric.Metrics
	next, err := consumer.NewMetrics(func(_ context.Context, m pmetric.Metrics) error {
		if refuse {
			return errors.New("full")
		}
		got = append(got, m)
		return nil
	})
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	cfg.Temporality = delta
	c, err := newMetricsConnector(connectortest.NewNopSettings(metadata.Type), cfg, next, time.Now)
	require.NoError(t, err)
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0.5, nil)})))
	c.send(context.Background(), false)
	refuse = false
	c.send(context.Background(), false)
	cost, _ := read(got).of(genai.MetricCost)
	require.InDelta(t, 0.5, cost, 1e-12)
}

func TestMetricsGoOutEachIntervalAndAtShutdown(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	cfg := createDefaultConfig().(*Config)
	cfg.Interval = 10 * time.Millisecond
	sink := &consumertest.MetricsSink{}
	c, err := NewFactory().CreateTracesToMetrics(context.Background(), connectortest.NewNopSettings(metadata.Type), cfg, sink)
	require.NoError(t, err)
	require.False(t, c.Capabilities().MutatesData)
	require.NoError(t, c.Start(context.Background(), componenttest.NewNopHost()))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), write(t, span{trace: 1, id: 1, attrs: call("chat-1", 100, 0.5, nil)})))
	require.Eventually(t, func() bool { return len(sink.AllMetrics()) > 0 }, 5*time.Second, time.Millisecond)
	require.NoError(t, c.Shutdown(context.Background()))
	require.Contains(t, read(sink.AllMetrics()), genai.MetricRunCost, "an open run goes out at shutdown")
	require.NoError(t, c.Shutdown(context.Background()))
}

func TestCostsThatAreNoNumbersAddNothing(t *testing.T) {
	c := start(t)
	for i, cost := range []any{math.NaN(), math.Inf(1), "dear", 0.5} {
		require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, uint64(i)+1), write(t, span{
			trace: byte(i + 1), id: 1, attrs: call(runOf(byte(i+1)), -5, 0, map[string]any{genai.CostTotal: cost}),
		})))
	}
	got := c.stop(t)
	cost, _ := got.of(genai.MetricCost)
	require.InDelta(t, 0.5, cost, 1e-12)
	input, _ := got.of(genai.MetricTokenUsage, genai.TokenType, "input")
	require.InDelta(t, 0, input, 0)
}

func TestBatchesMayComeAtTheSameTime(t *testing.T) {
	c := start(t, func(cfg *Config) { cfg.Interval = time.Millisecond })
	var group sync.WaitGroup
	for worker := range uint64(8) {
		batch := write(t, span{trace: byte(worker + 1), id: 1, attrs: call(runOf(byte(worker+1)), 100, 0.25, nil)})
		group.Go(func() {
			for i := range uint64(50) {
				_ = c.ConsumeTraces(marked(wholetrace.Whole, worker*1000+i+1), batch)
			}
		})
	}
	group.Wait()
	require.NoError(t, c.Shutdown(context.Background()))
	all := c.sink.AllMetrics()
	cost, _ := read(all[len(all)-1:]).of(genai.MetricCost)
	require.InDelta(t, 100, cost, 1e-9)
}
