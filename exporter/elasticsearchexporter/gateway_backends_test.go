//go:build backends

package elasticsearchexporter

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/internal/program"
	"github.com/otelcol-baton/baton/internal/program/programtest"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// The whole program with config/gateway.yaml: traces, logs and the graph, from OTLP to one cluster.
func TestGateway_brings_traces_logs_and_the_graph(t *testing.T) {
	binary := programtest.Binary(t)
	server := backends.Elasticsearch(t)
	t.Setenv("BATON_ELASTICSEARCH", server.URL)
	t.Setenv("BATON_EXPORTER", "elasticsearch")
	t.Setenv("BATON_LOGS_EXPORTER", "elasticsearch")
	t.Setenv("BATON_GRAPH_EXPORTER", "elasticsearch")
	t.Setenv("BATON_AGENTS_AS_SERVICES", "true")

	t.Run("jaeger", func(t *testing.T) {
		gateway(t, binary)
		foundTogether(t, server, "jaeger-span-*,jaeger-log-*", "traceID")
		require.Eventually(t, func() bool {
			return count(t, server, "jaeger-dependencies-*") > 0
		}, 30*time.Second, 200*time.Millisecond)
		hits, _ := search(t, server, "jaeger-dependencies-*", `{}`)
		require.Contains(t, fmt.Sprint(hits), "/flights_refunder", "agents are services")
		requireFound(t, server, "jaeger-service-*", "serviceName", "autogen-swarm/flights_refunder")
	})
	t.Run("flat", func(t *testing.T) {
		t.Setenv("BATON_AGENTS_AS_SERVICES", "false")
		gateway(t, binary, "yaml:exporters::elasticsearch::schema: flat")
		foundTogether(t, server, "baton-span-*,baton-log-*", "trace_id")
		requireFound(t, server, "baton-span-*", "gen_ai.agent.name", "flights_refunder")
		_, aggs := search(t, server, "baton-span-*", `{"size":0,"query":{"term":{"baton.span.role":"call"}},
			"aggs":{"cost":{"sum":{"field":"baton.cost.total"}}}}`)
		require.Positive(t, aggs["cost"].(map[string]any)["value"])
	})
}

// gateway starts the program and sends it a recording of traces and logs, and one of agents.
func gateway(t *testing.T, binary string, configs ...string) {
	addresses, err := program.GatewayElsewhere()
	require.NoError(t, err)
	all := append([]string{"baton:gateway"}, addresses.Configs()...)
	all = append(all, "yaml:processors::whole_trace: {idle: 500ms, after_root: 100ms}", "yaml:connectors::agent_graph::interval: 1s")
	programtest.Start(t, binary, append(all, configs...), addresses.HTTP)
	for file, path := range map[string]string{
		"openai-sdk-v2-content.otlp.jsonl": "/v1/traces", "autogen-swarm.otlp.jsonl": "/v1/traces",
		"openai-sdk-v2-content.otlp-logs.jsonl": "/v1/logs",
	} {
		text, err := os.ReadFile(filepath.Join(tracetest.Root(t), tracetest.Folder, file))
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			resp, err := http.Post("http://"+addresses.HTTP+path, "application/json", strings.NewReader(line))
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, http.StatusOK, resp.StatusCode)
		}
	}
}

// requireFound waits for a document with a field of this value.
func requireFound(t *testing.T, server *backends.Server, pattern, field, value string) {
	require.Eventually(t, func() bool {
		_, _ = server.Ask("POST", "/_refresh", "")
		status, found := server.Ask("POST", "/"+pattern+"/_search", fmt.Sprintf(`{"query":{"term":{%q:%q}}}`, field, value))
		return status == http.StatusOK && strings.Contains(found, `"_source"`)
	}, time.Minute, 200*time.Millisecond, value)
}

// foundTogether looks a recording's traces up by their ids: their spans are there, and their log records.
func foundTogether(t *testing.T, server *backends.Server, pattern, field string) {
	for _, id := range traceIDs(tracetest.Open(t, "openai-sdk-v2-content").Requests) {
		require.Eventually(t, func() bool {
			_, _ = server.Ask("POST", "/_refresh", "")
			status, found := server.Ask("POST", "/"+pattern+"/_search?size=100", fmt.Sprintf(`{"query":{"term":{%q:%q}}}`, field, id))
			return status == http.StatusOK && strings.Contains(found, "-span-") && strings.Contains(found, "-log-")
		}, time.Minute, 200*time.Millisecond, id)
	}
}
