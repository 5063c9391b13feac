//go:build backends

package openaiagents

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// expected is testdata/traces/expect/openai-agents-ingest.json: the same runs, recorded.
type expected struct {
	Calls        int   `json:"calls"`
	Unpriced     int   `json:"unpriced_calls"`
	WithoutModel int   `json:"calls_without_model"`
	Input        int64 `json:"input_tokens"`
	Output       int64 `json:"output_tokens"`
	CacheRead    int64 `json:"cache_read_tokens"`
	Reasoning    int64 `json:"reasoning_tokens"`
	Traces       int   `json:"traces"`
	ErrorSpans   int   `json:"error_spans"`
	ByAgent      map[string]struct{ Input int64 }
	Agents       []string
	Transitions  []struct{ From, To, Kind string }
}

func expectation(t *testing.T) expected {
	var want expected
	content, err := os.ReadFile("../../testdata/traces/expect/openai-agents-ingest.json")
	require.NoError(t, err)
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(content, &fields))
	require.NoError(t, json.Unmarshal(content, &want))
	require.NoError(t, json.Unmarshal(fields["by_agent"], &want.ByAgent))
	return want
}

func runPython(t *testing.T, requirements string, p *pipeline, more ...string) (*model, told) {
	interpreter := python(t, requirements)
	m, url := startModel(t)
	environ := append([]string{
		"ENDPOINT=" + startReceiver(t, p), "MODEL=" + url, "OPENAI_API_KEY=sk-mock", "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1",
	}, more...)
	out := run(t, 2*time.Minute, environ, interpreter, "testdata/python/run.py")
	t.Log(out)
	return m, read(p)
}

func TestPython024_agrees_with_the_recording(t *testing.T) {
	want := expectation(t)
	_, is := runPython(t, "requirements-0.24.txt", &pipeline{})

	require.Equal(t, want.Calls, is.calls)
	require.Equal(t, want.Unpriced, is.withoutUsage)
	require.Equal(t, want.WithoutModel, is.withoutModel)
	require.Equal(t, []int64{want.Input, want.Output, want.CacheRead, want.Reasoning}, []int64{is.input, is.output, is.cached, is.reasoning})
	for agent, usage := range want.ByAgent {
		require.Equal(t, usage.Input, is.byAgent[agent], agent)
	}
	require.Equal(t, want.ErrorSpans, is.errors)
	require.Equal(t, 2, is.tripped)
	require.Equal(t, map[string]int{"triage_agent>billing_agent": 1, "billing_agent>refund_agent": 1}, is.handoffs)
	require.Equal(t, map[string]int{"Customer service": 1, "Homework": 1, "Phone check": 1, "Translate": 1, "Failing": 1, "Streaming": 2}, is.workflows)
	require.Equal(t, map[string]int{
		"Customer service: triage_agent": 1, "Customer service: billing_agent": 1, "Customer service: refund_agent": 1,
		"Homework: tutor": 1, "Homework: guard_agent": 1, "Phone check: poet": 1, "Failing: flaky": 1, "Streaming: streamer": 2,
		"Translate: orchestrator": 1, "Translate: spanish_agent": 1, "Translate: french_agent": 1,
	}, is.agents)
	require.Equal(t, map[string]int{"lookup_invoice": 4, "refund": 1, "to_spanish": 1, "to_french": 1}, is.tools)
	require.Equal(t, "thread_123", is.conversations["Customer service"])
	require.Zero(t, is.orphans)
	require.Greater(t, is.rolledUp, is.input, "a turn repeats the calls of the runs inside it")
}

func TestPython02_sends_less_and_is_taken_all_the_same(t *testing.T) {
	m, is := runPython(t, "requirements-0.2.txt", &pipeline{})
	var input int64
	calls := 0
	for _, c := range m.calls {
		if c.api == "chat" && c.told && c.Error == 0 { // responses carry no usage in 0.2
			input += c.Input
			calls++
		}
	}
	require.Equal(t, calls, is.calls)
	require.Equal(t, input, is.input)
	require.Equal(t, len(m.calls)-calls, is.withoutUsage)
	require.Equal(t, map[string]int{"triage_agent>billing_agent": 1, "billing_agent>refund_agent": 1}, is.handoffs)
	require.Equal(t, 2, is.tripped)
	require.Len(t, is.workflows, 6)
	require.Equal(t, 1, is.agents["Translate: french_agent"])
	require.Zero(t, is.orphans)
}

func TestPython024_comes_again_when_the_pipeline_is_full(t *testing.T) {
	p := &pipeline{}
	p.refuse.Store(1)
	_, is := runPython(t, "requirements-0.24.txt", p, "LINGER=9")
	require.EqualValues(t, 1, p.refused.Load())
	want := expectation(t)
	require.Equal(t, want.Calls, is.calls)
	require.Len(t, is.workflows, 6)
	require.Zero(t, is.orphans)
}

func TestPython024_keeps_to_itself_what_is_sensitive(t *testing.T) {
	_, is := runPython(t, "requirements-0.24.txt", &pipeline{}, "SENSITIVE=no")
	require.Equal(t, expectation(t).Calls, is.calls)
	require.LessOrEqual(t, is.content, 1, "only the SDK's own words for a tool that failed")
}

// What the README says to write is what the programs here do.
func TestReadmeSaysWhatTheProgramsDo(t *testing.T) {
	readme, err := os.ReadFile("../../receiver/openaiagentsreceiver/README.md")
	require.NoError(t, err)
	for file, line := range map[string]string{
		"python/run.py":      `agents.tracing.processors.default_exporter().endpoint = `,
		"javascript/run.mjs": `new BatchTraceProcessor(new OpenAITracingExporter({ endpoint: `,
	} {
		program, err := os.ReadFile(filepath.Join("testdata", file))
		require.NoError(t, err)
		require.Contains(t, string(program), line)
		require.Contains(t, string(readme), line)
	}
}
