package agentgraphconnector

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/goleak"

	"github.com/otelcol-baton/baton/connector/agentgraphconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// span is a span to be written: times in seconds, ids as single bytes.
type span struct {
	trace, id, parent byte
	service           string
	kind              ptrace.SpanKind
	from, to          int
	attrs             map[string]any
	failed            bool
	links             [][2]byte
}

const (
	clientSide   = ptrace.SpanKindClient
	serverSide   = ptrace.SpanKindServer
	producerSide = ptrace.SpanKindProducer
	consumerSide = ptrace.SpanKindConsumer
)

func agent(name string) map[string]any {
	return map[string]any{genai.OperationName: genai.OpInvokeAgent, genai.AgentName: name}
}

func call(model string, input, output int) map[string]any {
	return map[string]any{
		genai.OperationName: genai.OpChat, genai.ProviderName: "openai", genai.RequestModel: model,
		genai.UsageInputTokens: input, genai.UsageOutputTokens: output,
	}
}

func write(tb testing.TB, spans ...span) ptrace.Traces {
	tb.Helper()
	td := ptrace.NewTraces()
	for _, s := range spans {
		rs := td.ResourceSpans().AppendEmpty()
		rs.Resource().Attributes().PutStr("service.name", s.service)
		out := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		out.SetTraceID(pcommon.TraceID{15: s.trace})
		out.SetSpanID(pcommon.SpanID{7: s.id})
		if s.parent != 0 {
			out.SetParentSpanID(pcommon.SpanID{7: s.parent})
		}
		out.SetKind(s.kind)
		out.SetStartTimestamp(pcommon.NewTimestampFromTime(time.Unix(1000+int64(s.from), 0)))
		out.SetEndTimestamp(pcommon.NewTimestampFromTime(time.Unix(1000+int64(s.to), 0)))
		require.NoError(tb, out.Attributes().FromRaw(s.attrs))
		if s.failed {
			out.Status().SetCode(ptrace.StatusCodeError)
		}
		for _, l := range s.links {
			link := out.Links().AppendEmpty()
			link.SetTraceID(pcommon.TraceID{15: l[0]})
			link.SetSpanID(pcommon.SpanID{7: l[1]})
		}
	}
	return td
}

func TestServicesThatCallOneAnotherAreEdges(t *testing.T) {
	got := edgesOf(t, []ptrace.Traces{write(t,
		span{trace: 1, id: 1, service: "shop", kind: serverSide, to: 10},
		span{trace: 1, id: 2, parent: 1, service: "shop", kind: clientSide, from: 1, to: 5},
		span{trace: 1, id: 3, parent: 2, service: "stock", kind: serverSide, from: 2, to: 4, failed: true},
		span{trace: 1, id: 4, parent: 3, service: "stock", kind: clientSide, from: 2, to: 3, attrs: map[string]any{"db.name": "items"}},
		span{trace: 1, id: 5, parent: 1, service: "shop", kind: producerSide, from: 6, to: 7},
		span{trace: 1, id: 6, parent: 5, service: "mail", kind: consumerSide, from: 7, to: 9},
	)})
	require.Equal(t, map[edge]counted{
		{"shop", "stock", ""}:                {requests: 1, failed: 1, clientSeconds: 4, serverTotal: 2, observed: 1},
		{"stock", "items", "database"}:       {requests: 1, clientSeconds: 1, serverTotal: 1, observed: 1},
		{"shop", "mail", "messaging_system"}: {requests: 1, clientSeconds: 1, serverTotal: 2, observed: 1},
	}, got)
}

// twoProcesses is an agent whose tool calls an agent of another service in the same trace.
func twoProcesses(tb testing.TB) ptrace.Traces { return enrich(tb, raw(tb)) }

// raw is the same as the programs send it.
func raw(tb testing.TB) ptrace.Traces {
	return write(tb,
		span{trace: 1, id: 1, service: "front", to: 20, attrs: agent("planner")},
		span{trace: 1, id: 2, parent: 1, service: "front", from: 1, to: 9, attrs: map[string]any{genai.OperationName: genai.OpExecuteTool, genai.ToolName: "ask_writer"}},
		span{trace: 1, id: 3, parent: 2, service: "front", kind: clientSide, from: 2, to: 8},
		span{trace: 1, id: 4, parent: 3, service: "back", kind: serverSide, from: 3, to: 8},
		span{trace: 1, id: 5, parent: 4, service: "back", from: 3, to: 7, attrs: agent("writer")},
		span{trace: 1, id: 6, parent: 5, service: "back", kind: clientSide, from: 4, to: 6, attrs: call("gpt-4o", 1000, 100)},
	)
}

