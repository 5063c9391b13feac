//go:build backends

package openaiagents

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestJavaScript(t *testing.T) {
	dir := node(t)
	m, url := startModel(t)
	p := &pipeline{}
	out := run(t, 2*time.Minute, []string{
		"ENDPOINT=" + startReceiver(t, p), "MODEL=" + url, "OPENAI_API_KEY=sk-mock", "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1",
	}, "node", filepath.Join(dir, "run.mjs"))
	t.Log(out)
	is := read(p)

	var input, cached int64
	calls := 0
	for _, c := range m.calls {
		if c.api == "chat" { // JavaScript's responses carry no usage
			calls++
			input += c.Input
			cached += c.Cached
		}
	}
	require.Equal(t, calls, is.calls)
	require.Equal(t, len(m.calls)-calls, is.withoutUsage)
	require.Equal(t, []int64{input, cached}, []int64{is.input, is.cached})
	require.EqualValues(t, 1171, is.byAgent["triage_agent"])
	require.Equal(t, map[string]int{"triage_agent>billing_agent": 1, "billing_agent>refund_agent": 1}, is.handoffs)
	require.Equal(t, map[string]int{"Customer service": 1, "Phone check": 1, "Failing": 1}, is.workflows)
	require.Equal(t, 1, is.tripped)
	require.Equal(t, map[string]int{"lookup_invoice": 2, "refund": 1}, is.tools)
	require.Equal(t, "thread_123", is.conversations["Customer service"])
	require.GreaterOrEqual(t, is.errors, 3, "the tool, the model, the tripwire")
	require.Zero(t, is.orphans)
	require.Greater(t, is.rolledUp, is.input, "a turn tells what the responses do not")
}
