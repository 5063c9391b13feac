package llmsamplingprocessor

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/tailsamplingprocessor"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
)

// policyLists are tail_sampling policy lists that do not depend on time; each is decided on by contrib and by us.
var policyLists = map[string]string{
	"always_sample":            `[{name: p, type: always_sample}]`,
	"latency":                  `[{name: p, type: latency, latency: {threshold_ms: 500}}]`,
	"latency upper":            `[{name: p, type: latency, latency: {threshold_ms: 300, upper_threshold_ms: 600}}]`,
	"numeric_attribute":        `[{name: p, type: numeric_attribute, numeric_attribute: {key: int, min_value: 3, max_value: 6}}]`,
	"numeric_attribute invert": `[{name: p, type: numeric_attribute, numeric_attribute: {key: int, min_value: 3, max_value: 6, invert_match: true}}]`,
	"numeric_attribute min":    `[{name: p, type: numeric_attribute, numeric_attribute: {key: int, min_value: 7}}]`,
	"numeric_attribute below":  `[{name: p, type: numeric_attribute, numeric_attribute: {key: int, max_value: -3}}]`,
	"probabilistic":            `[{name: p, type: probabilistic, probabilistic: {sampling_percentage: 33.3}}]`,
	"probabilistic salt":       `[{name: p, type: probabilistic, probabilistic: {sampling_percentage: 7, hash_salt: pepper}}]`,
	"probabilistic none":       `[{name: p, type: probabilistic, probabilistic: {sampling_percentage: 0}}]`,
	"probabilistic all":        `[{name: p, type: probabilistic, probabilistic: {sampling_percentage: 100}}]`,
	"status_code":              `[{name: p, type: status_code, status_code: {status_codes: [ERROR]}}]`,
	"status_code two":          `[{name: p, type: status_code, status_code: {status_codes: [ERROR, OK]}}]`,
	"status_code unset":        `[{name: p, type: status_code, status_code: {status_codes: [UNSET]}}]`,
	"string_attribute":         `[{name: p, type: string_attribute, string_attribute: {key: text, values: [a, bb]}}]`,
	"string_attribute invert":  `[{name: p, type: string_attribute, string_attribute: {key: text, values: [a, bb], invert_match: true}}]`,
	"string_attribute regex":   `[{name: p, type: string_attribute, string_attribute: {key: text, values: ['^a', 'b$'], enabled_regex_matching: true, cache_max_size: 10}}]`,
	"string_attribute any":     `[{name: p, type: string_attribute, string_attribute: {key: text, values: ['.*'], enabled_regex_matching: true, invert_match: true}}]`,
	"string_attribute empty":   `[{name: p, type: string_attribute, string_attribute: {key: text, values: ['^$'], enabled_regex_matching: true}}]`,
	"string_attribute odd":     `[{name: p, type: string_attribute, string_attribute: {key: mixed, values: ['^$', x], enabled_regex_matching: true}}]`,
	"rate_limiting wide":       `[{name: p, type: rate_limiting, rate_limiting: {spans_per_second: 1000000}}]`,
	"rate_limiting narrow":     `[{name: p, type: and, and: {and_sub_policy: [{name: a, type: span_count, span_count: {min_spans: 2}}, {name: b, type: rate_limiting, rate_limiting: {spans_per_second: 3, burst_capacity: 1}}]}}]`,
	"bytes_limiting wide":      `[{name: p, type: bytes_limiting, bytes_limiting: {bytes_per_second: 100000000}}]`,
	"bytes_limiting narrow":    `[{name: p, type: bytes_limiting, bytes_limiting: {bytes_per_second: 2, burst_capacity: 1}}]`,
	"span_count":               `[{name: p, type: span_count, span_count: {min_spans: 3}}]`,
	"span_count max":           `[{name: p, type: span_count, span_count: {min_spans: 2, max_spans: 4}}]`,
	"trace_state":              `[{name: p, type: trace_state, trace_state: {key: vendor, values: [x, y]}}]`,
	"trace_flags":              `[{name: p, type: trace_flags}]`,
	"boolean_attribute":        `[{name: p, type: boolean_attribute, boolean_attribute: {key: bool, value: true}}]`,
	"boolean_attribute false":  `[{name: p, type: boolean_attribute, boolean_attribute: {key: mixed, value: false}}]`,
	"boolean_attribute invert": `[{name: p, type: boolean_attribute, boolean_attribute: {key: bool, value: true, invert_match: true}}]`,
	"ottl_condition":           `[{name: p, type: ottl_condition, ottl_condition: {error_mode: ignore, span: ['attributes["int"] == 4', 'resource.attributes["text"] == "bb"']}}]`,
	"ottl_condition contexts":  `[{name: p, type: ottl_condition, ottl_condition: {span: ['span.name == "step" and span.attributes["bool"] == true']}}]`,
	"ottl_condition event":     `[{name: p, type: ottl_condition, ottl_condition: {error_mode: ignore, spanevent: ['name == "retry"']}}]`,
	"ottl_condition both":      `[{name: p, type: ottl_condition, ottl_condition: {error_mode: ignore, span: ['IsRootSpan() and attributes["int"] == 4'], spanevent: ['attributes["n"] == 2']}}]`,
	"ottl_condition ignored":   `[{name: p, type: ottl_condition, ottl_condition: {error_mode: ignore, span: ['Double(attributes["mixed"]) > 3.0', 'attributes["int"] == 1']}}]`,
	"ottl_condition fails":     `[{name: p, type: ottl_condition, ottl_condition: {error_mode: propagate, span: ['Hex(attributes["mixed"]) == "ff"', 'attributes["int"] == 1']}}]`,
	"and":                      `[{name: p, type: and, and: {and_sub_policy: [{name: a, type: status_code, status_code: {status_codes: [ERROR]}}, {name: b, type: span_count, span_count: {min_spans: 3}}]}}]`,
	"and with not":             `[{name: p, type: and, and: {and_sub_policy: [{name: a, type: probabilistic, probabilistic: {sampling_percentage: 60}}, {name: b, type: not, not: {not_sub_policy: {name: c, type: string_attribute, string_attribute: {key: text, values: [a]}}}}]}}]`,
	"not":                      `[{name: p, type: not, not: {not_sub_policy: {name: a, type: latency, latency: {threshold_ms: 400}}}}]`,
	"not of what fails":        `[{name: p, type: not, not: {not_sub_policy: {name: a, type: ottl_condition, ottl_condition: {error_mode: propagate, span: ['Hex(attributes["mixed"]) == "ff"']}}}}]`,
	"drop":                     `[{name: p, type: always_sample}, {name: d, type: drop, drop: {drop_sub_policy: [{name: a, type: span_count, span_count: {min_spans: 3}}, {name: b, type: not, not: {not_sub_policy: {name: c, type: status_code, status_code: {status_codes: [ERROR]}}}}]}}]`,
	"composite in its budget": `[{name: p, type: composite, composite: {max_total_spans_per_second: 1000000, policy_order: [b, a], composite_sub_policy: [
	   {name: a, type: numeric_attribute, numeric_attribute: {key: int, min_value: 3, max_value: 6}},
	   {name: b, type: and, and: {and_sub_policy: [{name: c, type: trace_flags}]}},
	   {name: unlisted, type: status_code, status_code: {status_codes: [ERROR]}}],
	   rate_allocation: [{policy: a, percent: 50}, {policy: b}]}}]`,
	"composite without a budget": `[{name: p, type: composite, composite: {max_total_spans_per_second: 0, composite_sub_policy: [{name: a, type: always_sample}], rate_allocation: [{policy: a, percent: 50}]}}]`,
	"several": `[{name: e, type: status_code, status_code: {status_codes: [ERROR]}}, {name: l, type: latency, latency: {threshold_ms: 800}}, {name: p, type: probabilistic, probabilistic: {sampling_percentage: 10}},
	   {name: d, type: drop, drop: {drop_sub_policy: [{name: a, type: string_attribute, string_attribute: {key: text, values: [a]}}]}}]`,
}

