package llmsamplingprocessor

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// agentTrace is an enriched trace of ten spans with 20 attributes each, as llm_span hands it on.
func agentTrace() ptrace.Traces {
	n := 0
	return oneTrace(traceID(1), 10, func(span ptrace.Span) {
		n++
		attrs := span.Attributes()
		attrs.PutStr(genai.Dialect, "otel")
		attrs.PutStr(genai.SpanRole, string([]genai.Role{genai.RoleCall, genai.RoleTool, genai.RoleAgent}[n%3]))
		attrs.PutStr(genai.OperationName, genai.OpChat)
		attrs.PutStr(genai.ProviderName, "openai")
		attrs.PutStr(genai.RequestModel, "gpt-4o")
		attrs.PutStr(genai.ResponseModel, "gpt-4o-2024-08-06")
		attrs.PutStr(genai.AgentName, fmt.Sprintf("agent-%d", n%4))
		attrs.PutInt(genai.UsageInputTokens, 1200)
		attrs.PutInt(genai.UsageOutputTokens, 80)
		attrs.PutDouble(genai.CostTotal, 0.004)
		attrs.PutStr(genai.InputMessages, strings.Repeat("a message ", 200))
		for i := range 9 {
			attrs.PutStr(fmt.Sprintf("some.other.attribute.%d", i), "value")
		}
		if span.ParentSpanID().IsEmpty() {
			enriched(0.04, 12_000)(span)
			attrs.PutEmptySlice(genai.TraceAgents).AppendEmpty().SetStr("agent-1")
		}
	})
}

// Rules of which none but the last takes the trace.
var (
	noRule      = `otherwise: none`
	twentyRules = `
rules:
  - {name: errors, when: {status: error}, keep: all}
  - {name: dear, when: {cost_usd: {min: 0.5}}, keep: all}
  - {name: loops, when: {loop: true}, keep: all}
  - {name: slow, when: {duration: {min: 1m}}, keep: all}
  - {name: large, when: {spans: {min: 1000}}, keep: all}
  - {name: cheap, when: {all: [{cost_usd: {max: 0}}, {calls: {min: 1}}]}, keep: all}
  - {name: tokens, when: {tokens: {min: 100_000}}, keep: all}
  - {name: calls, when: {calls: {min: 50}}, keep: all}
  - {name: ping-pong, when: {transitions: {min: 30}}, keep: all}
  - {name: payment, when: {service: payment}, keep: all}
  - {name: refunds, when: {agent: refunds}, keep: all}
  - {name: preview, when: {model: [gpt-6-preview, gpt-6]}, keep: all}
  - {name: azure, when: {provider: azure}, keep: all}
  - {name: shell, when: {tool: [shell, exec]}, keep: all}
  - {name: timeouts, when: {error_type: timeout}, keep: all}
  - {name: escalations, when: {handoff: {to: human}}, keep: all}
  - {name: vip, when: {attribute: {key: user.tier, in: [vip]}}, keep: all}
  - {name: canary, when: {attribute: {key: deployment.environment.name, in: [canary], scope: resource}}, keep: all}
  - {name: tests, when: {attribute: {key: test, exists: true, scope: root}}, keep: none}
  - {name: crew, when: {dialect: crewai}, keep: all}
otherwise: none
`
)

func TestDecidingAllocatesNothing(t *testing.T) {
	for _, text := range []string{noRule, twentyRules, "otherwise: none\nbudget: {spans_per_second: 100, bytes_per_second: 10000, usd_per_day: 5}"} {
		p, _, _ := newTestProcessor(t, text)
		td := agentTrace()
		ctx := wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole})
		allocated := testing.AllocsPerRun(2000, func() {
			if err := p.ConsumeTraces(ctx, td); err != nil {
				t.Error(err)
			}
		})
		require.LessOrEqual(t, allocated, 1.0) // a garbage collection may empty the pool of desks
	}
}

func BenchmarkDecide(b *testing.B) {
	for name, text := range map[string]string{
		"no rule":      noRule,
		"one rule":     "rules: [{name: shell, when: {tool: [shell, exec]}, keep: all}]\notherwise: none",
		"bytes":        "rules: [{name: heavy, when: {bytes: {min: 10_000_000}}, keep: all}]\notherwise: none",
		"twenty rules": twentyRules,
		"adaptive":     "rules: [{name: rest, keep: {adaptive: {goal: 0.000001/s, by: [service, agent, model]}}}]",
		"budget":       "{otherwise: none, budget: {spans_per_second: 100, bytes_per_second: 10000, usd_per_day: 5}}",
		"policies":     "policies: [{name: e, type: status_code, status_code: {status_codes: [ERROR]}}, {name: s, type: string_attribute, string_attribute: {key: user.tier, values: [vip]}}]",
	} {
		b.Run(name, func(b *testing.B) {
			p, _, _ := newTestProcessor(b, text)
			td := agentTrace()
			ctx := wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole})
			b.ReportAllocs()
			for b.Loop() {
				if err := p.ConsumeTraces(ctx, td); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
