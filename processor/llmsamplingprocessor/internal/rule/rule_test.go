package rule

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/keep"
)

func readWhen(t testing.TB, text string) *When {
	t.Helper()
	retrieved, err := confmap.NewRetrievedFromYAML([]byte(text))
	require.NoError(t, err)
	conf, err := retrieved.AsConf()
	require.NoError(t, err)
	w := &When{}
	require.NoError(t, conf.Unmarshal(w))
	require.NoError(t, confmap.Validate(w), text)
	return w
}

// sample is a trace of 4 s that cost 0.75 USD: triage hands over to billing, whose tool fails.
func sample() ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "shop")
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	add := func(id byte, parent byte, from, to int) ptrace.Span {
		s := spans.AppendEmpty()
		s.SetTraceID(pcommon.TraceID{1})
		s.SetSpanID(pcommon.SpanID{id})
		if parent != 0 {
			s.SetParentSpanID(pcommon.SpanID{parent})
		}
		s.SetStartTimestamp(pcommon.Timestamp(from * 1e9))
		s.SetEndTimestamp(pcommon.Timestamp(to * 1e9))
		return s
	}
	call := add(3, 2, 2, 3)
	call.Attributes().PutStr(genai.ResponseModel, "gpt-4o-mini")
	call.Attributes().PutStr(genai.RequestModel, "gpt-4o")
	call.Attributes().PutStr(genai.ProviderName, "openai")
	call.Attributes().PutStr(genai.ConversationID, "conv-9")
	call.Attributes().PutStr(genai.Dialect, "openinference")
	call.Events().AppendEmpty().SetName("retry")
	tool := add(4, 2, 3, 4)
	tool.Status().SetCode(ptrace.StatusCodeError)
	tool.Attributes().PutStr(genai.ToolName, "lookup")
	tool.Attributes().PutStr(genai.ErrorType, "timeout")
	tool.TraceState().FromRaw("a=b, vendor=x")
	turn := add(2, 1, 2, 4)
	turn.Attributes().PutStr(genai.AgentName, "billing")
	turn.Attributes().PutStr(genai.TransitionFrom, "triage")
	turn.Attributes().PutStr(genai.TransitionTo, "billing")
	turn.Attributes().PutStr(genai.TransitionKind, "handoff")
	turn.SetFlags(1)
	join := add(5, 1, 4, 4)
	for _, edge := range []string{"x", "y"} {
		if _, ok := join.Attributes().Get(genai.TransitionFrom); !ok {
			join.Attributes().PutEmptySlice(genai.TransitionFrom)
			join.Attributes().PutEmptySlice(genai.TransitionTo)
		}
		from, _ := join.Attributes().Get(genai.TransitionFrom)
		from.Slice().AppendEmpty().SetStr(edge)
		to, _ := join.Attributes().Get(genai.TransitionTo)
		to.Slice().AppendEmpty().SetStr("writer")
	}
	root := add(1, 0, 0, 4).Attributes()
	root.PutDouble(genai.TraceCost, 0.75)
	root.PutInt(genai.TraceInputTokens, 900)
	root.PutInt(genai.TraceOutputTokens, 100)
	root.PutInt(genai.TraceCalls, 1)
	root.PutInt(genai.TraceTransitions, 0)
	root.PutStr(genai.TraceLoop, "lookup lookup lookup")
	root.PutEmptySlice(genai.TraceAgents).AppendEmpty().SetStr("planner")
	root.PutDouble("score", -0.5)
	return td
}

