package buffer

import (
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/arena"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spanset"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/wheel"
)

// shard holds the traces whose id falls to it. No call into a shard waits for anything but its lock, and nobody holds
// that for longer than it takes to file one fragment.
type shard struct {
	*shared

	mu       sync.Mutex // guards what follows
	index    index
	traces   []*trace // by slot; nil when free
	free     []uint32
	blocks   blocks
	spans    spanset.Pool
	wheel    *wheel.Wheel
	arena    arena.Arena     // of quick pages
	attic    arena.Arena     // of dense pages: those wait long, and would keep slabs of others from being freed
	fresh    queue[fresh]    // traces that hold decoded spans, in the order in which these came
	aging    queue[fresh]    // traces that have quick pages, in the order in which they got the first
	gone     queue[departed] // traces that were handed on, in that order
	goneSeq  uint32
	goneCost int64 // what is known of them takes
	heaviest heaviest
	now      int64
	ticking  []waiter // what the present tick puts in line
	inTick   bool
}

// fresh says that a trace began to hold decoded spans.
type fresh struct {
	slot  uint32
	since int64
	at    int64 // when it was put into the queue
}

func newShard(s *shared, now int64) *shard {
	return &shard{shared: s, wheel: wheel.New(now), now: now}
}

// admit files a fragment and returns how many of its spans had come before. With storage, when only some have, it
// returns the others encoded: what is on disk is to be no more than what is held.
// p is what the fragment was packed to, if it was.
func (s *shard) admit(now int64, f *fragment.Fragment, p packed) (repeats int, clean []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = max(s.now, now)
	slot, repeats := s.file(now, f, p)
	if repeats == len(f.Spans) {
		return repeats, nil
	}
	clean = s.cleaned(f, repeats)
	s.judge(slot, s.traces[slot])
	return repeats, clean
}

// file puts the new spans of a fragment to their trace.
func (s *shard) file(now int64, f *fragment.Fragment, p packed) (slot uint32, repeats int) {
	slot, ok := s.index.get(s.traces, f.TraceID)
	if !ok {
		slot = s.open(f.TraceID, now)
	}
	t := s.traces[slot]
	before, cost, hadLive := t.held.live.cost(), t.indexCost(), t.held.live != nil
	if repeats = t.add(&s.spans, f); repeats < len(f.Spans) {
		t.last = now
		// What is being packed goes in the place of what is there; and a page has the repeats in it.
		pack := p.page != nil && repeats == 0 && !t.packing && !t.held.onDisk()
		if pack {
			s.addPage(t, t.held.packed.Len(), p)
			s.age(slot, t)
		}
		t.held.add(now, f, len(f.Spans)-repeats, pack)
	}
	s.account.live.Add(t.held.live.cost() - before)
	s.recount(t, cost)
	if !hadLive && t.held.live != nil {
		s.fresh.push(fresh{slot, now, now})
	}
	s.ledger.Accept(len(f.Spans) - repeats)
	return slot, repeats
}

func (s *shard) cleaned(f *fragment.Fragment, repeats int) []byte {
	if s.log == nil || repeats == 0 {
		return nil
	}
	clean, err := encoder.MarshalTraces(f.Traces)
	if err != nil {
		return nil // then the disk keeps the repeats too
	}
	return clean
}

// recount books what the index of a trace takes more, or less, than it did.
func (s *shard) recount(t *trace, before int64) {
	more := t.indexCost() - before
	s.account.index.Add(more)
	if t.gone {
		s.goneCost += more
	}
}

func (s *shard) open(id pcommon.TraceID, now int64) uint32 {
	t := s.blocks.get()
	t.id, t.first, t.class = id, now, -1
	var slot uint32
	if n := len(s.free); n > 0 {
		slot = s.free[n-1]
		s.free = s.free[:n-1]
		s.traces[slot] = t
	} else {
		slot = uint32(len(s.traces))
		s.traces = append(s.traces, t)
	}
	s.index.put(s.traces, slot)
	s.account.index.Add(t.indexCost())
	s.waiting.Add(1)
	return slot
}