func TestAgentsOfTwoServicesJoinUp(t *testing.T) {
	got := edgesOf(t, []ptrace.Traces{twoProcesses(t)})
	require.Equal(t, counted{
		requests: 1, clientSeconds: 8, serverTotal: 4, observed: 1, input: 1000, output: 100, cost: 0.0035,
	}, got[edge{"planner", "writer", "agent"}])
	require.EqualValues(t, 1, got[edge{"front", "back", ""}].requests)
	require.EqualValues(t, 1, got[edge{"planner", "ask_writer", "tool"}].requests)
	require.EqualValues(t, 1, got[edge{"writer", "gpt-4o", "model"}].requests)
	require.EqualValues(t, 1, got[edge{"front", "planner", ""}].requests, "the first agent is called by its service")
}

func TestAgentsAsServicesAreNamedByTheirOwnServices(t *testing.T) {
	got := edgesOf(t, []ptrace.Traces{twoProcesses(t)}, func(c *Config) { c.AgentsAsServices = true })
	require.EqualValues(t, 1, got[edge{"front/planner", "back/writer", "agent"}].requests)
	require.EqualValues(t, 1, got[edge{"back/writer", "gpt-4o", "model"}].requests)
}

// overALink is an agent that sends a message, and one that works on it in a trace of its own.
func overALink(tb testing.TB) (first, second ptrace.Traces) {
	first = enrich(tb, write(tb,
		span{trace: 1, id: 1, service: "front", to: 5, attrs: agent("planner")},
		span{trace: 1, id: 2, parent: 1, service: "front", kind: producerSide, from: 1, to: 2},
	))
	second = enrich(tb, write(tb,
		span{trace: 2, id: 1, service: "back", kind: consumerSide, from: 10, to: 20, links: [][2]byte{{1, 2}}},
		span{trace: 2, id: 2, parent: 1, service: "back", from: 11, to: 19, attrs: agent("writer")},
		span{trace: 2, id: 3, parent: 2, service: "back", kind: clientSide, from: 12, to: 13, attrs: call("gpt-4o", 1000, 100)},
	))
	return first, second
}

func TestAgentsJoinUpOverALinkInAnyOrder(t *testing.T) {
	first, second := overALink(t)
	for name, order := range map[string][]ptrace.Traces{
		"the caller first": {first, second}, "the called first": {second, first},
	} {
		t.Run(name, func(t *testing.T) {
			got := edgesOf(t, order)
			require.Equal(t, counted{
				requests: 1, clientSeconds: 8, serverTotal: 8, observed: 1, input: 1000, output: 100, cost: 0.0035,
			}, got[edge{"planner", "writer", "agent"}])
			require.NotContains(t, got, edge{"back", "writer", ""})
		})
	}
}

func TestJaegerIsToldOfAgentsThatJoinUpOverALink(t *testing.T) {
	first, second := overALink(t)
	for name, order := range map[string][]ptrace.Traces{
		"the caller first": {first, second}, "the called first": {second, first},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, map[[2]string]int64{
				{"back", "back/writer"}: 1, {"front/planner", "back/writer"}: 1,
			}, dependencies(t, order, true))
			require.Empty(t, dependencies(t, order, false), "without agents there is nothing between the services of two traces")
		})
	}
	first = enrich(t, write(t, span{trace: 1, id: 1, service: "front", to: 5, attrs: agent("planner")}))
	second = enrich(t, write(t, span{trace: 1, id: 2, parent: 1, service: "back", from: 1, to: 4, attrs: agent("writer")}))
	require.Equal(t, map[[2]string]int64{{"front/planner", "back/writer"}: 1}, dependencies(t, []ptrace.Traces{first, second}, true), "a parent in another batch")
}

func TestAnAgentJoinsUpWithTheAgentOfAParentInAnotherBatch(t *testing.T) {
	first := enrich(t, write(t, span{trace: 1, id: 1, service: "front", to: 5, attrs: agent("planner")}))
	second := enrich(t, write(t, span{trace: 1, id: 2, parent: 1, service: "back", from: 1, to: 4, attrs: agent("writer")}))
	require.EqualValues(t, 1, edgesOf(t, []ptrace.Traces{first, second})[edge{"planner", "writer", "agent"}].requests)
}

