package account

import (
	"slices"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/run"
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// groupRun is the run of one trace of a batch.
type groupRun struct {
	run *run.Run // nil when there is none to add to
	// alone says that the run is this trace and nothing else: it is over with it.
	alone bool
}

// openRuns finds the run of every trace of a batch. A late span is added to a run that is open and opens none: a run that
// is over was told, and cannot be told again.
func (a *Account) openRuns(b *agenttrace.Batch, kind wholetrace.Kind) {
	now := a.settings.Series.Now()
	a.ofGroup = a.ofGroup[:0]
	for i := range b.Groups {
		g := &b.Groups[i]
		of := groupRun{}
		switch {
		case kind == "" || g.Run == "" || !g.Ours:
		case kind == wholetrace.Whole && run.IsOfTrace(g.Run, g.ID):
			if of.run = a.runs.Get(g.Run, now, false); of.run == nil {
				of = groupRun{run: &run.Run{ID: g.Run}, alone: true}
			}
		default:
			of.run = a.runs.Get(g.Run, now, kind != wholetrace.Late)
		}
		if of.run != nil && of.run.Service == "" {
			first := int(g.First)
			of.run.Service, of.run.Workflow = b.Spans[first].Service, g.Workflow
			of.run.Weight = b.Spans[first].Weight
			of.run.Dimensions = slices.Clone(b.Values(first))
		}
		a.ofGroup = append(a.ofGroup, of)
	}
}

// addToRun adds a span to its run.
func addToRun(r *run.Run, v *agenttrace.View, from series.Exemplar) {
	if r == nil {
		return
	}
	r.Extend(v.In.StartTimestamp(), v.In.EndTimestamp())
	if r.From.Trace.IsEmpty() {
		r.From = from
	}
	if v.Root {
		r.Root(v.Service, v.Workflow, from)
		r.Failed = r.Failed || v.Failed
		if r.ErrorType == "" {
			r.ErrorType = errorType(v)
		}
	}
	if v.Loop != "" {
		r.Loop = v.Loop
	}
	switch v.Role {
	case genai.RoleCall:
		if v.HasUsage() {
			r.Calls++
		} else if v.CostReason != genai.ReasonFreeOperation {
			r.Unpriced++
		}
		r.Cost += v.Cost
		r.Input += v.Input
		r.Output += v.Output
	case genai.RoleTool:
		r.Tools++
	default:
		return
	}
	if v.Failed {
		r.Errors++
	}
}

// closeRuns tells the runs of a batch that are over with it.
func (a *Account) closeRuns(b *agenttrace.Batch) {
	for i := range a.ofGroup {
		if of := a.ofGroup[i]; of.alone {
			a.runOver(of.run)
		}
		a.ofGroup[i] = groupRun{}
	}
}

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
	if a.settings.RunOver != nil {
		a.settings.RunOver(r)
	}
}
