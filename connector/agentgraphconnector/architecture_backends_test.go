//go:build backends

package agentgraphconnector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/internal/program"
	"github.com/otelcol-baton/baton/internal/program/programtest"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// TestJaegersArchitecturePageShowsTheAgents: the whole program with config/gateway.yaml writes to a real Elasticsearch, and
// a real Jaeger over it tells of who called whom, as often as is known of the recording.
func TestJaegersArchitecturePageShowsTheAgents(t *testing.T) {
	binary := programtest.Binary(t)
	server := backends.Elasticsearch(t)
	t.Setenv("BATON_ELASTICSEARCH", server.URL)
	for _, name := range []string{"BATON_EXPORTER", "BATON_GRAPH_EXPORTER", "BATON_CONVERSATION_EXPORTER"} {
		t.Setenv(name, "elasticsearch")
	}
	t.Setenv("BATON_AGENTS_AS_SERVICES", "true")
	address := gateway(t, binary)
	recording := tracetest.Open(t, "autogen-swarm")
	for _, request := range append(recording.Requests, raw(t)) {
		programtest.Post(t, address, request)
	}

	want := map[[2]string]int64{ // of the trace over two services, as TestJaegerIsToldOfCallsBetweenServices has it
		{"front/planner", "back"}: 1, {"back", "back/writer"}: 1, {"front/planner", "back/writer"}: 1,
	}
	for _, w := range tracetest.Expected(t, recording.Name).Transitions {
		if w.From != w.To { // a service that calls itself is none of Jaeger's edges
			want[[2]string{"autogen-swarm/" + w.From, "autogen-swarm/" + w.To}]++
		}
	}
	jaeger := backends.Jaeger(t, server.URL, "JAEGER_ES_CREATE_MAPPINGS=false")
	var got map[[2]string]int64
	require.Eventually(t, func() bool {
		_, _ = server.Ask(http.MethodPost, "/_refresh", "")
		got = architecture(t, jaeger)
		for pair, calls := range want {
			if got[pair] < calls {
				return false
			}
		}
		return true
	}, time.Minute, 200*time.Millisecond)
	for pair, calls := range want {
		require.Equal(t, calls, got[pair], "%v", pair)
	}

	require.Eventually(t, func() bool {
		_, _ = server.Ask(http.MethodPost, "/_refresh", "")
		_, found := server.Ask(http.MethodGet, "/jaeger-log-*/_search?size=100", "")
		return bytes.Contains([]byte(found), []byte("sequenceDiagram"))
	}, time.Minute, 200*time.Millisecond, "what was said is in the same cluster")
}

// architecture is what Jaeger's architecture page asks for: the calls of each pair, of which every record adds some.
func architecture(t *testing.T, jaeger *backends.Server) map[[2]string]int64 {
	t.Helper()
	status, text := jaeger.Ask(http.MethodGet, fmt.Sprintf("/api/dependencies?endTs=%d&lookback=86400000", time.Now().Add(time.Minute).UnixMilli()), "")
	if status != http.StatusOK {
		return nil // an index that is being made has no shards yet
	}
	var answer struct {
		Data []struct {
			Parent, Child string
			CallCount     int64
		}
	}
	require.NoError(t, json.Unmarshal([]byte(text), &answer))
	all := map[[2]string]int64{}
	for _, d := range answer.Data {
		all[[2]string{d.Parent, d.Child}] += d.CallCount
	}
	return all
}

// gateway starts the program and returns where it takes OTLP/HTTP.
func gateway(t *testing.T, binary string) string {
	t.Helper()
	addresses, err := program.GatewayElsewhere()
	require.NoError(t, err)
	programtest.Start(t, binary, append(
		append([]string{"baton:gateway"}, addresses.Configs()...),
		"yaml:processors::whole_trace: {idle: 500ms, after_root: 100ms}",
		"yaml:connectors: {agent_graph: {interval: 1s}, conversation: {run_idle: 500ms}}",
	), addresses.HTTP)
	return addresses.HTTP
}