// randomTrace draws a trace that has something of all that policies look at.
func randomTrace(rnd *rand.Rand, n uint64) ptrace.Traces {
	pick := func(words ...string) string { return words[rnd.IntN(len(words))] }
	mixed := func(attrs pcommon.Map) {
		switch rnd.IntN(4) {
		case 0:
			attrs.PutStr("mixed", pick("", "x", "17"))
		case 1:
			attrs.PutBool("mixed", rnd.IntN(2) == 0)
		case 2:
			attrs.PutEmptySlice("mixed").AppendEmpty().SetStr("x")
		}
	}
	td := oneTrace(traceID(n), 1+rnd.IntN(5), func(span ptrace.Span) {
		span.SetStartTimestamp(pcommon.Timestamp(1_000_000_000 + rnd.Int64N(500_000_000)))
		span.SetEndTimestamp(span.StartTimestamp() + pcommon.Timestamp(rnd.Int64N(500_000_000)))
		span.Status().SetCode(ptrace.StatusCode(max(0, rnd.IntN(12)-9)))
		span.SetFlags(uint32(rnd.IntN(8) / 7))
		attrs := span.Attributes()
		if rnd.IntN(3) == 0 {
			attrs.PutInt("int", rnd.Int64N(20)-8)
		}
		if rnd.IntN(3) == 0 {
			attrs.PutBool("bool", rnd.IntN(3) == 0)
		}
		if rnd.IntN(3) == 0 {
			attrs.PutStr("text", pick("a", "bb", "ab", "ccc", ""))
		}
		mixed(attrs)
		span.TraceState().FromRaw(pick("", "", "", "vendor=x", "other=x", "vendor=z,other=y", "a=b,vendor=y", "vendor==", "no state", "ot=rv:00000000000001,vendor=x"))
		if rnd.IntN(4) == 0 {
			event := span.Events().AppendEmpty()
			event.SetName(pick("retry", "stop"))
			event.Attributes().PutInt("n", rnd.Int64N(3))
		}
	})
	resource := td.ResourceSpans().At(0).Resource().Attributes()
	if rnd.IntN(2) == 0 {
		resource.PutStr("text", pick("a", "bb", "zz", "zzz", ""))
	}
	if rnd.IntN(6) == 0 {
		resource.PutInt("int", rnd.Int64N(20)-8)
	}
	if rnd.IntN(6) == 0 {
		mixed(resource)
	}
	return td
}

