package buffer

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/arena"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/shorthand"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spanset"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// trace is what the buffer knows of one trace, from its first span until it is forgotten.
type trace struct {
	id   pcommon.TraceID
	seen spanset.Set
	held held
	away *flight // what is on its way downstream

	first, last int64  // when the first and the latest span arrived
	start, end  uint64 // by the spans' own clocks
	errors      uint32
	roots       uint32
	parts       uint32 // handed on so far
	left        uint32 // which entry in the shard's list of those that were handed on is its latest
	place       uint32 // where it stands among those of its class; without a class, what of going it is
	class       int16  // of weight; see heaviest

	// due is why the trace stops waiting; zero while it waits. It is final once set.
	due         Reason
	provisional bool // a root says that its source does not know when the run ends
	// gone is set once the trace was handed on: what comes then is late.
	gone bool
	// queued says that it stands in line for being handed on, leaving that what it held is on its way, packing that
	// what it holds is being compressed.
	queued, leaving, packing bool
	aging                    bool   // it has quick pages, and stands in the shard's list of those
	early                    Reason // why it stands in line as a part though it is not due
	// ending says that what is on its way is the last of the trace, but for what comes late.
	ending bool
}

// held are spans that wait: those that came lately as they are, the others packed.
type held struct {
	live     *live
	disk     *disk              // with storage: everything that is held
	dense    arena.Chain        // pages, in the shard's attic
	packed   arena.Chain        // the pages after them, in its arena
	lastPage uint32             // where in packed the last page begins
	lastRaw  uint32             // and how large it is when open
	words    *shorthand.Edition // that the pages begin with, or an earlier one
	spans    int32
	bytes    int64 // on the wire
}

// disk is where spans are in storage.
type disk struct {
	refs []spill.Ref
	only bool // some of them are nowhere else
}

// live are decoded spans.
type live struct {
	fragments []ptrace.Traces
	since     int64
	spans     int
	bytes     int // on the wire
}

// add takes note of what is new of a fragment, takes out what is not, and returns how many of its spans had come before.
func (t *trace) add(p *spanset.Pool, f *fragment.Fragment) (repeats int) {
	var known []bool // which spans are repeats; nil while none is
	for i := range f.Spans {
		s := &f.Spans[i]
		if s.ID != 0 && !t.seen.Add(p, s.ID, s.Kind, s.Start) {
			if known == nil {
				known = make([]bool, len(f.Spans))
			}
			known[i] = true
			repeats++
			continue
		}
		t.seen.Want(p, s.Parent)
		t.note(s)
	}
	if repeats == len(f.Spans) {
		return repeats
	}
	if repeats > 0 {
		without(f.Traces, known)
	}
	return repeats
}

// note keeps what is told of a trace while it waits.
func (t *trace) note(s *fragment.Span) {
	if s.Root() {
		t.roots++
	}
	if s.Error {
		t.errors++
	}
	t.provisional = t.provisional || s.Provisional
	if t.start == 0 || s.Start < t.start {
		t.start = s.Start
	}
	t.end = max(t.end, s.End)
}

// add holds the new spans of a fragment: decoded, unless they are in packed already.
func (h *held) add(now int64, f *fragment.Fragment, spans int, packed bool) {
	bytes := f.Bytes * spans / len(f.Spans)
	h.spans += int32(spans)
	h.bytes += int64(bytes)
	if f.Ref.Seq != 0 {
		if h.disk == nil {
			h.disk = &disk{}
		}
		h.disk.refs = append(h.disk.refs, f.Ref)
	}
	if packed {
		return
	}
	if h.live == nil {
		h.live = &live{since: now}
	}
	h.live.fragments = append(h.live.fragments, f.Traces)
	h.live.spans += spans
	h.live.bytes += bytes
}

// pageBytes is what the pages take.
func (h *held) pageBytes() int { return h.dense.Len() + h.packed.Len() }

// onDisk reports whether some of what is held is in storage only.
func (h *held) onDisk() bool { return h.disk != nil && h.disk.only }

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
