// Package run adds up what a person calls one run, over the traces that a framework cuts it into, and says when it is
// over.
package run

import (
	"encoding/hex"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
)

// Run is what one run took.
type Run struct {
	ID                string
	Service, Workflow string
	// Name is that of the root span, "" when none was seen.
	Name string
	// Dimensions are the values of the batch's keys.
	Dimensions []string

	Cost            float64
	Calls, Unpriced int64 // with usage, and without
	Tools, Errors   int64
	Tokens          int64
	Start, End      pcommon.Timestamp
	// ErrorType is what the root span failed with, "" when it did not.
	ErrorType string
	Loop      string
	Weight    float64
	// From is the root, or the first span.
	From series.Exemplar
	// Failures counts what failed, by who did what.
	Failures map[Failure]*Failures

	touched time.Time
	rooted  bool
	// worked says that there was an agent, a call or a tool: a trace in which a framework sets itself up is no run.
	worked bool
}

// Failure is what failed: an agent's calls of a model or runs of a tool.
type Failure struct {
	Role         genai.Role
	Agent, Named string // the model or the tool
}

// Failures are how often, and the span that failed last.
type Failures struct {
	Count     int64
	ErrorType string
	From      series.Exemplar
}

func (r *Run) fail(v *agenttrace.View, from series.Exemplar) {
	key := Failure{Role: v.Role, Agent: v.Agent, Named: v.Tool}
	if v.Role == genai.RoleCall {
		key.Named = v.Model()
	}
	if r.Failures == nil {
		r.Failures = map[Failure]*Failures{}
	}
	f := r.Failures[key]
	if f == nil {
		f = &Failures{}
		r.Failures[key] = f
	}
	f.Count++
	if from.At >= f.From.At {
		f.ErrorType, f.From = v.FailedWith(), from
	}
}

func (r *Run) extend(start, end pcommon.Timestamp) {
	if r.Start == 0 || start < r.Start {
		r.Start = start
	}
	r.End = max(r.End, end)
}

// root takes from the root span of a trace what it says of the run. The first root wins: it began the run.
func (r *Run) root(v *agenttrace.View, from series.Exemplar) {
	if r.rooted {
		return
	}
	r.rooted = true
	r.Service, r.From = v.Service, from
	if !v.Partial {
		r.Name = v.In.Name()
	}
	if v.Workflow != "" {
		r.Workflow = v.Workflow
	}
}

// Seconds is how long the run took, from its first span to its last.
func (r *Run) Seconds() float64 {
	if r.End <= r.Start {
		return 0
	}
	return r.End.AsTime().Sub(r.Start.AsTime()).Seconds()
}

// IsOfTrace says whether a run id is that of a trace: the run is then this trace and no other.
func IsOfTrace(run string, trace pcommon.TraceID) bool {
	var text [32]byte
	hex.Encode(text[:], trace[:])
	return run == string(text[:])
}

// Open holds the runs that may go on.
type Open struct {
	idle time.Duration
	max  int
	runs map[string]*Run
}

// NewOpen holds a run until it has gained nothing for idle, and at most so many.
func NewOpen(idle time.Duration, most int) *Open {
	return &Open{idle: idle, max: most, runs: map[string]*Run{}}
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

// Over takes out the runs that have gained nothing for long, the oldest of too many, or all. They come in the order in
// which they began.
func (o *Open) Over(now time.Time, all bool) []*Run {
	var over []*Run
	for id, r := range o.runs {
		if all || now.Sub(r.touched) >= o.idle {
			over = append(over, r)
			delete(o.runs, id)
		}
	}
	if excess := len(o.runs) - o.max; excess > 0 {
		list := make([]*Run, 0, len(o.runs))
		for _, r := range o.runs {
			list = append(list, r)
		}
		slices.SortFunc(list, func(a, b *Run) int { return a.touched.Compare(b.touched) })
		for _, r := range list[:excess] {
			delete(o.runs, r.ID)
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