// decideWithContrib has the real tail_sampling decide. It decides on all that waits when it is shut down.
func decideWithContrib(t *testing.T, policies string, traces []ptrace.Traces) map[pcommon.TraceID]int {
	t.Helper()
	factory := tailsamplingprocessor.NewFactory()
	cfg := factory.CreateDefaultConfig()
	retrieved, err := confmap.NewRetrievedFromYAML([]byte("policies: " + policies))
	require.NoError(t, err)
	conf, err := retrieved.AsConf()
	require.NoError(t, err)
	require.NoError(t, conf.Unmarshal(cfg))
	cfg.(*tailsamplingprocessor.Config).DecisionWait = time.Hour
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
	return keptIDs(sink)
}

func TestPoliciesDecideAsContribDoes(t *testing.T) {
	const traces = 2000
	rnd := rand.New(rand.NewPCG(3, 4))
	var input []ptrace.Traces
	for n := range uint64(traces) {
		input = append(input, randomTrace(rnd, n))
	}
	for name, policies := range policyLists {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := decideWithContrib(t, policies, input)
			p, sink, _ := newTestProcessor(t, "policies: "+policies)
			for i, td := range input {
				require.NoError(t, p.ConsumeTraces(whole(uint64(i+1)), td))
			}
			got := keptIDs(sink)
			for i := range input {
				id := traceID(uint64(i))
				require.Equal(t, want[id], got[id], "trace %d", i)
			}
			t.Logf("%d of %d kept by both", len(got), traces)
		})
	}
}

// Which traces a limit lets through depends on the order in which contrib decides, which is random; how many does not.
func TestLimitsLetThroughAsMuchAsContribs(t *testing.T) {
	var input []ptrace.Traces
	for n := range uint64(1000) {
		input = append(input, oneTrace(traceID(n), 2))
	}
	var sizer ptrace.ProtoMarshaler
	size := sizer.TracesSize(input[0])
	for name, policies := range map[string]string{
		"rate_limiting":      `[{name: p, type: rate_limiting, rate_limiting: {spans_per_second: 1, burst_capacity: 300}}]`,
		"rate_limiting odd":  `[{name: p, type: rate_limiting, rate_limiting: {spans_per_second: 1, burst_capacity: 301}}]`,
		"bytes_limiting":     fmt.Sprintf(`[{name: p, type: bytes_limiting, bytes_limiting: {bytes_per_second: 1, burst_capacity: %d}}]`, 150*size+size/2),
		"composite one part": `[{name: p, type: composite, composite: {max_total_spans_per_second: 1000, composite_sub_policy: [{name: a, type: always_sample}], rate_allocation: [{policy: a, percent: 30}]}}]`,
	} {
		t.Run(name, func(t *testing.T) {
			p, sink, _ := newTestProcessor(t, "policies: "+policies)
			for i, td := range input {
				require.NoError(t, p.ConsumeTraces(whole(uint64(i+1)), td))
			}
			require.Len(t, keptIDs(sink), 150)
			// Contrib reads the clock: a second that begins meanwhile lets through as much again.
			require.Contains(t, []int{150, 151, 300}, len(decideWithContrib(t, policies, input)))
		})
	}
}

