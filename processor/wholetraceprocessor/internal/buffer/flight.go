package buffer

import (
	"sync/atomic"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/shorthand"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// item is what a hand-on has of one trace.
type item struct {
	ref
	id     pcommon.TraceID
	reason Reason
	part   int  // how many parts of the trace went, this one included
	last   bool // nothing of the trace waits any more

	live   []ptrace.Traces // decoded spans, for the first attempt
	image  []byte          // the same encoded, for those after it
	pages  []byte
	words  *shorthand.Edition // that pages and image are written with, from there on
	disk   *disk              // with storage: where all of it is; guarded by the shard's lock
	onDisk bool               // disk tells everything, live and pages do not
	spans  int
	bytes  int64 // on the wire
	cost   int64 // memory
	asleep int64 // what the cost is when it does not rest on disk
}

// flight is what a trace knows of what is on its way downstream; guarded by the shard's lock.
type flight struct {
	disk    *disk // with storage: where it is
	spans   int
	bytes   int64         // on the wire
	attempt *atomic.Int32 // to hand it on, the hand-on's
}

// onDisk reports whether some of what is on its way is in storage only.
func (f *flight) onDisk() bool { return f.disk != nil && f.disk.only }

// take detaches what a trace holds, and numbers it if it is a part. Spans that come from now on belong to the next
// hand-on. It reports false for a trace that is being packed: that stands in line again when it is.
func (s *shard) take(w waiter, attempt *atomic.Int32) (item, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.traces[w.slot]
	t.queued = false
	if t.packing {
		return item{}, false
	}
	t.leaving, t.ending = true, t.due != waiting || t.gone
	h := t.held
	it := item{ref: w.ref, id: t.id, reason: t.due, last: t.ending, onDisk: h.onDisk(), spans: int(h.spans), bytes: h.bytes, words: h.words}
	switch {
	case t.gone:
		it.reason = Straggler
	case t.early != waiting && t.due == waiting:
		it.reason = t.early
	}
	t.early = waiting
	if h.live != nil {
		it.live = h.live.fragments
		s.habit.went.Add(int64(h.live.spans))
	}
	it.disk = h.disk
	t.away = &flight{disk: h.disk, spans: it.spans, bytes: h.bytes, attempt: attempt}
	if !it.onDisk {
		it.pages = s.pages(make([]byte, 0, h.pageBytes()), &h)
	}
	it.cost = liveCost(int(h.spans), int(h.bytes)) + int64(len(it.pages))
	s.account.flight.Add(it.cost)
	s.account.live.Add(-h.live.cost())
	s.unpack(&h)
	cost := t.indexCost()
	t.held = held{}
	s.recount(t, cost)
	if w.kind == wholetrace.Part {
		t.parts++
	}
	it.part = int(t.parts)
	s.weigh(w.slot, t)
	return it, true
}

// done ends a hand-on of the trace, whether it went well or was given up. It returns what is to be noted of that on disk.
func (s *shard) done(it *item) (now int64, d spill.Departure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.traces[it.slot]
	s.account.flight.Add(-it.cost)
	t.leaving, t.away = false, nil
	d = spill.Departure{TraceID: t.id, Last: it.last, Parts: it.part}
	if it.disk != nil {
		d.Refs = it.disk.refs
	}
	if t.ending {
		s.leave(it.slot, t)
	}
	s.judge(it.slot, t)
	return s.now, d
}

// place is where the nth piece of an item is on disk, and false when there is none. A piece that is on its way may be moved
// on with the others.
func (s *shard) place(it *item, n int) (r spill.Ref, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if it.disk == nil || n >= len(it.disk.refs) {
		return r, false
	}
	return it.disk.refs[n], true
}

// rest leaves what is on its way to the disk, where all of it is, and wake counts it as what it is decoded to.
func (s *shard) rest(it *item) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if it.disk == nil || it.asleep > 0 {
		return
	}
	it.live, it.image, it.pages, it.words = nil, nil, nil, nil
	it.onDisk, it.disk.only = true, true
	s.account.flight.Add(-it.cost)
	it.cost, it.asleep = 0, it.cost
}

func (s *shard) wake(it *item) {
	s.account.flight.Add(it.asleep)
	it.cost, it.asleep = it.cost+it.asleep, 0
}

// lose notes that spans are not on their way any more: they cannot be read back, or have gone before the others.
func (s *shard) lose(it *item, spans int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	it.spans -= spans
	s.traces[it.slot].away.spans -= spans
}

// part numbers what is on its way as a part, though it was to be the whole trace.
func (s *shard) part(it *item, attempt *atomic.Int32) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.traces[it.slot]
	t.away.attempt = attempt
	t.parts++
	return int(t.parts)
}