var conditions = []struct {
	when  string
	holds bool
}{
	{`status: error`, true},
	{`status: [ok]`, false},
	{`status: [ok, unset]`, true},
	{`duration: {min: 4s}`, true},
	{`duration: {min: 4001ms}`, false},
	{`duration: {max: 4s}`, true},
	{`duration: {min: 0s, max: 3s}`, false},
	{`cost_usd: {min: 0.75, max: 0.75}`, true},
	{`cost_usd: {min: 0.76}`, false},
	{`cost_usd: {max: 0}`, false},
	{`transitions: {max: 0}`, true},
	{`tokens: {min: 1000, max: 1000}`, true},
	{`tokens: {max: 999.5}`, false},
	{`calls: {min: 1}`, true},
	{`calls: {min: 2}`, false},
	{`spans: {min: 5, max: 5}`, true},
	{`spans: {max: 4}`, false},
	{`bytes: {min: 100, max: 2000}`, true},
	{`bytes: {max: 100}`, false},
	{`agent: billing`, true},
	{`agent: [nobody, planner]`, true},
	{`agent: writer`, false},
	{`model: gpt-4o`, true},
	{`model: [gpt-4o-mini]`, true},
	{`model: gpt-5`, false},
	{`provider: openai`, true},
	{`tool: lookup`, true},
	{`tool: search`, false},
	{`service: shop`, true},
	{`service: cart`, false},
	{`conversation: conv-9`, true},
	{`dialect: openinference`, true},
	{`loop: true`, true},
	{`loop: false`, false},
	{`handoff: {from: triage, to: billing}`, true},
	{`handoff: {from: triage, to: billing, kind: handoff}`, true},
	{`handoff: {from: triage, kind: delegate}`, false},
	{`handoff: {to: triage}`, false},
	{`handoff: {from: y, to: writer}`, true},
	{`handoff: {from: triage, to: writer}`, false},
	{`error_type: timeout`, true},
	{`error_type: [refused]`, false},
	{`attribute: {key: gen_ai.tool.name, in: [lookup]}`, true},
	{`attribute: {key: gen_ai.tool.name, in: [lookup], scope: root}`, false},
	{`attribute: {key: gen_ai.tool.name, matches: ^look}`, true},
	{`attribute: {key: gen_ai.tool.name, matches: ^ook}`, false},
	{`attribute: {key: score, max: 0, scope: root}`, true},
	{`attribute: {key: score, min: 0}`, false},
	{`attribute: {key: score, in: ["-0.5"]}`, true},
	{`attribute: {key: gen_ai.tool.name, min: 0}`, false},
	{`attribute: {key: service.name, exists: true}`, false},
	{`attribute: {key: service.name, exists: true, scope: resource}`, true},
	{`attribute: {key: service.name, exists: false}`, true},
	{`attribute: {key: baton.trace.agents, in: [planner], scope: root}`, true},
	{`trace_flags: sampled`, true},
	{`trace_flags: not_sampled`, false},
	{`trace_state: {key: vendor, in: [x]}`, true},
	{`trace_state: {key: vendor, in: [y]}`, false},
	{`ottl: ['span.attributes["gen_ai.tool.name"] == "lookup"']`, true},
	{`ottl: ['IsRootSpan() and span.attributes["score"] < 0']`, true},
	{`ottl: ['resource.attributes["service.name"] == "shop"', 'span.status.code == 1']`, false},
	{`ottl: ['spanevent.name == "retry"']`, true},
	{`ottl: ['Double(span.attributes["gen_ai.agent.name"]) > 1.0']`, false},
	{`not: {status: error}`, false},
	{`not: {model: gpt-5}`, true},
	{`any: [{model: gpt-5}, {tool: lookup}]`, true},
	{`any: [{model: gpt-5}, {tool: search}]`, false},
	{`all: [{attribute: {key: score, exists: true}}, {attribute: {key: error.type, exists: true}}]`, true},
	{`all: [{attribute: {key: score, exists: true}}, {attribute: {key: no, exists: true}}]`, false},
	{`{status: error, cost_usd: {min: 0.5}, agent: billing}`, true},
	{`{status: error, cost_usd: {min: 0.5}, agent: writer}`, false},
}

func TestConditionsHold(t *testing.T) {
	var b batch.Batch
	b.Read(sample())
	require.Len(t, b.Traces, 1)
	var v View
	for _, c := range conditions {
		t.Run(c.when, func(t *testing.T) {
			p, err := New([]Config{{Name: "r", When: readWhen(t, c.when)}}, componenttest.NewNopTelemetrySettings())
			require.NoError(t, err)
			v.Look(t.Context(), &b, &b.Traces[0])
			require.Equal(t, c.holds, p.First(&v) == 0)
		})
	}
}

