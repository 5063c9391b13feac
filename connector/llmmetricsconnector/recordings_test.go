package llmmetricsconnector

import (
	"context"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

// enrich sends a batch through llm_span; kind "" leaves it unmarked.
func enrich(tb testing.TB, batch ptrace.Traces, kind wholetrace.Kind) ptrace.Traces {
	tb.Helper()
	factory := llmspanprocessor.NewFactory()
	sink := &consumertest.TracesSink{}
	p, err := factory.CreateTraces(context.Background(), processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), sink)
	require.NoError(tb, err)
	require.NoError(tb, p.ConsumeTraces(marked(kind, 1), batch))
	return sink.AllTraces()[0]
}

func marked(kind wholetrace.Kind, handOn uint64) context.Context {
	if kind == "" {
		return context.Background()
	}
	return wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: kind, HandOn: handOn, Attempt: 1})
}

// counted is a connector and what comes out of it.
type counted struct {
	*llmMetrics
	sink *consumertest.MetricsSink
}

func start(tb testing.TB, change ...func(*Config)) counted {
	tb.Helper()
	cfg := createDefaultConfig().(*Config)
	for _, c := range change {
		c(cfg)
	}
	require.NoError(tb, cfg.Validate())
	sink := &consumertest.MetricsSink{}
	c, err := newMetricsConnector(connectortest.NewNopSettings(metadata.Type), cfg, sink, time.Now)
	require.NoError(tb, err)
	require.NoError(tb, c.Start(context.Background(), componenttest.NewNopHost()))
	tb.Cleanup(func() { require.NoError(tb, c.Shutdown(context.Background())) })
	return counted{c, sink}
}

// stop shuts the connector down and returns all that came out, a series once: its last value.
func (c counted) stop(tb testing.TB) totals {
	tb.Helper()
	require.NoError(tb, c.Shutdown(context.Background()))
	return read(c.sink.AllMetrics())
}

// totals are the series by metric.
type totals map[string][]reading

// reading is a series: the value of a sum, or the count and sum of a histogram.
type reading struct {
	labels map[string]any
	sum    float64
	count  uint64
	point  pmetric.HistogramDataPoint
}

func read(batches []pmetric.Metrics) totals {
	all := totals{}
	for _, batch := range batches {
		for _, m := range batch.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().All() {
			if m.Type() == pmetric.MetricTypeSum {
				for _, p := range m.Sum().DataPoints().All() {
					all[m.Name()] = append(all[m.Name()], reading{labels: p.Attributes().AsRaw(), sum: p.DoubleValue() + float64(p.IntValue())})
				}
				continue
			}
			for _, p := range m.Histogram().DataPoints().All() {
				all[m.Name()] = append(all[m.Name()], reading{labels: p.Attributes().AsRaw(), sum: p.Sum(), count: p.Count(), point: p})
			}
		}
	}
	return all
}

// of adds up the series of a metric that have the given labels.
func (t totals) of(metric string, labels ...string) (sum float64, count uint64) {
	for _, r := range t[metric] {
		matches := true
		for i := 0; i+1 < len(labels); i += 2 {
			v, _ := r.labels[labels[i]].(string)
			matches = matches && v == labels[i+1]
		}
		if matches {
			sum += r.sum
			count += r.count
		}
	}
	return sum, count
}

func TestRecordings(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want := tracetest.Expected(t, recording.Name)
			enriched := enrich(t, recording.Merged(), wholetrace.Whole)
			old := start(t)
			require.NoError(t, old.ConsumeTraces(marked(wholetrace.Whole, 1), enriched))
			got := old.stop(t)
			check(t, want, got)
			input, calls := got.of(genai.MetricTokenUsage, genai.TokenType, "input")
			assert.EqualValues(t, want.InputTokens, input, "input tokens")
			assert.EqualValues(t, want.Calls, calls, "calls")
			output, _ := got.of(genai.MetricTokenUsage, genai.TokenType, "output")
			assert.EqualValues(t, want.OutputTokens, output, "output tokens")

			latest := start(t, func(c *Config) { c.Semconv = semconvLatest })
			require.NoError(t, latest.ConsumeTraces(marked(wholetrace.Whole, 1), enriched))
			got = latest.stop(t)
			check(t, want, got)
			for name, tokens := range map[string]int64{
				genai.MetricUsageInput: want.InputTokens, genai.MetricUsageOutput: want.OutputTokens,
				genai.MetricUsageCacheRead: want.CacheReadTokens, genai.MetricUsageReasoning: want.ReasoningTokens,
				genai.MetricOperationInput: want.InputTokens, genai.MetricOperationOutput: want.OutputTokens,
			} {
				sum, _ := got.of(name)
				assert.EqualValues(t, tokens, sum, name)
			}
		})
	}
}

