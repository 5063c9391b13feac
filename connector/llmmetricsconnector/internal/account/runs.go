package account

import "github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/run"

// runOver observes what a run took.
func (a *Account) runOver(r *run.Run) {
	from := r.From
	from.At = a.now
	dimensions := r.Dimensions[:len(a.settings.Dimensions)]
	values := append(append(a.labels[:0], r.Service, r.Workflow), dimensions...)
	a.labels = values
	p, _ := a.metrics.runCost.Point(values...)
	p.Observe(r.Cost, r.Weight, from)
	p, _ = a.metrics.runCalls.Point(values...)
	p.Observe(float64(r.Calls), r.Weight, from)
	a.labels = append(values, r.ErrorType)
	p, _ = a.metrics.runDuration.Point(a.labels...)
	p.Observe(r.Seconds(), r.Weight, from)
}
