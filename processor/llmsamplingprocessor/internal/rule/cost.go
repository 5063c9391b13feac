package rule

import "github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/budget"

// CostOf is what the trace takes of a budget.
func CostOf(v *View) budget.Cost {
	return budget.Cost{
		budget.Traces: 1,
		budget.Spans:  float64(v.Trace.Count),
		budget.Bytes:  float64(v.Bytes()),
		budget.Tokens: v.Trace.Totals.Tokens,
		budget.USD:    v.Trace.Totals.Cost,
	}
}
