package llmsamplingprocessor

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

// recordedTraces are the traces of all recordings as llm_span hands them on, those that are of agents or calls, by the
// number of their attributes: that is what deciding goes by.
func recordedTraces(tb testing.TB) []ptrace.Traces {
	tb.Helper()
	factory := llmspanprocessor.NewFactory()
	sink := &consumertest.TracesSink{}
	p, err := factory.CreateTraces(tb.Context(), processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), sink)
	require.NoError(tb, err)
	require.NoError(tb, p.Start(tb.Context(), componenttest.NewNopHost()))
	handOn := uint64(0)
	for _, recording := range tracetest.Recordings(tb) {
		for _, td := range byTrace(recording.Requests) {
			handOn++
			require.NoError(tb, p.ConsumeTraces(whole(handOn), td))
		}
	}
	require.NoError(tb, p.Shutdown(tb.Context()))
	traces := slices.DeleteFunc(sink.AllTraces(), func(td ptrace.Traces) bool {
		return !slices.ContainsFunc(eachSpan(td), func(s ptrace.Span) bool {
			_, ok := s.Attributes().Get(genai.TraceCalls)
			return ok
		})
	})
	slices.SortFunc(traces, func(a, b ptrace.Traces) int { return cmp.Compare(attributesOf(a), attributesOf(b)) })
	return traces
}

// byTrace puts the spans of each trace together, under the resource and scope of its first.
func byTrace(requests []ptrace.Traces) []ptrace.Traces {
	var traces []ptrace.Traces
	at := make(map[pcommon.TraceID]ptrace.SpanSlice)
	for _, td := range requests {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					spans, ok := at[span.TraceID()]
					if !ok {
						traces = append(traces, ptrace.NewTraces())
						to := traces[len(traces)-1].ResourceSpans().AppendEmpty()
						rs.Resource().CopyTo(to.Resource())
						ss.Scope().CopyTo(to.ScopeSpans().AppendEmpty().Scope())
						spans = to.ScopeSpans().At(0).Spans()
						at[span.TraceID()] = spans
					}
					span.CopyTo(spans.AppendEmpty())
				}
			}
		}
	}
	return traces
}

func attributesOf(td ptrace.Traces) int {
	n := 0
	for _, span := range eachSpan(td) {
		n += span.Attributes().Len()
	}
	return n
}

// agentTrace is an enriched trace of ten spans with 20 attributes each, as large as the recordings' at the third quartile.
func agentTrace() ptrace.Traces {
	n := 0
	return oneTrace(traceID(1), 10, func(span ptrace.Span) {
		n++
		attrs := span.Attributes()
		attrs.PutStr(genai.Dialect, "otel")
		attrs.PutStr(genai.SpanRole, string([]genai.Role{genai.RoleCall, genai.RoleTool, genai.RoleAgent}[n%3]))
		attrs.PutStr(genai.OperationName, genai.OpChat)
		attrs.PutStr(genai.ProviderName, "openai")
		attrs.PutStr(genai.RequestModel, "gpt-4o")
		attrs.PutStr(genai.ResponseModel, "gpt-4o-2024-08-06")
		attrs.PutStr(genai.AgentName, fmt.Sprintf("agent-%d", n%4))
		attrs.PutInt(genai.UsageInputTokens, 1200)
		attrs.PutInt(genai.UsageOutputTokens, 80)
		attrs.PutDouble(genai.CostTotal, 0.004)
		attrs.PutStr(genai.InputMessages, strings.Repeat("a message ", 200))
		for i := range 9 {
			attrs.PutStr(fmt.Sprintf("some.other.attribute.%d", i), "value")
		}
		if span.ParentSpanID().IsEmpty() {
			enriched(0.04, 12_000)(span)
			attrs.PutEmptySlice(genai.TraceAgents).AppendEmpty().SetStr("agent-1")
		}
	})
}

