package batch

import (
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Totals is what a trace used.
type Totals struct {
	Cost        float64 // USD
	Tokens      float64 // input and output
	Calls       float64
	Transitions float64
	Loop        bool
	Agents      pcommon.Slice // names in order of first turn; only valid when HasAgents
	HasAgents   bool
}

// totals reads the root's roll-up, or where llm_span wrote none (a part of a trace, a late span), adds the spans up.
func totals(t *Trace, b *Batch) Totals {
	var sum Totals
	if sum.readRoot(t.Root(b).Attributes()) {
		return sum
	}
	for at := t.first; at != none; at = b.Spans[at].next {
		sum.add(b.Spans[at].Span)
	}
	return sum
}

// readRoot says whether the attributes held a roll-up.
func (s *Totals) readRoot(attrs pcommon.Map) bool {
	found := false
	for key, v := range attrs.All() {
		if len(key) < len(tracePrefix) || key[:len(tracePrefix)] != tracePrefix {
			continue
		}
		switch key {
		case genai.TraceCost:
			s.Cost = amount(v)
		case genai.TraceInputTokens, genai.TraceOutputTokens:
			s.Tokens += amount(v)
		case genai.TraceCalls:
			s.Calls = amount(v)
			found = true
		case genai.TraceTransitions:
			s.Transitions = amount(v)
		case genai.TraceLoop:
			s.Loop = true
		case genai.TraceAgents:
			if v.Type() == pcommon.ValueTypeSlice {
				s.Agents, s.HasAgents = v.Slice(), true
			}
		}
	}
	return found
}

// tracePrefix begins every attribute of the roll-up.
const tracePrefix = "baton.trace."

// add takes in one span of a trace without a roll-up.
func (s *Totals) add(span ptrace.Span) {
	var cost, tokens float64
	call := false
	for key, v := range span.Attributes().All() {
		switch key {
		case genai.SpanRole:
			call = genai.Role(v.Str()) == genai.RoleCall
		case genai.CostTotal:
			cost = amount(v)
		case genai.UsageInputTokens, genai.UsageOutputTokens:
			tokens += amount(v)
		case genai.TransitionSeq:
			s.Transitions++
		}
	}
	if call {
		s.Calls++
		s.Cost += cost
		s.Tokens += tokens
	}
}

// amount is the value of a number that counts something. A sender may write anything; what is no amount counts as none.
func amount(v pcommon.Value) float64 {
	if n := Number(v); n > 0 && n <= math.MaxInt64 {
		return n
	}
	return 0
}

// Number is the value of a number, 0 of anything else.
func Number(v pcommon.Value) float64 {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return float64(v.Int())
	case pcommon.ValueTypeDouble:
		return v.Double()
	default:
		return 0
	}
}
