//go:build backends

package openaiagents

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// told is what the spans of a run say.
type told struct {
	calls, withoutUsage, withoutModel, errors, tripped int
	input, output, cached, reasoning                   int64
	byAgent                                            map[string]int64 // input tokens
	handoffs                                           map[string]int   // "from>to"
	workflows                                          map[string]int
	agents                                             map[string]int // "workflow: agent"
	tools                                              map[string]int
	conversations                                      map[string]string // workflow -> group id
	content                                            int               // attributes that hold what was said
	orphans                                            int
	rolledUp                                           int64 // input tokens of turns
}

func read(p *pipeline) told {
	is := told{
		byAgent: map[string]int64{}, handoffs: map[string]int{}, workflows: map[string]int{}, agents: map[string]int{},
		tools: map[string]int{}, conversations: map[string]string{},
	}
	spans := map[pcommon.SpanID]ptrace.Span{}
	for _, traces := range p.AllTraces() {
		for _, resource := range traces.ResourceSpans().All() {
			for _, scope := range resource.ScopeSpans().All() {
				for _, span := range scope.Spans().All() {
					spans[span.SpanID()] = span
				}
			}
		}
	}
	for _, span := range spans {
		is.add(spans, span)
	}
	return is
}

func (is *told) add(spans map[pcommon.SpanID]ptrace.Span, span ptrace.Span) {
	if span.Status().Code() == ptrace.StatusCodeError {
		is.errors++
	}
	if _, ok := spans[span.ParentSpanID()]; !ok && !span.ParentSpanID().IsEmpty() {
		is.orphans++
	}
	for _, key := range []string{genai.InputMessages, genai.OutputMessages, genai.ToolCallArguments, genai.ToolCallResult} {
		if text(span, key) != "" {
			is.content++
		}
	}
	switch text(span, genai.OpenAIAgentsType) {
	case "trace":
		is.workflows[text(span, genai.WorkflowName)]++
		is.conversations[text(span, genai.WorkflowName)] = text(span, genai.ConversationID)
	case "agent":
		is.agents[workflow(spans, span)+": "+text(span, genai.AgentName)]++
	case "function":
		is.tools[text(span, genai.ToolName)]++
	case "handoff":
		is.handoffs[text(span, genai.HandoffFromAgent)+">"+text(span, genai.HandoffToAgent)]++
	case "guardrail":
		if triggered, _ := span.Attributes().Get(genai.OpenAIAgentsTriggered); triggered.Bool() {
			is.tripped++
		}
	case "turn":
		is.rolledUp += number(span, genai.AggregatedPrefix+"input_tokens")
	case "generation", "response":
		is.addCall(spans, span)
	}
}

func (is *told) addCall(spans map[pcommon.SpanID]ptrace.Span, span ptrace.Span) {
	if _, ok := span.Attributes().Get(genai.UsageInputTokens); !ok {
		is.withoutUsage++
		return
	}
	is.calls++
	if text(span, genai.RequestModel) == "" {
		is.withoutModel++
	}
	is.input += number(span, genai.UsageInputTokens)
	is.output += number(span, genai.UsageOutputTokens)
	is.cached += number(span, genai.UsageCacheRead)
	is.reasoning += number(span, genai.UsageReasoning)
	for at, ok := span, true; ok; at, ok = spans[at.ParentSpanID()] {
		if text(at, genai.OpenAIAgentsType) == "agent" {
			is.byAgent[text(at, genai.AgentName)] += number(span, genai.UsageInputTokens)
			return
		}
	}
}

func workflow(spans map[pcommon.SpanID]ptrace.Span, span ptrace.Span) string {
	for at, ok := span, true; ok; at, ok = spans[at.ParentSpanID()] {
		if at.ParentSpanID().IsEmpty() {
			return text(at, genai.WorkflowName)
		}
	}
	return ""
}

func text(span ptrace.Span, key string) string {
	if value, ok := span.Attributes().Get(key); ok {
		return value.AsString()
	}
	return ""
}

func number(span ptrace.Span, key string) int64 {
	if value, ok := span.Attributes().Get(key); ok {
		return value.Int()
	}
	return 0
}
