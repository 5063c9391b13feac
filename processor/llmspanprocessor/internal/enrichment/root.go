package enrichment

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/turn"
)

// Totals is what the root of a trace tells of all of it.
type Totals struct {
	Cost                                float64
	Calls, Unpriced, Tools, Errors      int64
	Input, Output, CacheRead, Reasoning int64
	Result                              turn.Result
}

// Sum adds up a trace. Calls are those whose usage is known; calls seen without usage (streamed without it, failed) are
// counted apart.
func Sum(t *spantree.Tree, result turn.Result) Totals {
	totals := Totals{Result: result}
	for _, n := range t.Nodes {
		switch n.Role {
		case genai.RoleCall:
			totals.call(n)
		case genai.RoleTool:
			totals.Tools++
			if n.Failed() {
				totals.Errors++
			}
		}
	}
	return totals
}

func (s *Totals) call(n *spantree.Node) {
	if n.Failed() {
		s.Errors++
	}
	if !n.Usage.Told() && !wasPriced(n) {
		if !n.Facts.Dialect.IsFree(n.Span.Name()) {
			s.Unpriced++
		}
		return
	}
	s.Calls++
	s.Input += n.Usage.Input
	s.Output += n.Usage.Output
	s.CacheRead += n.Usage.CacheRead
	s.Reasoning += n.Usage.Reasoning
	if v, ok := n.Span.Attributes().Get(genai.CostTotal); ok {
		s.Cost += v.Double()
	}
}

// wasPriced says whether a call has a cost that the table told, as one that is billed by images or searches may have
// without any tokens.
func wasPriced(n *spantree.Node) bool {
	v, ok := n.Span.Attributes().Get(genai.CostSource)
	return ok && (v.Str() == genai.SourceComputed || v.Str() == genai.SourceEstimated)
}

// Root is the span that carries the totals: the earliest kept root; where no root was seen, the earliest kept span, and
// partial is true. nil when nothing is kept.
func Root(t *spantree.Tree) (root *spantree.Node, partial bool) {
	var first *spantree.Node
	for _, n := range t.Nodes {
		if n.Folded {
			continue
		}
		if n.Span.ParentSpanID().IsEmpty() {
			return n, false
		}
		if first == nil {
			first = n
		}
	}
	return first, true
}

// TotalsRoom is how many attributes Write adds at most.
const TotalsRoom = 13

// Write puts the totals on the root span.
func (s *Totals) Write(root ptrace.Span, partial bool) {
	attrs := root.Attributes()
	attrs.PutDouble(genai.TraceCost, s.Cost)
	attrs.PutInt(genai.TraceCalls, s.Calls)
	attrs.PutInt(genai.TraceUnpricedCalls, s.Unpriced)
	attrs.PutInt(genai.TraceTools, s.Tools)
	attrs.PutInt(genai.TraceErrors, s.Errors)
	attrs.PutInt(genai.TraceInputTokens, s.Input)
	attrs.PutInt(genai.TraceOutputTokens, s.Output)
	attrs.PutInt(genai.TraceCacheReadTokens, s.CacheRead)
	attrs.PutInt(genai.TraceReasoningTokens, s.Reasoning)
	attrs.PutInt(genai.TraceTransitions, int64(s.Result.Edges))
	list := attrs.PutEmptySlice(genai.TraceAgents)
	list.EnsureCapacity(len(s.Result.Agents))
	for _, agent := range s.Result.Agents {
		list.AppendEmpty().SetStr(agent)
	}
	if s.Result.Loop != "" {
		attrs.PutStr(genai.TraceLoop, s.Result.Loop)
	}
	if partial {
		attrs.PutBool(genai.TracePartial, true)
	}
}
