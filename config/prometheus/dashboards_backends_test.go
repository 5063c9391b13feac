//go:build backends

package prometheus

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/program"
	"github.com/otelcol-baton/baton/internal/program/programtest"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// board is what a dashboard asks.
type board struct {
	Title      string
	Templating struct {
		List []struct {
			Name, Type string
			Query      any
		}
	}
	Panels []struct {
		Title   string
		Targets []struct{ Expr string }
	}
}

func boards(t *testing.T) []board {
	t.Helper()
	files, err := filepath.Glob("../grafana/dashboards/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var list []board
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		var b board
		require.NoError(t, json.Unmarshal(data, &b), file)
		list = append(list, b)
	}
	return list
}

// TestEveryQueryOfTheDashboardsFindsData sends all recordings through the program into a real Prometheus, twice, and runs
// what the dashboards ask, by the names of either generation of the conventions.
func TestEveryQueryOfTheDashboardsFindsData(t *testing.T) {
	built := programtest.Binary(t)
	for semconv, other := range map[string]string{"1.41": "gen_ai_client_inference_duration_seconds_count", "latest": "gen_ai_client_token_usage_count"} {
		t.Run(semconv, func(t *testing.T) { everyQueryFindsData(t, built, semconv, other) })
	}
}

// everyQueryFindsData also sees to it that there is nothing by the name of a metric that only the other generation has.
func everyQueryFindsData(t *testing.T, binary, semconv, other string) {
	free, err := program.FreeAddresses(4)
	require.NoError(t, err)
	otlp, counted, itself, web := free[0], free[1], free[2], free[3]
	start(t, binary, otlp, counted, itself, "yaml:connectors::llm_metrics::semconv: \""+semconv+"\"")
	prometheus := startPrometheus(t, web, counted, itself)
	for round := range byte(2) {
		runs := ask(t, prometheus, "sum(baton_run_cost_count)")
		for _, recording := range tracetest.Recordings(t) {
			for _, batch := range recording.Requests {
				renew(batch, round)
				programtest.Post(t, otlp, batch)
			}
		}
		require.Eventually(t, func() bool { return ask(t, prometheus, "sum(baton_run_cost_count)") > runs }, time.Minute, 500*time.Millisecond)
	}
	require.Contains(t, page(t, prometheus+"/metrics"), "\nprometheus_target_scrapes_exemplar_out_of_order_total 0\n")
	require.Zero(t, ask(t, prometheus, "count("+other+")"))
	for _, b := range boards(t) {
		for _, v := range b.Templating.List {
			if v.Type == "query" {
				query := v.Query.(map[string]any)["query"].(string)
				metric := regexp.MustCompile(`^label_values\((.+), (\w+)\)$`).FindStringSubmatch(query)
				require.NotNil(t, metric, query)
				finds(t, prometheus, "count by ("+metric[2]+") ("+metric[1]+")", b.Title+", variable "+v.Name)
			}
		}
		for _, p := range b.Panels {
			for _, target := range p.Targets {
				finds(t, prometheus, target.Expr, b.Title+", "+p.Title)
			}
		}
	}
}

// renew makes the traces of a recording others than they were in an earlier round.
func renew(batch ptrace.Traces, round byte) {
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				id := span.TraceID()
				id[0] ^= round
				span.SetTraceID(id)
			}
		}
	}
}

// finds asks what Grafana would ask, until there is an answer.
func finds(t *testing.T, prometheus, expr, where string) {
	t.Helper()
	expr = strings.NewReplacer(
		"$__rate_interval", "2m", "$__range", "5m", "$service", ".*", "$agent", ".*", "$tool", ".*", "$model", ".*", "$instance", ".*",
	).Replace(expr)
	require.NotContains(t, expr, "$", where)
	require.Eventually(t, func() bool {
		response, err := http.Get(prometheus + "/api/v1/query?query=" + url.QueryEscape(expr))
		require.NoError(t, err)
		defer response.Body.Close()
		var answer struct {
			Error string
			Data  struct{ Result []any }
		}
		require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
		require.Empty(t, answer.Error, "%s: %s", where, expr)
		return len(answer.Data.Result) > 0
	}, 15*time.Second, 500*time.Millisecond, "%s finds nothing: %s", where, expr)
}
