//go:build backends

package prometheus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/program"
	"github.com/otelcol-baton/baton/internal/program/programtest"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	require.NoError(t, err, string(output))
	return string(output)
}

func TestRulesSayWhatTheirTestsSay(t *testing.T) {
	files, err := filepath.Glob("tests/*.yaml")
	require.NoError(t, err)
	run(t, "promtool", "check", "config", "prometheus.yaml")
	run(t, "promtool", "check", "rules", "recording.yaml", "alerts.yaml")
	run(t, "promtool", append([]string{"test", "rules"}, files...)...)
}

// TestEveryAlertAndRecordIsTested keeps the tests as long as the rules.
func TestEveryAlertAndRecordIsTested(t *testing.T) {
	files, err := filepath.Glob("tests/*.yaml")
	require.NoError(t, err)
	var tests strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		tests.Write(data)
	}
	for _, file := range []string{"recording.yaml", "alerts.yaml"} {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		for line := range strings.Lines(string(data)) {
			name, ok := strings.CutPrefix(strings.TrimSpace(line), "- alert: ")
			if !ok {
				continue
			}
			require.Contains(t, tests.String(), "alertname: "+name, "%s: %s has no test", file, name)
		}
	}
}

// TestPrometheusScrapesTheProgram starts baton:gateway and a real Prometheus with prometheus.yaml, sends a
// recording, and asks Prometheus what it cost.
func TestPrometheusScrapesTheProgram(t *testing.T) {
	free, err := program.FreeAddresses(5)
	require.NoError(t, err)
	otlp, counted, itself, web := free[0], free[1], free[2], free[3]
	start(t, programtest.Binary(t), otlp, counted, itself)
	prometheus := startPrometheus(t, web, counted, itself)

	const recording = "autogen-story"
	want := tracetest.Expected(t, recording)
	send(t, otlp, recording)
	query := func(expr string) float64 { return ask(t, prometheus, expr) }
	require.Eventually(t, func() bool { return query("sum(baton_run_cost_sum)") > 0 }, time.Minute, 500*time.Millisecond)
	require.InDelta(t, want.CostUSD, query("sum(baton_cost_total)"), 1e-9)
	require.InDelta(t, float64(want.InputTokens), query(`sum(gen_ai_client_token_usage_sum{gen_ai_token_type="input"})`), 0)
	require.InDelta(t, float64(want.Calls), query(`sum(gen_ai_client_operation_duration_seconds_count)`), 0)
	require.InDelta(t, float64(len(want.Transitions)), query(`sum(traces_service_graph_request_total{connection_type="agent"})`), 0)
	require.InDelta(t, float64(want.Calls), query(`sum(traces_service_graph_request_total{connection_type="model"})`), 0)
	for _, name := range []string{"client_seconds_bucket", "server_seconds_bucket", "failed_total"} {
		require.Positive(t, query("count(traces_service_graph_request_"+name+")"), name)
	}
	require.Positive(t, query("otelcol_connector_llm_metrics_series"))
	require.Eventually(t, func() bool { return exemplars(t, prometheus) > 0 }, 30*time.Second, 500*time.Millisecond)
	require.Contains(t, page(t, prometheus+"/metrics"), "\nprometheus_target_scrapes_exemplar_out_of_order_total 0\n")
}

// start runs baton:gateway on addresses of the test, without the receivers and the backend that this is not about.
func start(t *testing.T, binary, otlp, counted, itself string, more ...string) {
	t.Helper()
	host, port, _ := strings.Cut(itself, ":")
	configs := []string{
		"baton:gateway",
		"yaml:receivers::otlp: {protocols: {grpc: null, http: {endpoint: \"" + otlp + "\"}}}",
		"yaml:processors::whole_trace: {idle: 500ms, after_root: 100ms}",
		"yaml:connectors: {llm_metrics: {interval: 1s, budgets: [{name: all, usd: 1000, per: 1h}]}, agent_graph: {interval: 1s}}",
		"yaml:exporters: {debug: {}, prometheus: {endpoint: \"" + counted + "\"}}",
		"yaml:service::extensions: []",
		"yaml:service::pipelines::traces/in::receivers: [otlp]",
		"yaml:service::pipelines::traces/out::exporters: [debug, conversation]",
		"yaml:service::pipelines::logs::exporters: [debug]",
		fmt.Sprintf("yaml:service::telemetry::metrics::readers: [{pull: {exporter: {prometheus: {host: %s, port: %s}}}}]", host, port),
	}
	programtest.Start(t, binary, append(configs, more...), otlp, counted, itself)
}

// startPrometheus runs Prometheus with prometheus.yaml, scraping each second the addresses of the test.
func startPrometheus(t *testing.T, web, counted, itself string) string {
	t.Helper()
	data, err := os.ReadFile("prometheus.yaml")
	require.NoError(t, err)
	here, err := os.Getwd()
	require.NoError(t, err)
	config := strings.NewReplacer(
		"localhost:9464", counted, "localhost:8888", itself, "15s", "1s",
		"- recording.yaml", "- "+here+"/recording.yaml", "- alerts.yaml", "- "+here+"/alerts.yaml",
	).Replace(string(data))
	file := filepath.Join(t.TempDir(), "prometheus.yaml")
	require.NoError(t, os.WriteFile(file, []byte(config), 0o600))
	var output bytes.Buffer
	command := exec.Command(
		"prometheus", "--config.file", file, "--storage.tsdb.path", t.TempDir(), "--web.listen-address", web, "--enable-feature=exemplar-storage",
	)
	command.Stdout, command.Stderr = &output, &output
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		if t.Failed() {
			t.Log(output.String())
		}
	})
	base := "http://" + web
	require.Eventually(t, func() bool {
		response, err := http.Get(base + "/-/ready")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK
	}, time.Minute, 100*time.Millisecond)
	return base
}

func send(t *testing.T, address, recording string) {
	t.Helper()
	for _, batch := range tracetest.Open(t, recording).Requests {
		programtest.Post(t, address, batch)
	}
}

func page(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode, string(body))
	return string(body)
}

// get asks Prometheus and returns the data of its answer.
func get(t *testing.T, address string, into any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(page(t, address)), into))
}

// ask returns the value of an expression of one sample, and 0 when there is none.
func ask(t *testing.T, base, expr string) float64 {
	t.Helper()
	var answer struct {
		Data struct {
			Result []struct {
				Value [2]any
			}
		}
	}
	get(t, base+"/api/v1/query?query="+url.QueryEscape(expr), &answer)
	if len(answer.Data.Result) == 0 {
		return 0
	}
	var value float64
	_, err := fmt.Sscan(answer.Data.Result[0].Value[1].(string), &value)
	require.NoError(t, err)
	return value
}

// exemplars returns how many exemplars with a trace id the durations of calls have.
func exemplars(t *testing.T, base string) int {
	t.Helper()
	var answer struct {
		Data []struct {
			Exemplars []struct{ Labels map[string]string }
		}
	}
	now := time.Now()
	get(t, fmt.Sprintf("%s/api/v1/query_exemplars?query=%s&start=%d&end=%d", base,
		url.QueryEscape("gen_ai_client_operation_duration_seconds_bucket"), now.Add(-24*time.Hour).Unix()-400*24*3600, now.Unix()+60), &answer)
	n := 0
	for _, series := range answer.Data {
		for _, e := range series.Exemplars {
			if e.Labels["trace_id"] != "" {
				n++
			}
		}
	}
	return n
}
