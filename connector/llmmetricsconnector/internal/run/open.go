package run

import (
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Open holds the runs that may go on.
type Open struct {
	idle time.Duration
	max  int
	runs map[string]*Run
	// ofTrace are the runs of traces that came in parts: a part may lack all that tells of a run. rootOf are roots that
	// came in such a part before there was a run.
	ofTrace, rootOf map[pcommon.TraceID]*Run
}

// maxRoots bounds the roots that wait for a run: most are of traces that are none.
const maxRoots = 10_000

// NewOpen holds a run until it has gained nothing for idle, and at most so many.
func NewOpen(idle time.Duration, most int) *Open {
	return &Open{idle: idle, max: most, runs: map[string]*Run{}, ofTrace: map[pcommon.TraceID]*Run{}, rootOf: map[pcommon.TraceID]*Run{}}
}

// Get returns the open run of an id, opening it where create says so; else nil may come back. It counts as touched.
func (o *Open) Get(id string, now time.Time, create bool) *Run {
	r := o.runs[id]
	if r == nil && create {
		r = &Run{ID: id}
		o.runs[id] = r
	}
	if r != nil {
		r.touched = now
	}
	return r
}

// Note remembers that a trace of an open run came in parts.
func (o *Open) Note(r *Run, trace pcommon.TraceID) {
	if o.ofTrace[trace] == nil {
		o.ofTrace[trace] = r
		r.traces = append(r.traces, trace)
	}
	if root := o.rootOf[trace]; root != nil {
		r.join(root)
		delete(o.rootOf, trace)
	}
}

// Noted returns the open run of a trace that came in parts, which counts as touched, or else what stands in for it until
// there is one: nil when too many wait.
func (o *Open) Noted(trace pcommon.TraceID, now time.Time) *Run {
	r := o.ofTrace[trace]
	if r == nil {
		r = o.rootOf[trace]
	}
	if r == nil && len(o.rootOf) < maxRoots {
		r = &Run{}
		o.rootOf[trace] = r
	}
	if r != nil {
		r.touched = now
	}
	return r
}

// Over takes out the runs that have gained nothing for long, the oldest of too many, or all. They come in the order in
// which they began.
func (o *Open) Over(now time.Time, all bool) []*Run {
	var over []*Run
	for _, r := range o.runs {
		if all || now.Sub(r.touched) >= o.idle {
			over = append(over, r)
			o.drop(r)
		}
	}
	for trace, r := range o.rootOf {
		if all || now.Sub(r.touched) >= o.idle {
			delete(o.rootOf, trace)
		}
	}
	if excess := len(o.runs) - o.max; excess > 0 {
		list := make([]*Run, 0, len(o.runs))
		for _, r := range o.runs {
			list = append(list, r)
		}
		slices.SortFunc(list, func(a, b *Run) int { return a.touched.Compare(b.touched) })
		for _, r := range list[:excess] {
			o.drop(r)
			over = append(over, r)
		}
	}
	slices.SortFunc(over, func(a, b *Run) int {
		switch {
		case a.Start != b.Start:
			return int(int64(a.Start) - int64(b.Start)) // #nosec G115
		case a.ID < b.ID:
			return -1
		}
		return 1
	})
	return over
}

func (o *Open) drop(r *Run) {
	delete(o.runs, r.ID)
	for _, trace := range r.traces {
		delete(o.ofTrace, trace)
	}
}