// judge decides what a trace does next. Call it whenever something about the trace has changed.
func (s *shard) judge(slot uint32, t *trace) {
	if t.due == waiting && !t.gone {
		if at, why := t.deadline(s.settings); at > s.now {
			s.wheel.Set(slot, at)
		} else {
			t.due = why
			s.wheel.Cancel(slot)
		}
	}
	if !t.queued && !t.leaving && !t.packing {
		s.decide(slot, t)
	}
	s.weigh(slot, t)
}

func (s *shard) decide(slot uint32, t *trace) {
	switch {
	case t.held.spans == 0 && t.due != waiting && !t.gone:
		s.leave(slot, t)
	case t.held.spans == 0:
	case t.gone:
		s.enqueue(slot, t, wholetrace.Late)
	case t.due != waiting && t.parts == 0 && !t.cutShort() && !s.oversize(t):
		s.enqueue(slot, t, wholetrace.Whole)
	case t.due != waiting:
		s.enqueue(slot, t, wholetrace.Part)
	case t.early == Memory:
		s.enqueue(slot, t, wholetrace.Part)
	case s.oversize(t):
		t.early = Size
		s.enqueue(slot, t, wholetrace.Part)
	}
}

// cutShort reports whether the trace ends with the processor, not known to be complete.
func (t *trace) cutShort() bool { return t.due == Shutdown && !t.complete() }

func (s *shard) oversize(t *trace) bool {
	return s.settings.exceeded(int(t.held.spans), t.held.bytes)
}

func (s *shard) enqueue(slot uint32, t *trace, kind wholetrace.Kind) {
	t.queued = true
	w := waiter{ref: ref{s, slot}, kind: kind, bytes: t.held.bytes}
	if s.inTick {
		s.ticking = append(s.ticking, w)
		return
	}
	s.line.join(w)
}

// weigh keeps the trace where the heaviest is looked for: by what it would free if it went to disk, or early. What goes
// anyway is looked for no more, and counted.
func (s *shard) weigh(slot uint32, t *trace) {
	if t.class < 0 && t.place > 0 {
		if t.packing {
			return // it is not known how much it will be
		}
		s.going.Add(-int64(t.place) * goingUnit)
		t.place = 0
	}
	s.heaviest.move(s.traces, slot, s.weight(t))
	if s.goes(t) {
		t.place = uint32((t.held.live.cost() + int64(t.held.pageBytes())) / goingUnit)
		s.going.Add(int64(t.place) * goingUnit)
	}
}

const goingUnit = 64 // bytes

// goes reports whether handing the trace on early would make no room that is not made anyway.
func (s *shard) goes(t *trace) bool { return s.log == nil && (t.queued || t.gone || t.early == Memory) }

func (s *shard) weight(t *trace) int64 {
	switch {
	case s.goes(t):
		return 0
	case t.packing && s.log != nil:
		return 0
	case t.held.onDisk() && t.held.live == nil && t.held.pageBytes() == 0:
		return 0
	}
	return t.held.bytes
}

// tick finds what has become due and returns it, to stand in line together.
func (s *shard) tick(now int64) []waiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = max(s.now, now)
	s.ticking, s.inTick = nil, true
	s.wheel.Advance(s.now, func(slot uint32) {
		t := s.traces[slot]
		switch {
		case !t.gone:
			s.judge(slot, t)
		case t.held.spans > 0 || t.leaving:
			s.wheel.Set(slot, s.now+int64(s.settings.LateMemory))
		default:
			s.forget(slot, t)
		}
	})
	s.inTick = false
	return s.ticking
}

// drain makes everything due that still waits. What is not known to be complete goes as a part.
func (s *shard) drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for slot, t := range s.traces {
		if t != nil && !t.gone && t.due == waiting {
			t.due = Shutdown
			s.wheel.Cancel(uint32(slot))
			s.judge(uint32(slot), t)
		}
	}
}
