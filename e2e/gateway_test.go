package e2e

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/program"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// gateway is a running baton:gateway that writes to a file what it would export.
type gateway struct {
	toFile
	zipkin, health, metrics string
}

func newGateway(t *testing.T, configs ...string) gateway {
	a, err := program.GatewayElsewhere()
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "traces.jsonl")
	all := append([]string{"baton:gateway"}, a.Configs()...)
	all = append(
		all,
		"yaml:exporters::file: {path: \""+file+"\", flush_interval: 50ms}",
		"yaml:service::pipelines::traces/out::exporters: [file, conversation]",
		impatient,
	)
	p := start(t, append(all, configs...), a.GRPC, a.HTTP, a.OpenAIAgents, a.JaegerHTTP, a.Zipkin, a.Health)
	return gateway{toFile{p, a.HTTP, file}, a.Zipkin, a.Health, a.Metrics}
}

func TestTheGatewayTakesWhatStillSendsToZipkin(t *testing.T) {
	g := newGateway(t)
	now := time.Now().UnixMicro()
	body := fmt.Sprintf(`[{"traceId":"0af7651916cd43dd8448eb211c80319c","id":"b7ad6b7169203331","name":"chat gpt-4o","timestamp":%d,"duration":1000,
		"localEndpoint":{"serviceName":"old"},"tags":{"gen_ai.operation.name":"chat","gen_ai.system":"openai","gen_ai.request.model":"gpt-4o",
		"gen_ai.usage.input_tokens":"1000","gen_ai.usage.output_tokens":"100"}}]`, now)
	response, err := http.Post("http://"+g.zipkin+"/api/v2/spans", "application/json", strings.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusAccepted, response.StatusCode)

	require.Eventually(t, func() bool { return len(spansOf(g.handedOn(t))) == 1 }, patience, patience/100)
	var got totals
	got = got.withTokens(spansOf(g.handedOn(t))[0])
	require.Equal(t, totals{input: 1000, output: 100, cost: got.cost}, got, "numbers that came as text are numbers")
	require.Positive(t, got.cost)
}

func TestTheGatewaySaysThatItIsWell(t *testing.T) {
	g := newGateway(t)
	require.Eventually(t, func() bool {
		response, err := http.Get("http://" + g.health + "/")
		return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
	}, patience, patience/100)
}

func TestTheGatewayCountsForPrometheus(t *testing.T) {
	g := newGateway(t, "yaml:connectors::llm_metrics::interval: 1s", "yaml:connectors::agent_graph::interval: 1s")
	g.send(t, tracetest.Open(t, "autogen-swarm"))
	require.Eventually(t, func() bool {
		response, err := http.Get("http://" + g.metrics + "/metrics")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		page, err := io.ReadAll(response.Body)
		return err == nil && strings.Contains(string(page), "baton_cost") && strings.Contains(string(page), "traces_service_graph_request_total")
	}, patience, patience/100)
}

func TestTheGatewayKeepsWhatFailedWhateverItSamples(t *testing.T) {
	g := newGateway(t, "yaml:processors::llm_sampling: {rules: [{name: errors, when: {status: error}, keep: 100%}, {name: rest, keep: 0%}]}")
	failed := tracetest.Open(t, "autogen-error")
	for _, recording := range []tracetest.Recording{tracetest.Open(t, "autogen-swarm"), failed} {
		g.send(t, recording)
	}
	require.Eventually(t, func() bool { return len(idsOf(g.handedOn(t))) > 0 }, patience, patience/100)
	require.NoError(t, g.program.Stop(patience))
	sent := idsOf(failed.Merged())
	for id := range idsOf(g.handedOn(t)) {
		require.True(t, sent[id], "only traces of the run that failed are kept")
	}
}
