package buffer

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// View is what is shown of a trace that waits.
type View struct {
	ID          pcommon.TraceID
	Age, Silent time.Duration // since its first span came, and since its latest
	Span        time.Duration // from first start to last end, by the spans' own clocks
	Spans       int           // that wait, or are on their way downstream
	Bytes       int64         // the same, on the wire
	Errors      int
	Parts       int // handed on so far
	OnDisk      bool
	Why         string // it still waits
}

// List returns the traces that wait, the oldest first, at most limit of them, and how many there are.
func (b *Buffer) List(now int64, limit int) (views []View, all int) {
	for _, s := range b.shards {
		found, n := s.list(now, limit)
		views = append(views, found...)
		all += n
	}
	slices.SortFunc(views, func(a, b View) int { return cmp.Compare(b.Age, a.Age) })
	return views[:min(limit, len(views))], all
}

func (s *shard) list(now int64, limit int) (views []View, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*trace
	for _, t := range s.traces {
		if t != nil && (t.held.spans > 0 || t.leaving) {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *trace) int { return cmp.Compare(a.first, b.first) })
	for _, t := range found[:min(limit, len(found))] {
		views = append(views, s.view(t, now))
	}
	return views, len(found)
}

func (s *shard) view(t *trace, now int64) View {
	v := View{
		ID: t.id, Age: time.Duration(now - t.first), Silent: time.Duration(now - t.last),
		Span: time.Duration(max(t.end, t.start) - t.start), Spans: int(t.held.spans), Bytes: t.held.bytes,
		Errors: int(t.errors), Parts: int(t.parts), OnDisk: t.held.onDisk(), Why: s.why(t, now),
	}
	if t.away != nil {
		v.Spans += t.away.spans
		v.Bytes += t.away.bytes
		v.OnDisk = v.OnDisk || t.away.onDisk()
	}
	return v
}

func (s *shard) why(t *trace, now int64) string {
	at, reason := t.deadline(s.settings)
	left := max(0, time.Duration(at-now)).Round(10 * time.Millisecond)
	switch {
	case t.leaving:
		return fmt.Sprintf("it is on its way downstream, attempt %d", max(1, t.away.attempt.Load()))
	case t.queued:
		return "it stands in line to go downstream"
	case reason == AfterRoot:
		return fmt.Sprintf("its root has ended, %v of grace are left", left)
	case t.roots == 0:
		return fmt.Sprintf("no root has ended yet; %s in %v", reason, left)
	case t.provisional:
		return fmt.Sprintf("its root is provisional; %s in %v", reason, left)
	case t.seen.Missing() > 0:
		return fmt.Sprintf("parents missing: %d; %s in %v", t.seen.Missing(), reason, left)
	}
	return fmt.Sprintf("%s in %v", reason, left)
}

// Usage is what the buffer takes, in bytes. It adds up to what Settings.MemoryBytes bounds.
type Usage struct {
	Live, Packed, Index, Flight int64
	Words                       int64 // the vocabulary
	Freed                       int64 // what decoded spans have left to the garbage collector lately
	Fixed                       int64 // whatever waits
}

// Usage returns what the buffer takes now.
func (b *Buffer) Usage() Usage {
	a := &b.account
	live := a.live.Load()
	return Usage{
		Live: live, Packed: a.packed.Load(), Index: a.index.Load(), Flight: a.flight.Load(),
		Words: a.words.Load(), Freed: max(0, a.heap.Load()-live), Fixed: fixedBytes,
	}
}

// Waiting counts the traces that have not been handed on.
func (b *Buffer) Waiting() int64 { return b.waiting.Load() }

// Close frees the memory. Nothing may be called afterwards.
func (b *Buffer) Close() {
	for _, s := range b.shards {
		s.mu.Lock()
		s.arena.Close()
		s.attic.Close()
		s.mu.Unlock()
	}
}
