package buffer

import (
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/wheel"
)

// shard holds the traces whose id falls to it. No call into a shard waits for anything but its lock, and nobody holds
// that for longer than it takes to file one fragment.
type shard struct {
	settings *Settings
	line     *line

	mu     sync.Mutex // guards what follows
	index  map[pcommon.TraceID]uint32
	traces []*trace // by slot; nil when free
	free   []uint32
	wheel  *wheel.Wheel
	now    int64
}

func newShard(s *Settings, l *line, now int64) *shard {
	return &shard{settings: s, line: l, index: map[pcommon.TraceID]uint32{}, wheel: wheel.New(now), now: now}
}

// admit files a fragment and returns how many of its spans are new, and how many bytes that adds.
func (s *shard) admit(now int64, f fragment.Fragment) (spans, bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = max(s.now, now)
	slot, ok := s.index[f.TraceID]
	if !ok {
		slot = s.open(f.TraceID)
	}
	t := s.traces[slot]
	before := t.held.bytes
	repeats := t.add(s.now, f)
	if repeats < len(f.Spans) {
		s.settings.Ledger.Accept(len(f.Spans) - repeats)
		s.judge(slot, t)
	}
	return len(f.Spans) - repeats, t.held.bytes - before
}

func (s *shard) open(id pcommon.TraceID) uint32 {
	t := &trace{id: id, first: s.now}
	var slot uint32
	if n := len(s.free); n > 0 {
		slot = s.free[n-1]
		s.free = s.free[:n-1]
		s.traces[slot] = t
	} else {
		slot = uint32(len(s.traces))
		s.traces = append(s.traces, t)
	}
	s.index[id] = slot
	return slot
}

// judge decides what a trace that gained spans, or whose time has come, does next.
func (s *shard) judge(slot uint32, t *trace) {
	if t.due == "" && !t.gone {
		if at, why := t.deadline(s.settings); at > s.now {
			s.wheel.Set(slot, at)
		} else {
			t.due = why
			s.wheel.Cancel(slot)
		}
	}
	if t.queued || t.leaving {
		return
	}
	switch {
	case t.held.spans == 0 && t.due != "":
		s.leave(slot, t)
	case t.held.spans == 0:
	case t.gone:
		s.enqueue(slot, t, wholetrace.Late)
	case t.due != "" && t.parts == 0:
		s.enqueue(slot, t, wholetrace.Whole)
	case t.due != "", s.oversize(t):
		s.enqueue(slot, t, wholetrace.Part)
	}
}

func (s *shard) oversize(t *trace) bool {
	return t.held.spans > s.settings.MaxTraceSpans || t.held.bytes > s.settings.MaxTraceBytes
}

func (s *shard) enqueue(slot uint32, t *trace, kind wholetrace.Kind) {
	t.queued = true
	s.line.join(waiter{ref: ref{s, slot}, kind: kind, bytes: t.held.bytes})
}

// leave remembers a trace that has been handed on, for as long as what is late may come.
func (s *shard) leave(slot uint32, t *trace) {
	t.gone = true
	s.wheel.Set(slot, s.now+int64(s.settings.LateMemory))
}

// tick puts in line what has become due.
func (s *shard) tick(now int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = max(s.now, now)
	s.wheel.Advance(s.now, func(slot uint32) {
		t := s.traces[slot]
		switch {
		case !t.gone:
			s.judge(slot, t)
		case t.queued || t.leaving:
			s.wheel.Set(slot, s.now+int64(s.settings.LateMemory))
		default:
			s.forget(slot, t)
		}
	})
}

func (s *shard) forget(slot uint32, t *trace) {
	delete(s.index, t.id)
	s.traces[slot] = nil
	s.free = append(s.free, slot)
	if len(s.index) == 0 {
		s.index = map[pcommon.TraceID]uint32{} // a map never shrinks
	}
}

// take detaches what a trace holds, and numbers it if it is a part. Spans that come from now on belong to the next
// hand-on.
func (s *shard) take(w waiter) (item, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.traces[w.slot]
	t.queued, t.leaving, t.ending = false, true, t.due != ""
	it := item{ref: w.ref, reason: t.due, held: t.held}
	t.held = held{}
	switch {
	case t.gone:
		it.reason = Straggler
	case t.due == "":
		it.reason = Size
	}
	if w.kind == wholetrace.Part {
		t.parts++
	}
	return it, t.parts
}

// done ends a hand-on of the trace, whether it went well or was given up.
func (s *shard) done(slot uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.traces[slot]
	t.leaving = false
	if t.ending {
		s.leave(slot, t)
	}
	s.judge(slot, t)
}

// drain makes everything due that still waits. What is not known to be complete goes as a part.
func (s *shard) drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for slot, t := range s.traces {
		if t == nil || t.gone || t.due != "" {
			continue
		}
		t.due = Shutdown
		s.wheel.Cancel(uint32(slot))
		if t.queued || t.leaving || t.held.spans == 0 {
			continue
		}
		kind := wholetrace.Part
		if t.parts == 0 && t.complete() {
			kind = wholetrace.Whole
		}
		s.enqueue(uint32(slot), t, kind)
	}
}