// Rules of which none but the last takes agentTrace.
var (
	noRule      = `otherwise: none`
	oneRule     = "rules: [{name: shell, when: {tool: [shell, exec]}, keep: all}]\notherwise: none"
	twentyRules = `
rules:
  - {name: errors, when: {status: error}, keep: all}
  - {name: dear, when: {cost_usd: {min: 0.5}}, keep: all}
  - {name: loops, when: {loop: true}, keep: all}
  - {name: slow, when: {duration: {min: 1m}}, keep: all}
  - {name: large, when: {spans: {min: 1000}}, keep: all}
  - {name: cheap, when: {all: [{cost_usd: {max: 0}}, {calls: {min: 1}}]}, keep: all}
  - {name: tokens, when: {tokens: {min: 100_000}}, keep: all}
  - {name: calls, when: {calls: {min: 50}}, keep: all}
  - {name: ping-pong, when: {transitions: {min: 30}}, keep: all}
  - {name: payment, when: {service: payment}, keep: all}
  - {name: refunds, when: {agent: refunds}, keep: all}
  - {name: preview, when: {model: [gpt-6-preview, gpt-6]}, keep: all}
  - {name: azure, when: {provider: azure}, keep: all}
  - {name: shell, when: {tool: [shell, exec]}, keep: all}
  - {name: timeouts, when: {error_type: timeout}, keep: all}
  - {name: escalations, when: {handoff: {to: human}}, keep: all}
  - {name: vip, when: {attribute: {key: user.tier, in: [vip]}}, keep: all}
  - {name: canary, when: {attribute: {key: deployment.environment.name, in: [canary], scope: resource}}, keep: all}
  - {name: tests, when: {attribute: {key: test, exists: true, scope: root}}, keep: none}
  - {name: crew, when: {dialect: crewai}, keep: all}
otherwise: none
`
	bytesRule    = "rules: [{name: heavy, when: {bytes: {min: 10_000_000}}, keep: all}]\notherwise: none"
	adaptiveRule = "rules: [{name: rest, keep: {adaptive: {goal: 0.000001/s, by: [service, agent, model]}}}]"
	threeBudgets = "{otherwise: none, budget: {spans_per_second: 100, bytes_per_second: 10000, usd_per_day: 5}}"
	twoPolicies  = "policies: [{name: e, type: status_code, status_code: {status_codes: [ERROR]}}, {name: s, type: string_attribute, string_attribute: {key: user.tier, values: [vip]}}]"
)

// decider decides as ConsumeTraces does, and copies nothing of what is kept.
func decider(tb testing.TB, text string) func(ptrace.Traces) {
	p, _, c := newTestProcessor(tb, text)
	d := &desk{}
	ctx := context.Background()
	return func(td ptrace.Traces) {
		c.now = c.now.Add(50 * time.Microsecond)
		d.batch.Read(td)
		d.verdicts = p.sampler.Decide(ctx, &d.batch, &d.view, wholetrace.Mark{Kind: wholetrace.Whole}, d.verdicts)
		d.release()
	}
}

// BenchmarkDecide decides on traces of several sizes: the recordings' at the median, the third quartile and nine tenths of
// them, all of them, one after the other, and one that is made up.
func BenchmarkDecide(b *testing.B) {
	all := recordedTraces(b)
	at := func(share float64) []ptrace.Traces {
		i := int(share * float64(len(all)))
		return all[i : i+1]
	}
	for _, size := range []struct {
		name   string
		traces []ptrace.Traces
	}{
		{"median", at(0.5)},
		{"quartile", at(0.75)},
		{"tenth", at(0.9)},
		{"recordings", all},
		{"made up", []ptrace.Traces{agentTrace()}},
	} {
		for _, c := range []struct{ name, text string }{
			{"no rule", noRule},
			{"one rule", oneRule},
			{"twenty rules", twentyRules},
			{"bytes", bytesRule},
			{"adaptive", adaptiveRule},
			{"budgets", threeBudgets},
			{"policies", twoPolicies},
		} {
			b.Run(size.name+"/"+c.name, func(b *testing.B) { benchmarkDecide(b, c.text, size.traces) })
		}
	}
}

func benchmarkDecide(b *testing.B, text string, traces []ptrace.Traces) {
	decide := decider(b, text)
	spans, attributes := 0, 0
	for _, td := range traces {
		spans += td.SpanCount()
		attributes += attributesOf(td)
	}
	for range exactlyMeasured / len(traces) { // what comes after is measured by one in sixteen, as in a gateway that runs
		for _, td := range traces {
			decide(td)
		}
	}
	b.ReportAllocs()
	turns := max(1, turn/len(traces))
	least := time.Duration(math.MaxInt64)
	for b.Loop() {
		start := time.Now()
		for range turns {
			for _, td := range traces {
				decide(td)
			}
		}
		least = min(least, time.Since(start))
	}
	n := float64(len(traces))
	decisions := n * float64(turns)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/decisions, "ns/trace")
	b.ReportMetric(float64(least.Nanoseconds())/decisions, "least-ns/trace")
	b.ReportMetric(float64(spans)/n, "spans/trace")
	b.ReportMetric(float64(attributes)/n, "attributes/trace")
}

// turn is how many decisions are timed at once. The least of all turns is what they take when nothing else runs, however
// busy the machine is.
const turn = 200

// exactlyMeasured is how many dropped traces of a rule are measured one by one.
const exactlyMeasured = 10_000
