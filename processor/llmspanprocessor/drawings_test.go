package llmspanprocessor

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
)

// TestDrawings runs the cases of testdata/*.trace: traces drawn as text with what must come of them.
func TestDrawings(t *testing.T) {
	files, err := filepath.Glob("testdata/*.trace")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		for _, drawing := range tracetest.Drawings(t, file) {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".trace")+"/"+drawing.Name, func(t *testing.T) {
				require.NotEmpty(t, drawing.Expect, "a case without expectations tests nothing")
				naive := naiveTokens(drawing.Traces)
				out := enrich(t, drawing.Traces, wholetrace.Whole)
				holdAgainst(t, drawing.Expect, out, naive)
			})
		}
	}
}

// holdAgainst checks every line of an expectation. Transitions are checked as a whole as soon as one is named.
func holdAgainst(t *testing.T, expect []string, out ptrace.Traces, naive int64) {
	t.Helper()
	traces := agenttrace.Read(out)
	var sum agenttrace.Trace
	var transitions, wanted []string
	for _, trace := range traces {
		sum.Agents = append(sum.Agents, trace.Agents...)
		sum.Calls = append(sum.Calls, trace.Calls...)
		sum.Tools = append(sum.Tools, trace.Tools...)
		sum.Errors += trace.Errors
		sum.Cost += trace.Cost
		sum.Loop += trace.Loop
		for _, x := range trace.Transitions {
			transitions = append(transitions, fmt.Sprintf("%s -> %s %s %s", x.From, x.To, x.Kind, x.Evidence))
		}
	}
	for _, line := range expect {
		word, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		switch {
		case strings.Contains(line, " -> "):
			wanted = append(wanted, edges(line)...)
		case word == "no" && rest == "transitions":
			assert.Empty(t, transitions)
		case word == "agents":
			assert.Equal(t, rest, strings.Join(sum.Agents, ", "), "agents")
		case word == "loop":
			assert.Equal(t, rest, sum.Loop, "loop")
		case word == "calls" && strings.HasPrefix(rest, "of "):
			checkCallsOf(t, rest, sum.Calls)
		case word == "cost":
			assert.InDelta(t, float(t, rest), sum.Cost, 1e-12, "cost")
		case word == "naive":
			real := callTokens(sum.Calls)
			assert.GreaterOrEqual(t, float64(naive), float(t, rest)*float64(real), "adding up naively is only %d of %d", naive, real)
		case word == "span":
			checkSpan(t, out, rest)
		case word == "gone":
			assert.False(t, hasSpan(out, rest), "span %s is still there", rest)
		default:
			checkCount(t, word, rest, sum)
		}
	}
	if len(wanted) > 0 {
		assert.Equal(t, wanted, transitions, "transitions")
	}
}

// edges reads "a, b -> c kind evidence".
func edges(line string) []string {
	from, rest, _ := strings.Cut(line, " -> ")
	f := strings.Fields(rest)
	var list []string
	for name := range strings.SplitSeq(from, ", ") {
		list = append(list, fmt.Sprintf("%s -> %s %s %s", strings.TrimSpace(name), f[0], f[1], f[2]))
	}
	return list
}

func checkCount(t *testing.T, word, rest string, sum agenttrace.Trace) {
	t.Helper()
	var calls, unpriced, input, output, cached, written, reasoning int64
	for _, c := range sum.Calls {
		if !c.HasUsage {
			unpriced++
			continue
		}
		calls++
		input, output, cached = input+c.Input, output+c.Output, cached+c.CacheRead
		written, reasoning = written+c.CacheWrite, reasoning+c.Reasoning
	}
	got, ok := map[string]int64{
		"calls": calls, "unpriced": unpriced, "input": input, "output": output, "cached": cached, "written": written,
		"reasoning": reasoning, "tools": int64(len(sum.Tools)), "errors": int64(sum.Errors),
	}[word]
	require.True(t, ok, "unknown expectation %q", word)
	assert.Equal(t, int64(float(t, rest)), got, word)
}

// checkCallsOf reads "of AGENT N".
func checkCallsOf(t *testing.T, rest string, calls []agenttrace.Call) {
	t.Helper()
	f := strings.Fields(rest)
	n := 0
	for _, c := range calls {
		if c.Agent == f[1] {
			n++
		}
	}
	assert.Equal(t, f[2], strconv.Itoa(n), "calls of %s", f[1])
}

// checkSpan reads "NAME key=value…": attributes of the first span of that name; key=absent says that there is none, role
// and parent stand for what they say.
func checkSpan(t *testing.T, out ptrace.Traces, rest string) {
	t.Helper()
	name, list, ok := strings.Cut(rest, ": ")
	require.True(t, ok, "write span NAME: key=value")
	span, ok := findSpan(out, name)
	require.True(t, ok, "no span %q", name)
	for pair := range strings.SplitSeq(list, "; ") {
		key, want, _ := strings.Cut(pair, "=")
		switch key {
		case "role":
			key = genai.SpanRole
		case "status":
			assert.Equal(t, want, span.Status().Code().String(), "status of %s", name)
			continue
		case "parent":
			parent, found := findSpan(out, want)
			assert.True(t, found && parent.SpanID() == span.ParentSpanID(), "parent of %s", name)
			continue
		}
		v, has := span.Attributes().Get(key)
		if want == "absent" {
			assert.False(t, has, "%s of %s", key, name)
			continue
		}
		if assert.True(t, has, "%s of %s is missing", key, name) {
			assert.Equal(t, want, v.AsString(), "%s of %s", key, name)
		}
	}
}

func findSpan(out ptrace.Traces, name string) (ptrace.Span, bool) {
	for _, rs := range out.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				if span.Name() == name {
					return span, true
				}
			}
		}
	}
	return ptrace.Span{}, false
}

func hasSpan(out ptrace.Traces, name string) bool {
	_, ok := findSpan(out, name)
	return ok
}

// naiveTokens adds up every span's token attributes under any name, as a tool does that knows no roll-ups.
func naiveTokens(batch ptrace.Traces) int64 {
	reader := dialect.NewReader()
	var sum int64
	var facts dialect.Facts
	var scratch dialect.Scratch
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				scope := dialect.Scope{Name: ss.Scope().Name(), Version: ss.Scope().Version(), Resource: rs.Resource().Attributes()}
				reader.Read(scope, span, &facts, &scratch)
				sum += facts.Whole(dialect.InputTokens) + facts.Whole(dialect.OutputTokens)
			}
		}
	}
	return sum
}

func callTokens(calls []agenttrace.Call) int64 {
	var sum int64
	for _, c := range calls {
		sum += c.Input + c.Output
	}
	return sum
}

func float(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return x
}
