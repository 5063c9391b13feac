package rule

import "github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/budget"

// CostOf is what the trace takes of a budget. It is measured in bytes only for one that is in bytes.
func CostOf(v *View, account *budget.Account) budget.Cost {
	cost := budget.Cost{
		budget.Traces: 1,
		budget.Spans:  float64(v.Trace.Count),
		budget.Tokens: v.Trace.Totals.Tokens,
		budget.USD:    v.Trace.Totals.Cost,
	}
	if account.Limits(budget.Bytes) {
		cost[budget.Bytes] = float64(v.Bytes())
	}
	return cost
}