// check holds what both generations share against what is true of a recording.
func check(t *testing.T, want tracetest.Expect, got totals) {
	t.Helper()
	cost, _ := got.of(genai.MetricCost)
	assert.InDelta(t, want.CostUSD, cost, 1e-9, "cost")
	runCost, _ := got.of(genai.MetricRunCost)
	assert.InDelta(t, want.CostUSD, runCost, 1e-9, "cost of the runs")
	runCalls, _ := got.of(genai.MetricRunCalls)
	assert.EqualValues(t, want.Calls, runCalls, "calls of the runs")
	failed, _ := got.of(genai.MetricErrors)
	assert.EqualValues(t, want.Errors, failed, "errors")
	unpriced, _ := got.of(genai.MetricUnpricedCalls)
	assert.True(t, int64(unpriced) == want.UnpricedCalls || slices.Contains(want.Accept.UnpricedCalls, int64(unpriced)), "unpriced calls: %v, want %d", unpriced, want.UnpricedCalls)
	read, _ := got.of(genai.MetricInputTokens, genai.InputKind, genai.InputRead)
	assert.EqualValues(t, want.CacheReadTokens, read, "cached tokens")
	fresh, _ := got.of(genai.MetricInputTokens, genai.InputKind, genai.InputFresh)
	assert.EqualValues(t, want.InputTokens-want.CacheReadTokens, fresh, "fresh tokens")
	byAgent := map[string]float64{}
	for _, r := range got[genai.MetricCost] {
		agent, _ := r.labels[genai.AgentName].(string)
		byAgent[agent] += r.sum
	}
	for name, w := range want.ByAgent {
		names := append([]string{name}, want.Accept.ByAgentNames[name]...)
		i := slices.IndexFunc(names, func(s string) bool { _, ok := byAgent[s]; return ok })
		if w.CostUSD > 0 && assert.GreaterOrEqual(t, i, 0, "nothing spent by %q, only by %v", name, byAgent) {
			assert.InDelta(t, w.CostUSD, byAgent[names[i]], 1e-9, "cost of %q", name)
		}
	}
	for _, r := range got[genai.MetricAgentDuration] {
		if agent, ok := r.labels[genai.AgentName]; ok {
			assert.Contains(t, append(want.Agents, want.Accept.AgentsOptional...), agent, "what is no agent was timed as one")
		}
	}
	checkPairs(t, want, got)
}

// checkPairs wants every required transition, and no other but the optional ones.
func checkPairs(t *testing.T, want tracetest.Expect, got totals) {
	t.Helper()
	left := slices.Clone(want.Transitions)
	for _, r := range got[genai.MetricTransitions] {
		from, _ := r.labels[genai.TransitionFrom].(string)
		to, _ := r.labels[genai.TransitionTo].(string)
		kind, _ := r.labels[genai.TransitionKind].(string)
		for range int(r.sum) {
			i := slices.IndexFunc(left, func(w tracetest.Transition) bool {
				return w.To == to && (w.From == from || slices.Contains(w.AcceptFrom, from)) && (w.Kind == kind || slices.Contains(w.AcceptKind, kind))
			})
			if assert.GreaterOrEqual(t, i, 0, "unexpected transition %s > %s (%s)", from, to, kind) {
				left = slices.Delete(left, i, i+1)
			}
		}
	}
	for _, w := range left {
		assert.False(t, w.Required, "missing transition %s > %s (%s)", w.From, w.To, w.Kind)
	}
}

