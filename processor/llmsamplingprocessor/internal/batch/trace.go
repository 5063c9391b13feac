package batch

import (
	"iter"
	"math"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
)

const none = -1

// sampled is the bit of a span's flags that says that it was recorded to be exported.
const sampled = 1

// Trace is what is known of the spans of one trace in a batch.
type Trace struct {
	ID pcommon.TraceID
	// R decides whether the trace is kept: the rv of its trace state, or else the last bytes of its id.
	R uint64
	// Explicit says that R is not that of the trace's id.
	Explicit bool
	// In is the strictest threshold at which the trace was sampled before it came here; Always when it was not.
	In consistent.Threshold

	Count   int // spans
	Failed  bool
	Ok      bool
	Unset   bool
	Sampled bool // a span carries the sampled flag
	// Rooted says that a span without a parent was seen.
	Rooted bool
	Totals Totals

	start, end  pcommon.Timestamp
	first, last int32
	root        int32
}

func newTrace(id pcommon.TraceID) Trace {
	return Trace{ID: id, R: consistent.Randomness(id), first: none, last: none, root: none}
}

// see takes in one more span.
func (t *Trace) see(span ptrace.Span, at int32, b *Batch) {
	t.Count++
	switch span.Status().Code() {
	case ptrace.StatusCodeError:
		t.Failed = true
	case ptrace.StatusCodeOk:
		t.Ok = true
	default:
		t.Unset = true
	}
	start, end := span.StartTimestamp(), span.EndTimestamp()
	t.seeRoot(span.ParentSpanID().IsEmpty(), start, at, b)
	if t.Count == 1 || start < t.start {
		t.start = start
	}
	t.end = max(t.end, end)
	t.Sampled = t.Sampled || span.Flags()&sampled != 0
	if raw := span.TraceState().AsRaw(); raw != "" {
		t.seeState(b.state.incoming(raw))
	}
}

// seeRoot keeps the earliest span without a parent, or where there is none, the earliest span.
func (t *Trace) seeRoot(parentless bool, start pcommon.Timestamp, at int32, b *Batch) {
	switch {
	case t.root == none, parentless && !t.Rooted:
	case parentless != t.Rooted, start >= b.Spans[t.root].StartTimestamp():
		return
	}
	t.root = at
	t.Rooted = parentless
}

func (t *Trace) seeState(in consistent.Incoming) {
	if in.HasR && !t.Explicit {
		t.R, t.Explicit = in.R, true
	}
	if in.HasT {
		t.In = max(t.In, in.T)
	}
}

// finish reads what the root span tells of the whole trace.
func (t *Trace) finish(b *Batch) {
	if !t.In.Keeps(t.R) {
		// A threshold above R is a contradiction: the trace would not be here. It says nothing of how many it stands for.
		t.In = consistent.Always
	}
	if t.end < t.start {
		t.end = t.start
	}
	t.Totals = totals(t, b)
}

// Duration is the time from the earliest start to the latest end, at most what a duration can hold.
func (t *Trace) Duration() time.Duration {
	return time.Duration(min(uint64(t.end-t.start), math.MaxInt64)) //nolint:gosec // it is within
}

// Root returns the root span: the earliest without a parent, or else the earliest of all.
func (t *Trace) Root(b *Batch) *Span {
	return &b.Spans[t.root]
}

// IsRoot says whether the span at index i of the batch is the trace's root, or stands for it.
func (t *Trace) IsRoot(i int) bool {
	return int(t.root) == i
}

// All goes through the trace's spans, in the order of the batch.
func (t *Trace) All(b *Batch) iter.Seq[*Span] {
	return func(yield func(*Span) bool) {
		for at := t.first; at != none; at = b.Spans[at].next {
			if !yield(&b.Spans[at]) {
				return
			}
		}
	}
}
