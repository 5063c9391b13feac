package llmspanprocessor

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadata"
)

// enrich sends a batch through the processor; kind "" leaves it unmarked.
func enrich(tb testing.TB, batch ptrace.Traces, kind wholetrace.Kind, change ...func(*Config)) ptrace.Traces {
	tb.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.LateMemory = 0 // one processor serves many tests, and none may see what another sent
	for _, c := range change {
		c(cfg)
	}
	require.NoError(tb, cfg.Validate())
	ctx := context.Background()
	if kind != "" {
		ctx = wholetrace.NewContext(ctx, wholetrace.Mark{Kind: kind, HandOn: 1, Attempt: 1})
	}
	out, err := shared(tb, cfg).processTraces(ctx, batch)
	require.NoError(tb, err)
	return out
}

// processors are those that tests share, by config: each reads the price table anew.
var processors sync.Map

func shared(tb testing.TB, cfg *Config) *llmSpan {
	tb.Helper()
	key := fmt.Sprintf("%+v", *cfg)
	if p, ok := processors.Load(key); ok {
		return p.(*llmSpan)
	}
	p, err := newProcessor(processortest.NewNopSettings(metadata.Type), cfg)
	require.NoError(tb, err)
	processors.Store(key, p)
	return p
}

func TestRecordings(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want := tracetest.Expected(t, recording.Name)
			check(t, want, agenttrace.Read(enrich(t, recording.Merged(), wholetrace.Whole)))
		})
	}
}

// TestWithoutTheOriginals: the GenAI names alone tell the same.
func TestWithoutTheOriginals(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			bare := func(c *Config) { c.KeepOriginal = false }
			out := enrich(t, recording.Merged(), wholetrace.Whole, bare)
			check(t, tracetest.Expected(t, recording.Name), agenttrace.Read(out))
			forEach(out, func(_ ptrace.ScopeSpans, span ptrace.Span) {
				if v, ok := span.Attributes().Get(genai.SpanRole); !ok || v.Str() != string(genai.RoleCall) {
					return
				}
				for key := range span.Attributes().All() {
					for _, own := range []string{"llm.token_count.", "llm.input_messages.", "ai.usage.", "gen_ai.prompt.", "gen_ai.usage.prompt_tokens"} {
						assert.False(t, strings.HasPrefix(key, own), "%s is still on %s", key, span.Name())
					}
				}
			})
			once := encode(t, out)
			require.Equal(t, once, encode(t, enrich(t, out, wholetrace.Whole, bare)))
		})
	}
}

// check holds the traces of a recording against what is true of it.
func check(t *testing.T, want tracetest.Expect, traces []*agenttrace.Trace) {
	t.Helper()
	slices.SortStableFunc(traces, func(a, b *agenttrace.Trace) int { return cmp.Compare(a.Start, b.Start) })
	var calls, unpriced, input, output, cached, reasoning, errors int64
	var cost float64
	byAgent := map[string]tracetest.Spending{}
	var agents []string
	byTrace := [][]string{}
	var transitions []agenttrace.Transition
	for _, trace := range traces {
		errors += int64(trace.Errors)
		transitions = append(transitions, trace.Transitions...)
		var here []string
		for _, a := range trace.Agents {
			if slices.Contains(want.Accept.AgentsOptional, a) && !slices.Contains(want.Agents, a) {
				continue
			}
			here = append(here, a)
			if !slices.Contains(agents, a) {
				agents = append(agents, a)
			}
		}
		if len(here) > 0 {
			byTrace = append(byTrace, here)
		}
		for _, c := range trace.Calls {
			if !c.HasUsage {
				unpriced++
				continue
			}
			calls++
			input += c.Input
			output += c.Output
			cached += c.CacheRead
			reasoning += c.Reasoning
			cost += c.Cost
			s := byAgent[c.Agent]
			s.Calls, s.Input, s.CostUSD = s.Calls+1, s.Input+c.Input, s.CostUSD+c.Cost
			byAgent[c.Agent] = s
		}
	}
	assert.Equal(t, want.Calls, calls, "calls")
	assert.True(t, unpriced == want.UnpricedCalls || slices.Contains(want.Accept.UnpricedCalls, unpriced), "unpriced calls: %d, want %d", unpriced, want.UnpricedCalls)
	assert.Equal(t, want.InputTokens, input, "input tokens")
	assert.Equal(t, want.OutputTokens, output, "output tokens")
	assert.Equal(t, want.CacheReadTokens, cached, "cached tokens")
	assert.Equal(t, want.ReasoningTokens, reasoning, "reasoning tokens")
	assert.InDelta(t, want.CostUSD, cost, 1e-9, "cost")
	assert.Equal(t, want.Errors, errors, "errors")
	assert.Equal(t, want.AgentsByTrace, byTrace, "agents by trace")
	assert.ElementsMatch(t, want.Agents, agents, "agents")
	checkSpending(t, want, byAgent)
	checkTransitions(t, want, transitions)
}

func checkSpending(t *testing.T, want tracetest.Expect, got map[string]tracetest.Spending) {
	t.Helper()
	for name, w := range want.ByAgent {
		names := append([]string{name}, want.Accept.ByAgentNames[name]...)
		i := slices.IndexFunc(names, func(s string) bool { _, ok := got[s]; return ok })
		if !assert.GreaterOrEqual(t, i, 0, "no calls of agent %q, only of %v", name, got) {
			continue
		}
		g := got[names[i]]
		assert.Equal(t, w.Calls, g.Calls, "calls of %q", name)
		assert.Equal(t, w.Input, g.Input, "input tokens of %q", name)
		assert.InDelta(t, w.CostUSD, g.CostUSD, 1e-9, "cost of %q", name)
		delete(got, names[i])
	}
	assert.Empty(t, got, "agents that spent nothing")
}

// checkTransitions wants every required transition once, and no other but the optional ones.
func checkTransitions(t *testing.T, want tracetest.Expect, got []agenttrace.Transition) {
	t.Helper()
	left := slices.Clone(want.Transitions)
	at := 0
	for _, g := range got {
		i := slices.IndexFunc(left, func(w tracetest.Transition) bool { return accepts(w, g) })
		if !assert.GreaterOrEqual(t, i, 0, "unexpected transition %+v", g) {
			continue
		}
		if want.Ordered {
			assert.GreaterOrEqual(t, i, at, "%s > %s is out of order", g.From, g.To)
			at = i
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, w := range left {
		assert.False(t, w.Required, "missing transition %s > %s (%s)", w.From, w.To, w.Kind)
	}
}

func accepts(w tracetest.Transition, g agenttrace.Transition) bool {
	return w.To == g.To &&
		(w.From == g.From || slices.Contains(w.AcceptFrom, g.From)) &&
		(w.Kind == g.Kind || slices.Contains(w.AcceptKind, g.Kind)) &&
		slices.Contains(w.EvidenceOK, g.Evidence)
}
