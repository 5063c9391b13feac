package llmsamplingprocessor

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// mostAllocations is how many allocations a decision may take.
const mostAllocations = 2

// Everything but OTTL, whose paths and functions allocate as they like.
func TestDecidingAllocatesNextToNothing(t *testing.T) {
	configs := map[string]string{
		"no rule": noRule, "twenty rules": twentyRules, "bytes": bytesRule, "adaptive": adaptiveRule, "budgets": threeBudgets,
		"adaptive by all":      "rules: [{name: rest, keep: {adaptive: {goal: 1%, by: [service, agent, model, provider, tool, dialect, status, error_type, name]}}}]",
		"trace state":          "rules: [{name: r, when: {trace_state: {key: vendor, in: [none]}}, keep: all}]\notherwise: none",
		"expression":           "rules: [{name: r, when: {attribute: {key: gen_ai.request.model, matches: ^claude}}, keep: all}]\notherwise: none",
		"number":               "rules: [{name: r, when: {attribute: {key: gen_ai.usage.input_tokens, min: 1e9}}, keep: all}]\notherwise: none",
		"nested":               "rules: [{name: r, when: {not: {any: [{tool: x}, {status: unset}]}}, keep: all}]\notherwise: none",
		"budgets of rules":     "{rules: [{name: r, when: {model: gpt-4o}, keep: all, budget: {spans_per_second: 1}}], otherwise: none, budget: {spans_per_second: 2}}",
		"consistent policies":  "{policies: " + policyLists["bytes_limiting narrow"] + ", consistent: true}",
		"consistent composite": "{policies: " + policyLists["composite in its budget"] + ", consistent: true}",
	}
	for name, list := range policyLists {
		if !strings.Contains(list, "ottl_condition") {
			configs["policy "+name] = "policies: " + list
		}
	}
	made, odd := agentTrace(), randomTrace(rand.New(rand.NewPCG(1, 1)), 1)
	// A trace state that has the entry asked for is parsed, as contrib does, which allocates: the trace is kept then.
	for _, span := range append(eachSpan(made), eachSpan(odd)...) {
		span.TraceState().FromRaw("other=x,ot=th:0")
	}
	for _, name := range slices.Sorted(maps.Keys(configs)) {
		t.Run(name, func(t *testing.T) {
			decide := decider(t, configs[name])
			require.LessOrEqual(t, testing.AllocsPerRun(500, func() { decide(made) }), float64(mostAllocations))
			require.LessOrEqual(t, testing.AllocsPerRun(500, func() { decide(odd) }), float64(mostAllocations))
		})
	}
}

func TestDecidingOnABatchOfManyTracesAllocatesNextToNothing(t *testing.T) {
	const traces = 100
	batch := ptrace.NewTraces()
	for n := range uint64(traces) {
		addTrace(batch, traceID(n), 3)
	}
	for name, text := range map[string]string{"rules": twentyRules, "all kept": "otherwise: all", "budgets": threeBudgets, "policies": twoPolicies} {
		t.Run(name, func(t *testing.T) {
			decide := decider(t, text)
			decide(batch)
			require.LessOrEqual(t, testing.AllocsPerRun(100, func() { decide(batch) })/traces, float64(mostAllocations))
		})
	}
}
