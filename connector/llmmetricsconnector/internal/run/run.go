// Package run adds up what a person calls one run, over the traces that a framework cuts it into, and says when it is
// over.
package run

import (
	"encoding/hex"
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
	// stoodIn is the trace of the span that stands in for a root that was not seen; a root of that trace takes its place.
	stoodIn pcommon.TraceID
	traces  []pcommon.TraceID // that came in parts
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
	if r.rooted && (v.Partial || r.stoodIn != from.Trace) {
		return
	}
	r.rooted = true
	r.Service, r.From = v.Service, from
	r.stoodIn = pcommon.TraceID{}
	if v.Partial {
		r.stoodIn = from.Trace
	} else {
		r.Name = v.In.Name()
	}
	if v.Workflow != "" {
		r.Workflow = v.Workflow
	}
}

// bare takes from a root that says nothing of a run what it says by itself: frameworks of the web write the root of a trace,
// and it may come in a part of its own.
func (r *Run) bare(v *agenttrace.View, from series.Exemplar) {
	r.extend(v.In.StartTimestamp(), v.In.EndTimestamp())
	r.root(v, from)
	if r.ErrorType == "" {
		r.ErrorType = v.FailedWith()
	}
}

// join takes over what a root that came before its run said.
func (r *Run) join(root *Run) {
	r.extend(root.Start, root.End)
	if !r.rooted || r.stoodIn == root.From.Trace {
		r.rooted, r.stoodIn = true, pcommon.TraceID{}
		r.Service, r.Name, r.From = root.Service, root.Name, root.From
	}
	if r.ErrorType == "" {
		r.ErrorType = root.ErrorType
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
