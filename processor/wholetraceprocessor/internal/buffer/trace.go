package buffer

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spanset"
)

// Reason is why spans are handed on.
type Reason string

// A trace is whole when nothing more is expected, and goes early when it must.
const (
	AfterRoot Reason = "after_root" // the root ended, no parent is missing, and the grace is over
	Idle      Reason = "idle"       // no new span for as long as configured
	MaxAge    Reason = "max_age"    // it waited as long as it may
	Size      Reason = "size"       // it is larger than one trace may be
	Memory    Reason = "memory"     // what waits takes all the memory there is
	Shutdown  Reason = "shutdown"   // the processor ends
	Straggler Reason = "straggler"  // it came after its trace was handed on
)

// trace is what the buffer knows of one trace, from its first span until it is forgotten.
type trace struct {
	id   pcommon.TraceID
	seen spanset.Set
	held held

	first, last int64 // when the first and the latest span arrived
	roots       int
	provisional bool // a root says that its source does not know when the run ends
	parts       int  // handed on so far

	// due is why the trace stops waiting; empty while it waits. It is final once set.
	due Reason
	// gone is set once the trace was handed on: what comes then is late.
	gone bool
	// queued says that it stands in line for being handed on, leaving that what it held is on its way.
	queued, leaving bool
	// ending says that what is on its way is the last of the trace, but for what comes late.
	ending bool
}

// held are spans that wait.
type held struct {
	fragments []ptrace.Traces
	spans     int
	bytes     int // on the wire
}

// add takes in what is new of a fragment and returns how many of its spans had come before.
func (t *trace) add(now int64, f fragment.Fragment) (repeats int) {
	known := make([]bool, len(f.Spans))
	for i := range f.Spans {
		s := &f.Spans[i]
		if s.ID != 0 && !t.seen.Add(s.ID, s.Kind, s.Start) {
			known[i] = true
			repeats++
			continue
		}
		t.seen.Want(s.Parent)
		if s.Root() {
			t.roots++
		}
		t.provisional = t.provisional || s.Provisional
	}
	if repeats == len(f.Spans) {
		return repeats
	}
	if repeats > 0 {
		without(f.Traces, known)
	}
	t.last = now
	t.held.fragments = append(t.held.fragments, f.Traces)
	t.held.spans += len(f.Spans) - repeats
	t.held.bytes += f.Bytes * (len(f.Spans) - repeats) / len(f.Spans)
	return repeats
}

// complete reports whether nothing is known to be missing.
func (t *trace) complete() bool {
	return t.roots > 0 && !t.provisional && t.seen.Missing() == 0
}

// deadline is when the trace stops waiting if nothing more comes, and why. The grace after the root counts from the
// latest span, not from the root's own arrival: what is sent in another order waits for the same spans.
func (t *trace) deadline(s *Settings) (int64, Reason) {
	at, why := t.last+int64(s.Idle), Idle
	if t.complete() && t.last+int64(s.AfterRoot) < at {
		at, why = t.last+int64(s.AfterRoot), AfterRoot
	}
	if age := t.first + int64(s.MaxAge); age < at {
		at, why = age, MaxAge
	}
	return at, why
}

// without removes the spans that known marks, in the order in which a fragment lists them.
func without(td ptrace.Traces, known []bool) {
	i := -1
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			ss.Spans().RemoveIf(func(ptrace.Span) bool {
				i++
				return known[i]
			})
		}
		rs.ScopeSpans().RemoveIf(func(ss ptrace.ScopeSpans) bool { return ss.Spans().Len() == 0 })
	}
	td.ResourceSpans().RemoveIf(func(rs ptrace.ResourceSpans) bool { return rs.ScopeSpans().Len() == 0 })
}
