package account

import "github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/run"

// runOver observes what a run took.
func (a *Account) runOver(r *run.Run) {
	dimensions := r.Dimensions[:len(a.settings.Dimensions)]
	values := append(append(a.labels[:0], r.Service, r.Workflow), dimensions...)
	a.labels = values
	p, _ := a.metrics.runCost.Point(values...)
	p.Observe(r.Cost, r.Weight, r.From)
	p, _ = a.metrics.runCalls.Point(values...)
	p.Observe(float64(r.Calls), r.Weight, r.From)
	a.labels = append(values, r.ErrorType)
	p, _ = a.metrics.runDuration.Point(a.labels...)
	p.Observe(r.Seconds(), r.Weight, r.From)
}