func TestWhereContribIsWrongPoliciesDecideRightly(t *testing.T) {
	number := func(set func(pcommon.Map)) ptrace.Traces {
		return oneTrace(traceID(1), 1, func(s ptrace.Span) { set(s.Attributes()) })
	}
	for name, c := range map[string]struct {
		policies     string
		trace        ptrace.Traces
		contrib, own int
	}{
		"a fraction is a number": {
			`[{name: p, type: numeric_attribute, numeric_attribute: {key: n, min_value: 1}}]`,
			number(func(m pcommon.Map) { m.PutDouble("n", 5.5) }), 0, 1,
		},
		"zero is a least": {
			`[{name: p, type: numeric_attribute, numeric_attribute: {key: n, min_value: 0, max_value: 10}}]`,
			number(func(m pcommon.Map) { m.PutInt("n", -5) }), 1, 0,
		},
		"zero is a most": {
			`[{name: p, type: numeric_attribute, numeric_attribute: {key: n, min_value: -10, max_value: 0}}]`,
			number(func(m pcommon.Map) { m.PutInt("n", 5) }), 1, 0,
		},
		"a text is no zero": {
			`[{name: p, type: numeric_attribute, numeric_attribute: {key: n, min_value: -1, max_value: 1}}]`,
			number(func(m pcommon.Map) { m.PutStr("n", "many") }), 1, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Len(t, decideWithContrib(t, c.policies, []ptrace.Traces{c.trace}), c.contrib)
			p, sink, _ := newTestProcessor(t, "policies: "+c.policies)
			require.NoError(t, p.ConsumeTraces(whole(1), c.trace))
			require.Len(t, keptIDs(sink), c.own)
		})
	}
}

func TestCompositeKeepsNoMoreThanItsTotal(t *testing.T) {
	const policies = `[{name: p, type: composite, composite: {max_total_spans_per_second: 100, composite_sub_policy: [
	  {name: a, type: status_code, status_code: {status_codes: [ERROR]}}, {name: b, type: always_sample}],
	  rate_allocation: [{policy: a, percent: 100}, {policy: b, percent: 100}]}}]`
	var input []ptrace.Traces
	for n := range uint64(1000) {
		if n%2 == 0 {
			input = append(input, oneTrace(traceID(n), 1, failed))
		} else {
			input = append(input, oneTrace(traceID(n), 1))
		}
	}
	require.GreaterOrEqual(t, len(decideWithContrib(t, policies, input)), 200)
	p, sink, _ := newTestProcessor(t, "policies: "+policies)
	for i, td := range input {
		require.NoError(t, p.ConsumeTraces(whole(uint64(i+1)), td))
	}
	require.Len(t, keptIDs(sink), 100)
}

func TestAPolicyListWritesAThresholdOnlyWhenItIsConsistent(t *testing.T) {
	const policies = "policies: [{name: p, type: probabilistic, probabilistic: {sampling_percentage: 25}}]\n"
	for _, isConsistent := range []bool{false, true} {
		p, sink, _ := newTestProcessor(t, fmt.Sprintf("%sconsistent: %v", policies, isConsistent))
		for n := range uint64(400) {
			require.NoError(t, p.ConsumeTraces(whole(n+1), oneTrace(traceID(n), 1)))
		}
		require.InDelta(t, 100, len(keptIDs(sink)), 35)
		for _, td := range sink.AllTraces() {
			span := eachSpan(td)[0]
			_, rated := span.Attributes().Get(genai.SamplingRate)
			require.Equal(t, isConsistent, rated)
			in := consistent.Read(span.TraceState().AsRaw())
			require.Equal(t, isConsistent, in.HasT)
			if isConsistent {
				require.InDelta(t, 4, in.T.Weight(), 1e-9)
				require.True(t, in.T.Keeps(consistent.Randomness(span.TraceID())))
			}
		}
	}
}

// Contrib's memory holds so many traces and forgets the oldest undecided; what it has forgotten it never decides on.
func TestEveryFailedTraceIsKeptHoweverManyThereAre(t *testing.T) {
	const policies = `[{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]`
	var input []ptrace.Traces
	for n := range uint64(10_000) {
		if n%10 == 0 {
			input = append(input, oneTrace(traceID(n), 2, failed))
		} else {
			input = append(input, oneTrace(traceID(n), 2))
		}
	}
	require.Len(t, decideWithContrib(t, policies+"\nnum_traces: 1000", input), 100)
	p, sink, _ := newTestProcessor(t, `
rules: [{name: errors, when: {status: error}, keep: all}]
otherwise: none
memory: {kept: 1, dropped: 1}
`)
	for i, td := range input {
		require.NoError(t, p.ConsumeTraces(whole(uint64(i+1)), td))
	}
	require.Len(t, keptIDs(sink), 1000)
}