func TestARepeatedHandOnIsCountedOnce(t *testing.T) {
	g, sink := startMetrics(t)
	batch := twoProcesses(t)
	for attempt := 1; attempt <= 3; attempt++ {
		ctx := wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: 7, Attempt: attempt})
		require.NoError(t, g.ConsumeTraces(ctx, batch))
	}
	require.NoError(t, g.Shutdown(context.Background()))
	require.EqualValues(t, 1, readEdges(sink.AllMetrics())[edge{"planner", "writer", "agent"}].requests)
}

func TestWeightsOfAnEarlierSamplerAreCounted(t *testing.T) {
	batch := twoProcesses(t)
	for _, rs := range batch.ResourceSpans().All() {
		rs.ScopeSpans().At(0).Spans().At(0).TraceState().FromRaw("ot=th:c")
	}
	got := edgesOf(t, []ptrace.Traces{batch})[edge{"planner", "writer", "agent"}]
	require.EqualValues(t, 4, got.requests)
	require.EqualValues(t, 4000, got.input)
	require.InDelta(t, 4*0.0035, got.cost, 1e-12)
}

func startMetrics(tb testing.TB) (*agentGraph, *consumertest.MetricsSink) {
	tb.Helper()
	sink := &consumertest.MetricsSink{}
	g, err := newMetricsConnector(connectortest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config), sink, time.Now)
	require.NoError(tb, err)
	require.NoError(tb, g.Start(context.Background(), componenttest.NewNopHost()))
	return g, sink
}

// dependencies sends batches through the connector and returns its records' calls.
func dependencies(t *testing.T, batches []ptrace.Traces, agentsAsServices bool) map[[2]string]int64 {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.AgentsAsServices = agentsAsServices
	sink := &consumertest.LogsSink{}
	g, err := newLogsConnector(connectortest.NewNopSettings(metadata.Type), cfg, sink, time.Now)
	require.NoError(t, err)
	require.NoError(t, g.Start(context.Background(), componenttest.NewNopHost()))
	for i, batch := range batches {
		require.NoError(t, g.ConsumeTraces(whole(uint64(i)+1), batch))
	}
	require.NoError(t, g.Shutdown(context.Background()))
	got := map[[2]string]int64{}
	for _, logs := range sink.AllLogs() {
		record := logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
		require.Equal(t, "jaeger.dependencies", record.EventName())
		body := record.Body().Map().AsRaw()
		_, err := time.Parse(time.RFC3339Nano, body["timestamp"].(string))
		require.NoError(t, err)
		for _, d := range body["dependencies"].([]any) {
			m := d.(map[string]any)
			require.Equal(t, "baton", m["source"])
			got[[2]string{m["parent"].(string), m["child"].(string)}] += m["callCount"].(int64)
		}
	}
	return got
}

func TestJaegerIsToldOfCallsBetweenServices(t *testing.T) {
	batch := twoProcesses(t)
	require.Equal(t, map[[2]string]int64{{"front", "back"}: 1}, dependencies(t, []ptrace.Traces{batch}, false))
	require.Equal(t, map[[2]string]int64{
		{"front/planner", "back"}: 1, {"back", "back/writer"}: 1, {"front/planner", "back/writer"}: 1,
	}, dependencies(t, []ptrace.Traces{batch}, true))
}

func TestJaegerIsToldOfTransitionsBetweenAgentsSideBySide(t *testing.T) {
	batch := enrich(t, write(t,
		span{trace: 1, id: 1, service: "app", to: 20},
		span{trace: 1, id: 2, parent: 1, service: "app", from: 1, to: 3, attrs: agent("writer")},
		span{trace: 1, id: 3, parent: 2, service: "app", from: 1, to: 3, attrs: call("gpt-4o", 10, 10)},
		span{trace: 1, id: 4, parent: 1, service: "app", from: 4, to: 6, attrs: agent("critic")},
		span{trace: 1, id: 5, parent: 4, service: "app", from: 4, to: 6, attrs: call("gpt-4o", 10, 10)},
	))
	require.Equal(t, map[[2]string]int64{
		{"app", "app/writer"}: 1, {"app", "app/critic"}: 1, {"app/writer", "app/critic"}: 1,
	}, dependencies(t, []ptrace.Traces{batch}, true))
	require.Empty(t, dependencies(t, []ptrace.Traces{batch}, false))
}

func TestNothingRunsAfterShutdown(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	g, _ := startMetrics(t)
	require.NoError(t, g.Shutdown(context.Background()))
	require.NoError(t, g.Shutdown(context.Background()))
}
