package buffer

import "github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/page"

const (
	// denseAfter is how old quick pages become before they are made into dense ones. It costs more than packing, and saves
	// a third of the memory and more: that pays for those that wait long.
	denseAfter = 30e9
	// denseSoon is within what time a trace that is about to go is not made dense any more.
	denseSoon = 5e9
	// condenseLeast is what quick pages take at least for that: of fewer bytes there is less to save than the index takes.
	// They are moved as they are.
	condenseLeast = 512
)

// condenseOldest makes one page of the latest pages of the trace that has had quick ones longest, if it has had them
// since before the given time and does not go before the other. The work is done without the lock.
func (s *shard) condenseOldest(before, stay int64) bool {
	s.mu.Lock()
	slot, t := s.nextToCondense(before, stay)
	if t == nil {
		s.mu.Unlock()
		return false
	}
	pages := s.scratch.get()
	defer s.scratch.put(pages)
	if t.held.packed.Len() < condenseLeast {
		*pages = s.arena.AppendTo((*pages)[:0], t.held.packed, 0)
		s.addDense(t, t.held.dense.Len(), *pages)
		t.aging = false
		s.mu.Unlock()
		return true
	}
	*pages = s.pages((*pages)[:0], &t.held)
	old := t.held.dense.Len()
	t.packing, t.aging = true, false
	s.weigh(slot, t)
	s.mu.Unlock()

	buf := s.scratch.get()
	defer s.scratch.put(buf)
	start, err := s.condense(buf, *pages, old)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.endPacking(slot, t)
	if err == nil {
		s.addDense(t, start, *buf)
	}
	s.judge(slot, t)
	return true
}

func (s *shard) nextToCondense(before, stay int64) (uint32, *trace) {
	for f, ok := s.aging.front(); ok && f.at <= before; f, ok = s.aging.front() {
		s.aging.pop()
		t := s.traces[f.slot]
		if t == nil || !t.aging {
			continue
		}
		if t.packing {
			s.aging.push(fresh{slot: f.slot, at: s.later(before)})
			continue
		}
		if t.held.packed.Len() == 0 {
			t.aging = false // it went, and came again
			continue
		}
		if at, _ := t.deadline(s.settings); at < stay && t.due == waiting {
			s.aging.push(fresh{slot: f.slot, at: s.later(before)})
			continue
		}
		return f.slot, t
	}
	return 0, nil
}

// condense makes a dense page, in buf, of the latest pages: of all quick ones, which begin at old, and of dense ones before
// them, back to one that is much larger than all after it. It returns where the first of them began.
func (s *shard) condense(buf *[]byte, pages []byte, old int) (start int, err error) {
	starts, err := page.Starts(pages)
	if err != nil {
		return 0, err
	}
	first := len(starts) - 1
	for ; first > 0; first-- {
		if after := len(pages) - starts[first]; starts[first] <= old && starts[first]-starts[first-1] > joinFactor*after {
			break
		}
	}
	opened, all := s.scratch.get(), s.scratch.get()
	defer s.scratch.put(opened)
	defer s.scratch.put(all)
	*all = (*all)[:0]
	for rest := pages[starts[first]:]; len(rest) > 0; {
		if *opened, rest, err = s.codec.Open(*opened, rest); err != nil {
			return 0, err
		}
		*all = append(*all, *opened...)
	}
	*buf = s.codec.AppendDense((*buf)[:0], *all)
	return starts[first], nil
}

// addDense puts pages into the attic in the place of the dense pages of its trace from start on, and of all quick ones.
func (s *shard) addDense(t *trace, start int, page []byte) {
	before := s.mapped()
	h := &t.held
	if start < h.dense.Len() {
		s.attic.Truncate(&h.dense, start)
	}
	s.attic.Append(&h.dense, page)
	s.freeQuick(h)
	s.account.packed.Add(s.mapped() - before)
}
