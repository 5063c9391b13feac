package spill

import "go.opentelemetry.io/collector/pdata/pcommon"

// Owner is who holds the refs of what waits. Calls come one at a time.
type Owner interface {
	// Holds reports whether the piece waits, there, for its trace or is on its way downstream. What it does not hold has
	// left, or is about to be reported so: one that is neither would keep its segment, and all after it, for ever.
	Holds(id pcommon.TraceID, at Ref) bool
	// Moved tells where the piece is now, and reports whether it was still held.
	Moved(id pcommon.TraceID, from, to Ref) bool
}

// Clean moves what waits out of the oldest segment when the log takes more than twice what waits and a few segments.
// It reports whether it moved anything.
func (l *Log) Clean(o Owner) (bool, error) {
	l.mu.Lock()
	var oldest *segment
	if len(l.segments) > 0 {
		oldest = l.segments[0]
	}
	dirty := len(l.segments) > 3 && l.total > 2*l.live+4*l.options.SegmentBytes
	l.mu.Unlock()
	if !dirty {
		return false, nil
	}
	var failed error
	moved := false
	err := l.scan(oldest, func(offset int, r record) {
		if failed != nil || r.kind != typeSpans {
			return
		}
		from := Ref{Seq: r.seq(), Segment: oldest.number, Offset: uint32(offset), Size: uint32(r.size())}
		if !o.Holds(r.traceID(), from) {
			return
		}
		moved = true
		failed = l.move(o, r, from)
	}, func(int, []byte) {}) // a damaged page stays until its trace goes
	if err != nil {
		return false, err
	}
	return moved, failed
}

// move copies a piece to the end of the log. Its bytes stay as they are, number and time of arrival with them.
func (l *Log) move(o Owner, r record, from Ref) error {
	l.mu.Lock()
	if err := l.ready(); err != nil {
		l.mu.Unlock()
		return err
	}
	seg := l.active
	to := Ref{Seq: from.Seq, Segment: seg.number, Offset: uint32(seg.size), Size: from.Size}
	b := append(l.scratch[:0], rebuild(r)...)
	l.keepScratch(b)
	err := l.write(b, 0)
	if err == nil {
		seg.live += int64(to.Size)
		seg.count++
		l.live += int64(to.Size)
		if seg.size >= l.options.SegmentBytes {
			_ = l.roll()
		}
	}
	l.mu.Unlock()
	if err != nil {
		return err
	}
	stale := from
	if !o.Moved(r.traceID(), from, to) {
		stale = to // it left meanwhile, by its old place
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free(stale)
	return nil
}

func rebuild(r record) []byte {
	dst, start := beginRecord(nil, r.kind)
	return endRecord(append(dst, r.body...), start)
}
