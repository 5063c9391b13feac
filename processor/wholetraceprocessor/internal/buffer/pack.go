package buffer

import (
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/shorthand"
)

const (
	// packAfter is how old decoded spans become before they are packed: a trace that is whole by then never is.
	packAfter = 2e9
	// soon is within what time a trace that is about to go is not packed any more.
	soon = 1e9
)

// A new page is joined with the one before it unless that is much larger: a run that sends a span now and then would
// have a page for each, with little in it to compress. Each span is packed a few times at most that way.
const (
	joinFactor = 4
	joinMost   = 64 << 10
	shortening = 3 // about how much smaller than on the wire spans are in a page, when that is open
)

var (
	encoder ptrace.ProtoMarshaler
	decoder ptrace.ProtoUnmarshaler
)

// packOldest packs the decoded spans of the trace that has had them longest, if they came before the given time and do
// not go before the other. The work is done without the lock.
func (s *shard) packOldest(before, stay int64) bool {
	s.mu.Lock()
	slot, t := s.nextToPack(before, stay)
	if t == nil {
		s.mu.Unlock()
		return false
	}
	if t.held.onDisk() {
		s.spill(t)
		s.weigh(slot, t)
		s.mu.Unlock()
		return true
	}
	l := t.held.live
	t.held.live = nil
	t.packing = true
	s.weigh(slot, t)
	joined := s.pageToJoin(t, l.bytes)
	s.mu.Unlock()

	text, buf := s.scratch.get(), s.scratch.get()
	defer s.scratch.put(text)
	defer s.scratch.put(buf)
	words := s.words.Edition()
	var err error
	if *text, err = s.encode(*text, t.id, l, joined); err == nil {
		*buf = s.codec.Append((*buf)[:0], *text)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	s.endPacking(slot, t)
	if err != nil {
		s.unpackable(t, l)
	} else {
		start := t.held.packed.Len()
		if joined != nil {
			start = int(t.held.lastPage)
		}
		s.addPage(t, start, packed{*buf, len(*text), words})
		s.account.live.Add(-l.cost())
		s.age(slot, t)
	}
	s.judge(slot, t)
	return true
}

// endPacking ends work on the pages of a trace. The entry of spans that came meanwhile may have been dropped from the queue:
// they get another.
func (s *shard) endPacking(slot uint32, t *trace) {
	t.packing = false
	if l := t.held.live; l != nil {
		s.fresh.push(fresh{slot: slot, since: l.since, at: s.now})
	}
}

// nextToPack drops entries that are out of date and returns the trace at the front.
func (s *shard) nextToPack(before, stay int64) (uint32, *trace) {
	for f, ok := s.fresh.front(); ok && f.at <= before; f, ok = s.fresh.front() {
		s.fresh.pop()
		t := s.traces[f.slot]
		if t == nil || t.packing || t.held.live == nil || t.held.live.since != f.since {
			continue
		}
		if at, _ := t.deadline(s.settings); at < stay && t.due == waiting {
			s.fresh.push(fresh{f.slot, f.since, s.later(before)}) // it goes in a moment, unless more comes
			continue
		}
		return f.slot, t
	}
	return 0, nil
}

// later is now, and in any case later than before: who goes through a queue up to before does not meet again what it put
// back, even if the shard's clock has stood still.
func (s *shard) later(before int64) int64 { return max(s.now, min(before, ever-1)+1) }

// pageToJoin returns a copy of the last page of a trace if what is packed now should go into it.
func (s *shard) pageToJoin(t *trace, bytes int) []byte {
	raw, more := int(t.held.lastRaw), bytes/shortening
	if t.held.packed.Len() == 0 || raw > joinFactor*more || raw+more > joinMost {
		return nil
	}
	return s.arena.AppendTo(nil, t.held.packed, int(t.held.lastPage))
}

// encode writes decoded spans behind those of the page they are joined with: two texts, one behind the other, are one.
func (s *shard) encode(text []byte, id pcommon.TraceID, l *live, joined []byte) ([]byte, error) {
	text = text[:0]
	if joined != nil {
		var err error
		if text, _, err = s.codec.Open(text, joined); err != nil {
			return text, fmt.Errorf("cannot join spans to a page: %w", err)
		}
	}
	s.habit.packed.Add(int64(l.spans))
	return s.words.Append(text, id, l.fragments)
}

// pages appends all pages of a trace to dst.
func (s *shard) pages(dst []byte, h *held) []byte {
	return s.arena.AppendTo(s.attic.AppendTo(dst, h.dense, 0), h.packed, 0)
}

// addPage puts a quick page behind the others of its trace, in the place of those from start on, which are in it.
func (s *shard) addPage(t *trace, start int, p packed) {
	before := s.mapped()
	h := &t.held
	if start < h.packed.Len() {
		s.arena.Truncate(&h.packed, start)
	}
	h.lastPage, h.lastRaw = uint32(start), uint32(p.raw)
	h.words = shorthand.Older(h.words, p.words)
	s.arena.Append(&h.packed, p.page)
	s.account.packed.Add(s.mapped() - before)
}

// mapped is the memory that pages take.
func (s *shard) mapped() int64 { return s.arena.Bytes() + s.attic.Bytes() }

// age notes that a trace has quick pages.
func (s *shard) age(slot uint32, t *trace) {
	if !t.aging {
		t.aging = true
		s.aging.push(fresh{slot: slot, at: s.now})
	}
}

// unpackable leaves spans as they are when they cannot be packed, which only a page damaged in memory can bring about.
func (s *shard) unpackable(t *trace, l *live) {
	if now := t.held.live; now != nil {
		l.fragments = append(l.fragments, now.fragments...)
		l.spans += now.spans
		l.bytes += now.bytes
	}
	t.held.live = l
}

// unpack frees the pages of a trace.
func (s *shard) unpack(h *held) {
	before := s.mapped()
	s.attic.Free(&h.dense)
	s.freeQuick(h)
	h.words = nil
	s.account.packed.Add(s.mapped() - before)
}

func (s *shard) freeQuick(h *held) {
	s.arena.Free(&h.packed)
	h.lastPage, h.lastRaw = 0, 0
}
