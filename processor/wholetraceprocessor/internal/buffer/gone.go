package buffer

// departed is an entry of the list of those that were handed on. A trace of which something late was handed on stands
// in it again; its latest entry counts.
type departed struct {
	slot, seq uint32
}

// leave remembers a trace that has been handed on, for as long as what is late may come.
func (s *shard) leave(slot uint32, t *trace) {
	if !t.gone {
		s.goneCost += t.indexCost()
		s.waiting.Add(-1)
	}
	t.gone = true
	s.goneSeq++
	t.left = s.goneSeq
	s.shrink() // before it stands in the list itself: whoever calls goes on with it
	s.gone.push(departed{slot, t.left})
	s.wheel.Set(slot, s.now+int64(s.settings.LateMemory))
}

// shrink keeps what is remembered of traces that are gone within bounds. The oldest are forgotten first.
func (s *shard) shrink() {
	for d, ok := s.gone.front(); ok; d, ok = s.gone.front() {
		t := s.traces[d.slot]
		if t == nil || t.left != d.seq {
			s.gone.pop() // forgotten by its time, or handed on again since
			continue
		}
		if s.goneCost <= s.goneLimit || t.held.spans > 0 || t.leaving {
			return
		}
		s.gone.pop()
		s.forget(d.slot, t)
	}
}

// forget ends all knowledge of a trace.
func (s *shard) forget(slot uint32, t *trace) {
	s.wheel.Cancel(slot)
	s.heaviest.move(s.traces, slot, 0)
	cost := t.indexCost()
	s.account.index.Add(-cost)
	if t.gone {
		s.goneCost -= cost
	}
	s.index.remove(s.traces, slot)
	s.traces[slot] = nil
	s.free = append(s.free, slot)
	t.seen.Free(&s.spans)
	s.blocks.put(t)
}
