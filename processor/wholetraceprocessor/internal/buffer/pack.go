package buffer

import (
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const (
	// packAfter is how old spans become before they are packed: a trace that is whole by then never is.
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

// packOldest compresses what the trace holds that has held something the longest that is not, if that came before the
// given time and does not go before the other. The work is done without the lock.
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
	t.held.live, t.held.since = nil, 0
	t.packing = true
	s.weigh(slot, t)
	start := t.held.rewriteFrom(l)
	pages := s.scratch.get()
	*pages = s.arena.AppendTo((*pages)[:0], t.held.packed, start)
	s.mu.Unlock()

	text, buf := s.scratch.get(), s.scratch.get()
	err := s.rewrite(text, buf, t.id, *pages, l)
	s.scratch.put(pages)
	if err == nil {
		*buf = s.codec.Append((*buf)[:0], *text)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	t.packing = false
	if err != nil {
		s.unpackable(t, l)
	} else {
		s.addPage(t, start, *buf, len(*text))
		s.account.live.Add(-l.cost())
		s.age(slot, t)
	}
	s.scratch.put(text)
	s.scratch.put(buf)
	s.judge(slot, t)
	return true
}

// nextToPack drops entries that are out of date and returns the trace at the front.
func (s *shard) nextToPack(before, stay int64) (uint32, *trace) {
	for f, ok := s.fresh.front(); ok && f.at <= before; f, ok = s.fresh.front() {
		s.fresh.pop()
		t := s.traces[f.slot]
		if t == nil || t.packing || t.held.since != f.since {
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

// rewriteFrom is where the pages begin that are compressed anew: those that are not, and the one before if what comes to
// it is not much less.
func (h *held) rewriteFrom(l *live) int {
	raw, more := int(h.lastRaw), h.packed.Len()-int(h.loose)
	if l != nil {
		more += l.bytes / shortening
	}
	if h.loose > 0 && raw <= joinFactor*more && raw+more <= joinMost {
		return int(h.lastPage)
	}
	return int(h.loose)
}

// rewrite opens pages and writes decoded spans behind them: texts, one behind the other, are one.
func (s *shard) rewrite(text, buf *[]byte, id pcommon.TraceID, pages []byte, l *live) error {
	*text = (*text)[:0]
	for len(pages) > 0 {
		opened, rest, err := s.codec.Open(*buf, pages)
		if err != nil {
			return fmt.Errorf("cannot join spans to a page: %w", err)
		}
		*buf, *text, pages = opened, append(*text, opened...), rest
	}
	if l == nil {
		return nil
	}
	var err error
	s.habit.packed.Add(int64(l.spans))
	*text, err = s.words.Append(*text, id, l.fragments)
	return err
}

// addPage puts a compressed page behind the others of its trace, in the place of those from start on.
func (s *shard) addPage(t *trace, start int, page []byte, raw int) {
	before := s.arena.Bytes()
	h := &t.held
	s.account.loose.Add(-int64(h.packed.Len() - int(h.loose)))
	if start < h.packed.Len() {
		s.arena.Truncate(&h.packed, start)
	}
	h.lastPage, h.lastRaw = uint32(start), uint32(raw)
	s.arena.Append(&h.packed, page)
	h.loose = uint32(h.packed.Len())
	s.account.packed.Add(s.arena.Bytes() - before)
}

// addLoose puts a text behind the pages of its trace, for the time being.
func (s *shard) addLoose(t *trace, text []byte) {
	before := s.arena.Bytes()
	page := s.scratch.get()
	*page = s.codec.AppendLoose((*page)[:0], text)
	s.arena.Append(&t.held.packed, *page)
	s.account.loose.Add(int64(len(*page)))
	s.scratch.put(page)
	s.account.packed.Add(s.arena.Bytes() - before)
}

// age notes that a trace has quick pages.
func (s *shard) age(slot uint32, t *trace) {
	if !t.aging {
		t.aging = true
		s.aging.push(fresh{slot: slot, at: s.now})
	}
}

// unpackable leaves spans as they are when they cannot be packed, which only a page damaged in memory can bring about.
func (s *shard) unpackable(t *trace, l *live) {
	if l == nil {
		return
	}
	if now := t.held.live; now != nil {
		l.fragments = append(l.fragments, now.fragments...)
		l.spans += now.spans
		l.bytes += now.bytes
	}
	t.held.live = l
}

// unpack frees the pages of a trace.
func (s *shard) unpack(h *held) {
	before := s.arena.Bytes()
	s.account.loose.Add(-int64(h.packed.Len() - int(h.loose)))
	s.arena.Free(&h.packed)
	h.lastPage, h.lastRaw, h.loose = 0, 0, 0
	s.account.packed.Add(s.arena.Bytes() - before)
}
