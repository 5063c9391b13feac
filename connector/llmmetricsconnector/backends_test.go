//go:build backends

package llmmetricsconnector

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/program"
	"github.com/otelcol-baton/baton/internal/program/programtest"
)

// TestABudgetInTheRunningProgram sends spans of an agent that repeats its call's usage to the program with testdata/live.yaml:
// the breach is told at once, taken back when the trace is whole, and what was spent survives a kill.
func TestABudgetInTheRunningProgram(t *testing.T) {
	free, err := program.FreeAddresses(2)
	require.NoError(t, err)
	otlp, metrics := free[0], free[1]
	binary, folder := programtest.Binary(t), t.TempDir()
	events := filepath.Join(folder, "events.jsonl")
	p := startLive(t, binary, folder, events, otlp, metrics)

	// As llm_span sees them one by one, both are calls: 0.0125 USD each.
	usage := map[string]any{
		genai.ProviderName: "openai", genai.RequestModel: "gpt-4o", genai.UsageInputTokens: 5000, genai.UsageOutputTokens: 0, genai.OperationName: "chat",
	}
	spans := write(t,
		span{trace: 1, id: 1, to: 9, attrs: with(map[string]any{"user.id": "ann"}, usage)},
		span{trace: 1, id: 2, parent: 1, from: 1, to: 8, attrs: with(map[string]any{"user.id": "ann"}, usage)},
	)
	sent := time.Now()
	programtest.Post(t, otlp, spans)
	require.Eventually(t, func() bool { return shareUsed(t, metrics) > 1 && strings.Contains(text(events), genai.EventBudget) }, 2*time.Second, 20*time.Millisecond)
	t.Logf("told after %s", time.Since(sent))
	require.InDelta(t, 1.25, shareUsed(t, metrics), 1e-9)
	require.Contains(t, text(events), "budget user has used 100 %")
	require.Eventually(t, func() bool { return shareUsed(t, metrics) < 1 }, 30*time.Second, 100*time.Millisecond)
	require.InDelta(t, 0.625, shareUsed(t, metrics), 1e-9, "the outer call repeats the inner one")

	require.Eventually(t, func() bool { return isSettled(t, folder) }, 30*time.Second, 100*time.Millisecond)
	p.Kill()
	startLive(t, binary, folder, events, otlp, metrics)
	require.Eventually(t, func() bool { return shareUsed(t, metrics) > 0 }, 30*time.Second, 100*time.Millisecond)
	require.InDelta(t, 0.625, shareUsed(t, metrics), 1e-9)
}

func startLive(t *testing.T, binary, folder, events, otlp, metrics string) *program.Program {
	t.Helper()
	return programtest.Start(t, binary, []string{
		"file:testdata/live.yaml",
		"yaml:receivers::otlp::protocols::http::endpoint: " + otlp,
		"yaml:exporters::prometheus::endpoint: " + metrics,
		"yaml:exporters::file::path: " + events,
		"yaml:extensions::file_storage::directory: " + folder,
		"yaml:connectors::llm_metrics/live::interval: 1s",
	}, otlp, metrics)
}

// shareOfAnn is the line of the budget in what Prometheus would scrape.
var shareOfAnn = regexp.MustCompile(`(?m)^baton_budget_used_ratio\{.*user_id="ann".*\} (\S+)$`)

func shareUsed(t *testing.T, address string) float64 {
	t.Helper()
	response, err := http.Get("http://" + address + "/metrics")
	require.NoError(t, err)
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	m := shareOfAnn.FindSubmatch(page)
	if m == nil {
		return 0
	}
	share, err := strconv.ParseFloat(string(m[1]), 64)
	require.NoError(t, err)
	return share
}

// isSettled says that the state has been saved: a kill may lose what came in the last moment.
func isSettled(t *testing.T, folder string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "connector_*"))
	require.NoError(t, err)
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(t, err)
		if time.Since(info.ModTime()) < 2*soon {
			return false
		}
	}
	return len(files) > 0
}

func text(file string) string {
	data, _ := os.ReadFile(file) // not there yet is empty
	return string(data)
}
