// Package tracetest is for tests: it opens the recordings of real frameworks and what is known to be true of them, and
// draws a trace as text.
package tracetest

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Recording is what one run of a real framework sent.
type Recording struct {
	Name string
	// Requests are the export requests in the order in which they came.
	Requests []ptrace.Traces
}

// Folder is where the recordings lie, below the module's root.
const Folder = "testdata/traces"

// Root is the module's root folder.
func Root(tb testing.TB) string {
	tb.Helper()
	_, file, _, ok := runtime.Caller(0)
	require.True(tb, ok)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Recordings opens every recording of traces.
func Recordings(tb testing.TB) []Recording {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(Root(tb), Folder, "*.otlp.jsonl"))
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	var list []Recording
	for _, file := range files {
		list = append(list, read(tb, file))
	}
	return list
}

// Open opens one recording by name.
func Open(tb testing.TB, name string) Recording {
	tb.Helper()
	return read(tb, filepath.Join(Root(tb), Folder, name+".otlp.jsonl"))
}

func read(tb testing.TB, file string) Recording {
	tb.Helper()
	f, err := os.Open(file)
	require.NoError(tb, err)
	defer f.Close()
	r := Recording{Name: strings.TrimSuffix(filepath.Base(file), ".otlp.jsonl")}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		request, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(lines.Bytes())
		require.NoError(tb, err, file)
		r.Requests = append(r.Requests, request)
	}
	require.NoError(tb, lines.Err())
	return r
}

// Merged returns all requests as one batch: a copy, to be changed at will.
func (r Recording) Merged() ptrace.Traces {
	all := ptrace.NewTraces()
	for _, request := range r.Requests {
		request.ResourceSpans().RemoveIf(func(rs ptrace.ResourceSpans) bool {
			rs.CopyTo(all.ResourceSpans().AppendEmpty())
			return false
		})
	}
	return all
}

// Expect is what is true of a recording (testdata/traces/INDEX.md explains every field).
type Expect struct {
	Recording       string              `json:"recording"`
	Calls           int64               `json:"calls"`
	InputTokens     int64               `json:"input_tokens"`
	OutputTokens    int64               `json:"output_tokens"`
	CacheReadTokens int64               `json:"cache_read_tokens"`
	ReasoningTokens int64               `json:"reasoning_tokens"`
	CostUSD         float64             `json:"cost_usd"`
	UnpricedCalls   int64               `json:"unpriced_calls"`
	ByModel         map[string]Spending `json:"by_model"`
	ByAgent         map[string]Spending `json:"by_agent"`
	Agents          []string            `json:"agents"`
	AgentsByTrace   [][]string          `json:"agents_by_trace"`
	Transitions     []Transition        `json:"transitions"`
	Ordered         bool                `json:"ordered"`
	Errors          int64               `json:"errors"`
	Accept          struct {
		ByAgentNames   map[string][]string `json:"by_agent_names"`
		AgentsOptional []string            `json:"agents_optional"`
		UnpricedCalls  []int64             `json:"unpriced_calls"`
	} `json:"accept"`
}

// Spending is what one model or agent used.
type Spending struct {
	Calls        int64   `json:"calls"`
	InputTokens  int64   `json:"input_tokens"`
	Input        int64   `json:"input"`
	OutputTokens int64   `json:"output_tokens"`
	Output       int64   `json:"output"`
	CostUSD      float64 `json:"cost_usd"`
}

// Transition is one that must, or may, be found.
type Transition struct {
	From       string   `json:"from"`
	To         string   `json:"to"`
	Kind       string   `json:"kind"`
	EvidenceOK []string `json:"evidence_ok"`
	AcceptFrom []string `json:"accept_from"`
	AcceptKind []string `json:"accept_kind"`
	Required   bool     `json:"required"`
}

// Expected reads what is true of a recording.
func Expected(tb testing.TB, name string) Expect {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(Root(tb), Folder, "expect", name+".json"))
	require.NoError(tb, err)
	var e Expect
	require.NoError(tb, json.Unmarshal(data, &e))
	return e
}
