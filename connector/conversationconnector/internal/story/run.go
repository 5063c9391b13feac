package story

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Run is one run: the traces of a batch that share a run id.
type Run struct {
	ID string
	// Name is the name of the span that carries the totals of the first trace, or of its first span.
	Name string
	// Traces in the order of time.
	Traces []TraceID
	// TraceID and SpanID are of the span that Name is from; Resource is its resource.
	TraceID  pcommon.TraceID
	SpanID   pcommon.SpanID
	Resource pcommon.Map

	Start, End pcommon.Timestamp
	// State is "", part or late; Partial says that no root was seen.
	State   string
	Partial bool
	// Loop is what llm_span found to repeat, "" for nothing.
	Loop string

	// People took part, in the order of their first step. Steps point into them.
	People []Person
	Steps  []Step
	Sum    Sum

	// Summary is the sum in words, "" until somebody has put it so.
	Summary string

	// Waits says that the run is not over: what is told of it as a whole is told later.
	Waits bool

	views   []int32 // in the order of traces
	toldAny bool
}

// empty forgets all but the id and the spans of a run, and keeps its memory.
func (run *Run) empty() {
	sum := run.Sum
	sum.reuse()
	*run = Run{ID: run.ID, Traces: run.Traces[:0], People: run.People[:0], Sum: sum, views: run.views}
}

// IsShared says whether other traces may be of the same run: its id is more than that of its one trace.
func (run *Run) IsShared() bool { return len(run.Traces) != 1 || run.ID != run.Traces[0].String() }

// TraceID is a trace's.
type TraceID = pcommon.TraceID

// Kind is what a step is.
type Kind string

// The kinds of steps. The last five hold steps of their own, or stand for some.
const (
	Message    Kind = "message"    // of the user, or to the user
	Transition Kind = "transition" // an agent's turn begins; Label is handoff, delegate or turn
	Return     Kind = "return"     // a delegate or a tool gives back
	Call       Kind = "call"       // Label is the model
	ToolUse    Kind = "tool"       // Label is the tool

	Nested   Kind = "nested"   // a chat inside of an agent's turn
	Parallel Kind = "parallel" // holds branches
	Branch   Kind = "branch"
	Loop     Kind = "loop"    // Times repetitions, of which the first is told
	LeftOut  Kind = "omitted" // Times steps
)

// Step is one thing that happened.
type Step struct {
	Kind     Kind
	From, To int32
	Label    string
	Text     string
	Failed   bool
	Times    int
	Usage    Usage
	Steps    []Step

	shape uint64 // of what a repetition must have the same
}

// Usage is what calls took and cost.
type Usage struct {
	Calls         int     `json:"calls"`
	Unpriced      int     `json:"unpriced,omitempty"`
	Input, Output int64   `json:"-"`
	Cost          float64 `json:"-"`
}

func (u *Usage) add(v Usage) {
	u.Calls += v.Calls
	u.Unpriced += v.Unpriced
	u.Input += v.Input
	u.Output += v.Output
	u.Cost += v.Cost
}
