package run

import (
	"slices"
	"time"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// Tracker adds the spans of batches to their runs. It is not safe for concurrent use.
type Tracker struct {
	open    *Open
	ofGroup []groupRun // of one batch
}

// groupRun is the run of one trace of a batch.
type groupRun struct {
	run *Run // nil when there is none to add to
	// alone says that the run is this trace and nothing else: it is over with it.
	alone bool
	// bare says that the part tells nothing of a run: other parts of the trace do.
	bare bool
}

// maxOpen bounds the runs that are open. An open run takes some 500 bytes.
const maxOpen = 50_000

// NewTracker returns a tracker for which a run that may span several traces is over when it has gained nothing for idle.
func NewTracker(idle time.Duration) *Tracker { return &Tracker{open: NewOpen(idle, maxOpen)} }

// Begin finds the run of every trace of a batch. A late span is added to a run that is open and opens none: a run that is
// over was told, and cannot be told again. Batches that nobody marked have no runs.
func (t *Tracker) Begin(b *agenttrace.Batch, kind wholetrace.Kind, now time.Time) {
	t.ofGroup = t.ofGroup[:0]
	bare := false
	for i := range b.Groups {
		g := &b.Groups[i]
		of := groupRun{}
		switch {
		case kind == "":
		case g.Run == "" || !g.Ours:
			of.bare = kind != wholetrace.Whole
			bare = bare || of.bare
		case kind == wholetrace.Whole && IsOfTrace(g.Run, g.ID):
			if of.run = t.open.Get(g.Run, now, false); of.run == nil {
				of = groupRun{run: &Run{ID: g.Run}, alone: true}
			}
		default:
			of.run = t.open.Get(g.Run, now, kind != wholetrace.Late)
		}
		if of.run != nil && of.run.Service == "" {
			first := int(g.First)
			of.run.Service, of.run.Workflow = b.Spans[first].Service, g.Workflow
			of.run.Weight = b.Spans[first].Weight
			of.run.Dimensions = slices.Clone(b.Values(first))
		}
		if of.run != nil && kind != wholetrace.Whole {
			t.open.Note(of.run, g.ID)
		}
		t.ofGroup = append(t.ofGroup, of)
	}
	if bare {
		t.addBare(b, now)
	}
}

// addBare adds the roots of parts without any agent, call or tool to the runs that other parts of their traces tell of.
func (t *Tracker) addBare(b *agenttrace.Batch, now time.Time) {
	for i := range b.Spans {
		v := &b.Spans[i]
		if !t.ofGroup[v.Group].bare || !v.Root && !v.In.ParentSpanID().IsEmpty() {
			continue
		}
		trace := b.Groups[v.Group].ID
		if r := t.open.Noted(trace, now); r != nil {
			r.bare(v, series.Exemplar{Trace: trace, Span: v.In.SpanID(), At: v.In.EndTimestamp()})
		}
	}
}

// Add adds a span of the batch to its run.
func (t *Tracker) Add(v *agenttrace.View, from series.Exemplar) {
	if r := t.ofGroup[v.Group].run; r != nil {
		r.add(v, from)
	}
}

// End gives the runs that are over with the batch to over.
func (t *Tracker) End(over func(*Run)) {
	for i := range t.ofGroup {
		if of := t.ofGroup[i]; of.alone && of.run.worked {
			over(of.run)
		}
		t.ofGroup[i] = groupRun{}
	}
}

// Count adds a batch, and gives the runs that are over with it to over.
func (t *Tracker) Count(b *agenttrace.Batch, kind wholetrace.Kind, now time.Time, over func(*Run)) {
	t.Begin(b, kind, now)
	for i := range b.Spans {
		v := &b.Spans[i]
		if v.Role != genai.RoleNone || v.Root {
			t.Add(v, series.Exemplar{Trace: b.Groups[v.Group].ID, Span: v.In.SpanID(), At: v.In.EndTimestamp()})
		}
	}
	t.End(over)
}

// Over gives the runs that have gained nothing for long, or all, to over.
func (t *Tracker) Over(now time.Time, all bool, over func(*Run)) {
	for _, r := range t.open.Over(now, all) {
		if r.worked {
			over(r)
		}
	}
}

func (r *Run) add(v *agenttrace.View, from series.Exemplar) {
	r.extend(v.In.StartTimestamp(), v.In.EndTimestamp())
	if r.From.Trace.IsEmpty() {
		r.From = from
	}
	if v.Root {
		r.root(v, from)
		if r.ErrorType == "" {
			r.ErrorType = v.FailedWith()
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
		r.Tokens += v.Input + v.Output
	case genai.RoleTool:
		r.Tools++
	default:
		r.worked = r.worked || v.Span.IsAgent()
		return
	}
	r.worked = true
	if v.Failed {
		r.Errors++
		r.fail(v, from)
	}
}
