package llmmetricsconnector

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// runs sends runs that cost so much, and returns the costs of those that were reported as dear.
func (r reporter) runs(t *testing.T, costs []float64) []float64 {
	t.Helper()
	var dear []float64
	for i, cost := range costs {
		trace := byte(i%200 + 1)
		batch := write(t,
			span{trace: trace, id: 1, name: "checkout", to: 9, attrs: root(runOf(trace), nil)},
			span{trace: trace, id: 2, parent: 1, to: 5, attrs: call(runOf(trace), 100, cost, nil)},
		)
		require.NoError(t, r.ConsumeTraces(marked(wholetrace.Whole, uint64(i)+1), batch))
	}
	for _, e := range r.events() {
		if e.EventName() == genai.EventAnomalyDearRun {
			v, _ := e.Attributes().Get(genai.RunCost)
			dear = append(dear, v.Double())
		}
	}
	return dear
}

func nothing(*Config) {}

func TestARunFarDearerThanItsLikeIsReported(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var costs, want []float64
	for i := range 600 {
		cost := 0.05 * (0.7 + 0.6*rnd.Float64()) // what such a run costs
		if i > 50 && i%60 == 0 {
			cost = 0.05 * (8 + 10*rnd.Float64()) // what went wrong
			want = append(want, cost)
		}
		costs = append(costs, cost)
	}
	require.Equal(t, want, newReporter(t, nothing).runs(t, costs))
}

func TestRunsThatAllCostTheSameAreNotDear(t *testing.T) {
	costs := make([]float64, 100)
	for i := range costs {
		costs[i] = 0.05
	}
	costs[60] = 0.09 // less than twice
	require.Empty(t, newReporter(t, nothing).runs(t, costs))
	costs[60] = 0.15
	require.Equal(t, []float64{0.15}, newReporter(t, nothing).runs(t, costs))
}

func TestARunIsNotComparedWithTooFewOrForPennies(t *testing.T) {
	require.Empty(t, newReporter(t, nothing).runs(t, []float64{0.05, 0.05, 0.05, 5}))
	costs := make([]float64, 100)
	for i := range costs {
		costs[i] = 0.0001
	}
	costs[60] = 0.005
	require.Empty(t, newReporter(t, nothing).runs(t, costs))
}

func TestARetryStormIsReportedWithItsTrace(t *testing.T) {
	for failures, want := range map[int]int{4: 0, 5: 1} {
		r := newReporter(t, nothing)
		spans := []span{{trace: 1, id: 1, to: 60, attrs: root(runOf(1), nil)}}
		for i := range failures {
			spans = append(spans, span{
				trace: 1, id: byte(10 + i), parent: 1, from: i, to: i + 1, failed: true,
				attrs: call(runOf(1), 0, 0, map[string]any{
					genai.AgentName: "writer", genai.ErrorType: "RateLimitError",
					genai.UsageInputTokens: nil, genai.UsageOutputTokens: nil, genai.CostTotal: nil, genai.CostSource: genai.SourceNone, genai.CostReason: genai.ReasonFailed,
				}),
			})
		}
		require.NoError(t, r.ConsumeTraces(marked(wholetrace.Whole, 1), write(t, spans...)))
		events := r.events()
		require.Len(t, events, want)
		if want == 0 {
			continue
		}
		e := events[0]
		require.Equal(t, genai.EventAnomalyRetryStorm, e.EventName())
		require.Equal(t, pcommon.TraceID{15: 1}, e.TraceID())
		require.Equal(t, pcommon.SpanID{7: 14}, e.SpanID(), "the last that failed")
		require.Equal(t, "gpt-4o failed 5 times in a run of app: RateLimitError", e.Body().Str())
		require.Equal(t, map[string]any{
			"service.name": "app", genai.RunID: runOf(1), genai.RunCost: 0.0, genai.AnomalyFailures: int64(5),
			genai.ErrorType: "RateLimitError", genai.AgentName: "writer", genai.RequestModel: "gpt-4o",
		}, e.Attributes().AsRaw())
	}
}

func TestALoopIsReportedWithItsTrace(t *testing.T) {
	r := newReporter(t, nothing)
	require.NoError(t, r.ConsumeTraces(marked(wholetrace.Whole, 1), write(t,
		span{trace: 1, id: 1, to: 60, attrs: root(runOf(1), map[string]any{genai.TraceLoop: "writer > critic"})},
		span{trace: 1, id: 2, parent: 1, to: 5, attrs: call(runOf(1), 100, 0.5, nil)},
	)))
	events := r.events()
	require.Len(t, events, 1)
	require.Equal(t, genai.EventAnomalyLoop, events[0].EventName())
	require.Equal(t, pcommon.TraceID{15: 1}, events[0].TraceID())
	require.Equal(t, "a run of app goes round in circles: writer > critic", events[0].Body().Str())
}

func TestAnomaliesCanBeLeftOut(t *testing.T) {
	r := newReporter(t, func(cfg *Config) { cfg.Anomalies.Loops = false })
	require.NoError(t, r.ConsumeTraces(marked(wholetrace.Whole, 1), write(t,
		span{trace: 1, id: 1, to: 60, attrs: root(runOf(1), map[string]any{genai.TraceLoop: "writer > critic"})},
		span{trace: 1, id: 2, parent: 1, to: 5, attrs: call(runOf(1), 100, 0.5, nil)},
	)))
	require.Empty(t, r.events())
}
