package buffer

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// Restored says what storage held when the processor began.
type Restored struct {
	Spans, Traces int
	Damaged       int // pages that were set aside only now
}

// Restore takes in what waited in storage when the process ended. Call it before anything else. A trace has the age
// that it had; the time during which nobody could send anything does not count as idle.
func (b *Buffer) Restore(now int64) (Restored, error) {
	var r Restored
	latest, damaged, err := b.log.Restore(spill.Heirs{
		Left: func(at int64, d spill.Departure) {
			if at+int64(b.settings.LateMemory) > now && (d.Last || d.Parts > 0) {
				b.shardOf(d.TraceID).restoreGone(at, d)
			}
		},
		Waiting: func(piece spill.Restored) { r.Spans += b.restorePiece(piece) },
		// A trace that lost a page is not whole any more: it is as if a part of it had gone. The next life is to know too.
		Lost: func(id pcommon.TraceID, arrival int64) {
			d := spill.Departure{TraceID: id, Parts: 1}
			b.shardOf(id).restoreGone(arrival, d)
			b.log.Left(now, d)
		},
	})
	if err != nil {
		return r, err
	}
	r.Damaged = damaged
	down := int64(0)
	if latest > 0 {
		down = max(0, now-latest)
	}
	for _, s := range b.shards {
		r.Traces += s.resume(now, down)
	}
	return r, nil
}

// restorePiece files a piece of which memory holds no more than what the index says.
func (b *Buffer) restorePiece(piece spill.Restored) (spans int) {
	td, err := decoder.UnmarshalTraces(piece.Data)
	if err != nil {
		// Its checksum is right: it was written so, which nothing here does. It must not hold up its segment for ever.
		b.log.Left(piece.Arrival, spill.Departure{TraceID: piece.TraceID, Refs: []spill.Ref{piece.Ref}})
		return 0
	}
	for _, f := range fragment.Read(td).Cut() {
		f.Ref = piece.Ref
		repeats, clean := b.shardOf(f.TraceID).restore(piece.Arrival, &f)
		b.tidy(piece.Arrival, &f, repeats, clean)
		spans += len(f.Spans) - repeats
	}
	return spans
}

// restore is admit for what is on disk only, and decides nothing yet.
func (s *shard) restore(arrival int64, f *fragment.Fragment) (repeats int, clean []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, repeats := s.file(arrival, f, packed{})
	if repeats == len(f.Spans) {
		return repeats, nil
	}
	clean = s.cleaned(f, repeats)
	s.spill(s.traces[slot])
	return repeats, clean
}

func (s *shard) restoreGone(at int64, d spill.Departure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, ok := s.index.get(s.traces, d.TraceID)
	if !ok {
		slot = s.open(d.TraceID, at)
	}
	t := s.traces[slot]
	t.last = max(t.last, at)
	t.parts = max(t.parts, uint32(d.Parts))
	if d.Last && !t.gone {
		s.leave(slot, t)
	}
}

// resume lets time go on: what is due goes, the rest waits for what it still has to wait.
func (s *shard) resume(now, down int64) (traces int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = max(s.now, now)
	for slot, t := range s.traces {
		if t == nil {
			continue
		}
		t.last += down
		if t.held.spans > 0 {
			traces++
		}
		s.judge(uint32(slot), t)
	}
	return traces
}

// cleanMost is how many segments one call of Clean moves: more than come in the second until the next, and a bound whatever
// is wrong with the account of the log.
const cleanMost = 32

// Clean keeps the log in proportion to what waits. Call it once a second.
func (b *Buffer) Clean() error {
	for range cleanMost {
		more, err := b.log.Clean(owner{b})
		if err != nil || !more {
			return err
		}
		if err = b.log.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// owner tells the log what still waits.
type owner struct{ *Buffer }

func (o owner) Holds(id pcommon.TraceID, at spill.Ref) bool {
	return o.shardOf(id).find(id, at, func(*spill.Ref) {})
}

func (o owner) Moved(id pcommon.TraceID, from, to spill.Ref) bool {
	return o.shardOf(id).find(id, from, func(r *spill.Ref) { *r = to })
}

// find calls f with the ref of a piece that waits or is on its way downstream.
func (s *shard) find(id pcommon.TraceID, at spill.Ref, f func(*spill.Ref)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, ok := s.index.get(s.traces, id)
	if !ok {
		return false
	}
	t := s.traces[slot]
	var away *disk
	if t.away != nil {
		away = t.away.disk
	}
	for _, d := range [...]*disk{t.held.disk, away} {
		if d == nil {
			continue
		}
		for i := range d.refs {
			if d.refs[i] == at {
				f(&d.refs[i])
				return true
			}
		}
	}
	return false
}