// TestSplittingAndReorderingChangesNothing counts each recording as one batch, and as its traces one by one with the
// spans shuffled.
func TestSplittingAndReorderingChangesNothing(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			enriched := enrich(t, recording.Merged(), wholetrace.Whole)
			one := start(t)
			require.NoError(t, one.ConsumeTraces(marked(wholetrace.Whole, 1), enriched))
			want := one.stop(t)
			for seed := range uint64(3) {
				many := start(t)
				for i, batch := range shuffled(enriched, rand.New(rand.NewPCG(seed, 1))) {
					require.NoError(t, many.ConsumeTraces(marked(wholetrace.Whole, uint64(i)+1), batch))
				}
				got := many.stop(t)
				require.Len(t, got, len(want))
				for name, series := range want {
					require.Len(t, got[name], len(series), name)
					for i := range series {
						require.Equal(t, series[i].labels, got[name][i].labels)
						require.InDelta(t, series[i].sum, got[name][i].sum, 1e-9, "%s %v", name, series[i].labels)
						require.Equal(t, series[i].count, got[name][i].count, name)
					}
				}
			}
		})
	}
}

// shuffled cuts a batch into its traces, the spans of each in any order.
func shuffled(td ptrace.Traces, rnd *rand.Rand) []ptrace.Traces {
	type item struct {
		rs   ptrace.ResourceSpans
		span ptrace.Span
	}
	byTrace := map[pcommon.TraceID][]item{}
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				byTrace[span.TraceID()] = append(byTrace[span.TraceID()], item{rs, span})
			}
		}
	}
	var ids []string
	for id := range byTrace {
		ids = append(ids, hex.EncodeToString(id[:]))
	}
	slices.Sort(ids)
	rnd.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	var list []ptrace.Traces
	for _, text := range ids {
		var id pcommon.TraceID
		_, _ = hex.Decode(id[:], []byte(text))
		items := byTrace[id]
		rnd.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		batch := ptrace.NewTraces()
		for _, it := range items {
			rs := batch.ResourceSpans().AppendEmpty()
			it.rs.Resource().CopyTo(rs.Resource())
			it.span.CopyTo(rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty())
		}
		list = append(list, batch)
	}
	return list
}

// TestPartsOfATraceAddUpToIt sends the spans of each recording as parts of traces, cut anywhere: what is added up is the
// same as of whole traces. So is how long a run took, though a root that speaks no dialect has no run id and is alone here.
func TestPartsOfATraceAddUpToIt(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			enriched := enrich(t, recording.Merged(), wholetrace.Whole)
			one := start(t)
			require.NoError(t, one.ConsumeTraces(marked(wholetrace.Whole, 1), enriched))
			want := one.stop(t)
			parts := start(t)
			handOn := uint64(0)
			for _, trace := range shuffled(enriched, rand.New(rand.NewPCG(1, 1))) {
				for _, rs := range trace.ResourceSpans().All() { // a span each
					part := ptrace.NewTraces()
					rs.CopyTo(part.ResourceSpans().AppendEmpty())
					handOn++
					require.NoError(t, parts.ConsumeTraces(marked(wholetrace.Part, handOn), part))
				}
			}
			got := parts.stop(t)
			for _, name := range []string{
				genai.MetricCost, genai.MetricTokenUsage, genai.MetricDuration, genai.MetricInputTokens, genai.MetricUnpricedCalls,
				genai.MetricErrors, genai.MetricToolErrors, genai.MetricToolDuration, genai.MetricTransitions, genai.MetricLoops,
				genai.MetricRunCost, genai.MetricRunCalls, genai.MetricRunDuration,
			} {
				wantSum, wantCount := want.of(name)
				gotSum, gotCount := got.of(name)
				require.InDelta(t, wantSum, gotSum, 1e-9, name)
				require.Equal(t, wantCount, gotCount, name)
			}
		})
	}
}
