package llmsamplingprocessor

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/probabilisticsamplerprocessor"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
)

// sampleWithContrib has the real probabilistic_sampler decide, and returns the trace state that each kept trace has.
func sampleWithContrib(t *testing.T, text string, traces []ptrace.Traces) map[string]string {
	t.Helper()
	factory := probabilisticsamplerprocessor.NewFactory()
	cfg := factory.CreateDefaultConfig()
	retrieved, err := confmap.NewRetrievedFromYAML([]byte(text))
	require.NoError(t, err)
	conf, err := retrieved.AsConf()
	require.NoError(t, err)
	require.NoError(t, conf.Unmarshal(cfg))
	sink := &consumertest.TracesSink{}
	p, err := factory.CreateTraces(t.Context(), processortest.NewNopSettings(factory.Type()), cfg, sink)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	for _, td := range traces {
		own := ptrace.NewTraces()
		td.CopyTo(own)
		require.NoError(t, p.ConsumeTraces(t.Context(), own))
	}
	require.NoError(t, p.Shutdown(t.Context()))
	return states(sink)
}

func states(sink *consumertest.TracesSink) map[string]string {
	states := make(map[string]string)
	for _, td := range sink.AllTraces() {
		for _, span := range eachSpan(td) {
			states[span.TraceID().String()] = span.TraceState().AsRaw()
		}
	}
	return states
}

func TestHeadModeDecidesAsProbabilisticSamplerDoes(t *testing.T) {
	var input []ptrace.Traces
	rnd := rand.New(rand.NewPCG(5, 6))
	for n := range uint64(5000) {
		id := traceID(n)
		input = append(input, oneTrace(id, 1, func(span ptrace.Span) {
			switch rnd.IntN(20) {
			case 0:
				span.Attributes().PutInt("sampling.priority", int64(rnd.IntN(2)))
			case 1:
				span.Attributes().PutStr("sampling.priority", "1")
			case 2:
				span.Attributes().PutDouble("sampling.priority", 0)
			}
		}))
		// A trace that was sampled before, at a half, with its own randomness or that of its id.
		if half := consistent.FromProbability(0.5); n%5 == 0 && half.Keeps(consistent.Randomness(id)) {
			eachSpan(input[n])[0].TraceState().FromRaw("ot=th:8,vendor=x")
		} else if n%7 == 0 {
			eachSpan(input[n])[0].TraceState().FromRaw(fmt.Sprintf("ot=rv:%014x;th:8,vendor=x", rnd.Uint64N(1<<55)+1<<55))
		}
	}
	unsampled := make([]ptrace.Traces, 0, len(input))
	for _, td := range input {
		if eachSpan(td)[0].TraceState().AsRaw() == "" {
			unsampled = append(unsampled, td)
		}
	}
	for name, c := range map[string]struct {
		percentage, contrib, own string
		input                    []ptrace.Traces
	}{
		"equalizing":        {"25", "{mode: equalizing, sampling_percentage: 25}", "{mode: equalizing, precision: 4}", input},
		"equalizing third":  {"33.3", "{mode: equalizing, sampling_percentage: 33.3}", "{mode: equalizing, precision: 4}", input},
		"equalizing above":  {"75", "{mode: equalizing, sampling_percentage: 75}", "{mode: equalizing, precision: 4}", input},
		"proportional":      {"20", "{mode: proportional, sampling_percentage: 20}", "{mode: proportional, precision: 4}", input},
		"proportional fine": {"37.5", "{mode: proportional, sampling_percentage: 37.5, sampling_precision: 9}", "{mode: proportional, precision: 9}", input},
		"hash_seed":         {"15", "{mode: hash_seed, sampling_percentage: 15, hash_seed: 22}", "{mode: hash_seed, hash_seed: 22}", unsampled},
		"hash_seed small":   {"0.7", "{mode: hash_seed, sampling_percentage: 0.7}", "{mode: hash_seed}", unsampled},
	} {
		t.Run(name, func(t *testing.T) {
			want := sampleWithContrib(t, c.contrib, c.input)
			require.NotEmpty(t, want)
			p, sink, _ := newTestProcessor(t, fmt.Sprintf("{mode: head, otherwise: %s%%, probability: %s}", c.percentage, c.own))
			for _, td := range c.input {
				require.NoError(t, p.ConsumeTraces(t.Context(), td))
			}
			require.Equal(t, want, states(sink))
		})
	}
}

func TestHeadModeFollowsWhatItDecidedOnATrace(t *testing.T) {
	p, sink, c := newTestProcessor(t, "{mode: head, otherwise: 50%, budget: {traces_per_second: 5}}")
	for n := range uint64(300) {
		c.now = c.now.Add(1e7)
		require.NoError(t, p.ConsumeTraces(t.Context(), oneTrace(traceID(n), 1)))
	}
	kept := states(sink)
	require.Less(t, len(kept), 30)
	sink.Reset()
	for n := range uint64(300) {
		require.NoError(t, p.ConsumeTraces(t.Context(), oneTrace(traceID(n), 2)))
	}
	require.Equal(t, kept, states(sink))
}

func TestHeadModeHonoursTheParent(t *testing.T) {
	p, sink, _ := newTestProcessor(t, "{mode: head, otherwise: all}")
	const flagsKnown = 0x100
	require.NoError(t, p.ConsumeTraces(t.Context(), oneTrace(traceID(1), 1, func(s ptrace.Span) { s.SetFlags(flagsKnown) })))
	require.Zero(t, sink.SpanCount(), "the parent did not sample it")
	require.NoError(t, p.ConsumeTraces(t.Context(), oneTrace(traceID(2), 1, func(s ptrace.Span) { s.SetFlags(flagsKnown | 1) })))
	require.NoError(t, p.ConsumeTraces(t.Context(), oneTrace(traceID(3), 1)))
	require.Equal(t, 2, sink.SpanCount(), "flags that were not written say nothing")
}

func TestHeadModeTakesRulesOnWhatAllSpansShare(t *testing.T) {
	p, sink, _ := newTestProcessor(t, `
mode: head
rules:
  - {name: checkout, when: {service: [checkout]}, keep: all}
  - {name: eu, when: {attribute: {key: cloud.region, matches: ^eu-, scope: resource}}, keep: none}
otherwise: all
`)
	for n, attrs := range []map[string]string{{"service.name": "checkout"}, {"cloud.region": "eu-west-1"}, {}} {
		td := oneTrace(traceID(uint64(n)), 1)
		for key, value := range attrs {
			td.ResourceSpans().At(0).Resource().Attributes().PutStr(key, value)
		}
		require.NoError(t, p.ConsumeTraces(t.Context(), td))
	}
	ids := keptIDs(sink)
	require.Contains(t, ids, traceID(0))
	require.NotContains(t, ids, traceID(1))
	require.Contains(t, ids, traceID(2))
}