// All conditions in one list: each rule's answer must not get in the way of another's.
func TestRulesDoNotDisturbOneAnother(t *testing.T) {
	var rules []Config
	first := -1
	for i := len(conditions) - 1; i >= 0; i-- {
		if c := conditions[i]; !c.holds || len(rules) > 20 {
			if c.holds && first < 0 {
				first = len(rules)
			}
			rules = append(rules, Config{Name: c.when, When: readWhen(t, c.when)})
		}
	}
	p, err := New(rules, componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	var b batch.Batch
	b.Read(sample())
	var v View
	v.Look(t.Context(), &b, &b.Traces[0])
	require.Equal(t, first, p.First(&v))
}

func TestKeysTellTracesApart(t *testing.T) {
	var b batch.Batch
	b.Read(sample())
	var v View
	v.Look(t.Context(), &b, &b.Traces[0])
	by := []string{keep.ByService, keep.ByAgent, keep.ByModel, keep.ByStatus, keep.ByTool, keep.ByErrorType}
	require.Equal(t, "shop\x00\x01planner\x00\x01gpt-4o-mini\x00\x01error\x00\x01lookup\x00\x01timeout\x00\x01", string(v.Key(by)))
}

func TestARuleThatNoTraceCanReachIsFound(t *testing.T) {
	for _, c := range []struct {
		first, second string
		shadowed      bool
	}{
		{`cost_usd: {min: 1}`, `cost_usd: {min: 2}`, true},
		{`cost_usd: {min: 2}`, `cost_usd: {min: 1}`, false},
		{`cost_usd: {min: 0}`, `cost_usd: {max: 1}`, true},
		{`spans: {min: 0}`, `status: error`, true},
		{`spans: {min: 1}`, `status: error`, true},
		{`spans: {min: 2}`, `status: error`, false},
		{`duration: {min: 0s}`, `status: error`, true},
		{`status: [unset, error, ok]`, `tool: x`, true},
		{`status: [unset, error]`, `tool: x`, false},
		{`{status: [unset, error, ok], tool: x}`, `tool: y`, false},
		{`any: [{tool: x}, {spans: {min: 0}}]`, `tool: y`, true},
		{`any: [{tool: x}, {spans: {min: 3}}]`, `tool: y`, false},
		{`all: [{spans: {min: 0}}, {cost_usd: {min: 0}}]`, `tool: y`, true},
		{`all: [{spans: {min: 0}}, {cost_usd: {min: 1}}]`, `tool: y`, false},
		{`status: error`, `status: error`, true},
		{`status: [error, ok]`, `{status: ok, tool: x}`, true},
		{`status: error`, `status: [error, ok]`, false},
		{`{status: error, tool: x}`, `status: error`, false},
		{`duration: {min: 1s, max: 5s}`, `duration: {min: 2s, max: 3s}`, true},
		{`duration: {min: 1s, max: 5s}`, `duration: {min: 2s}`, false},
		{`ottl: ['span.name == "a"']`, `ottl: ['span.name == "b"', 'span.name == "a"']`, true},
		{`ottl: ['span.name == "b"', 'span.name == "a"']`, `ottl: ['span.name == "a"']`, false},
		{`not: {status: error}`, `not: {status: error}`, true},
		{`attribute: {key: a, min: 1}`, `attribute: {key: a, min: 2}`, false}, // true, but not seen through
	} {
		rules := []Config{{Name: "first", When: readWhen(t, c.first)}, {Name: "second", When: readWhen(t, c.second)}, {Name: "rest"}}
		err := CheckAll(rules, false)
		if c.shadowed {
			require.ErrorContains(t, err, `no trace can reach rule "second", because rule "first" takes all of them`, "%s before %s", c.first, c.second)
		} else {
			require.NoError(t, err, "%s before %s", c.first, c.second)
		}
	}
}
