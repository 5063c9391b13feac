// Package spill keeps waiting spans on disk: an append-only log in segments, whose records are proven by checksums.
//
// Spans are appended before their sender gets its answer. When they have left the processor, that is appended too, and
// a segment is deleted once nothing of it waits and no older one is left. What waits long is moved on from the oldest
// segment (Clean), so that the log stays in proportion to what waits.
package spill

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Fsync says when the log asks the operating system to write to the disk itself. Whatever it is, what was accepted
// survives the death of the process; it is a power cut that makes the difference.
type Fsync string

// Modes of Fsync.
const (
	Never    Fsync = "never"    // when the system pleases: a power cut loses about the last 30 s
	Interval Fsync = "interval" // every second: a power cut loses the last second
	Always   Fsync = "always"   // before each answer to a sender: a power cut loses nothing
)

// Options of a log.
type Options struct {
	Fsync Fsync
	// MaxBytes bounds the log; zero leaves that to the disk.
	MaxBytes int64
	// SegmentBytes is how large a segment grows.
	SegmentBytes int64
}

// Ref says where a piece is.
type Ref struct {
	Seq     uint64 // names the piece wherever it is moved
	Segment uint32
	Offset  uint32
	Size    uint32
}

var (
	// ErrFull says that there is no room on the disk, or none left of MaxBytes.
	ErrFull   = errors.New("the storage is full")
	errLocked = errors.New("it is locked")
)

// Log is safe for concurrent use.
type Log struct {
	dir     string
	options Options
	lock    *os.File

	mu       sync.Mutex // guards what follows
	segments []*segment // oldest first
	active   *segment   // the last, which is written to; nil as long as the disk had no room for one
	number   uint32     // of the last, there or deleted
	total    int64      // bytes in segments
	live     int64      // and in records that still wait
	unread   bool       // there are segments that Restore has not read yet
	seq      uint64
	left     []byte // a record of the type left that is not written yet
	scratch  []byte
	written  uint64 // counts bytes, for those who wait for fsync

	syncMu sync.Mutex // one fsync at a time; whoever waits for it was mostly served by the one before
	synced uint64     // guarded by syncMu: what is safe of written

	damageMu sync.Mutex
	aside    map[string]bool // guarded by damageMu: damaged pages found since Open
}

// Open opens the log in a directory of its own and makes it ready for what comes. What is in it is read by Restore. On a
// full disk it opens too, since what it gives back may be what fills the disk: until there is room, it takes nothing.
func Open(dir string, o Options) (*Log, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot open storage: %w", err)
	}
	lock, err := lockFile(filepath.Join(dir, "lock"))
	if errors.Is(err, errLocked) {
		return nil, fmt.Errorf("cannot open storage: %s is in use by another whole_trace; "+
			"name the two apart (whole_trace/one, whole_trace/two) or give each a storage::directory of its own", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot open storage: %w", err)
	}
	l := &Log{dir: dir, options: o, lock: lock, aside: map[string]bool{}}
	if err = l.openSegments(); err == nil {
		l.unread = len(l.segments) > 0
		err = l.roll()
	}
	if err != nil && !noRoom(err) {
		l.closeFiles()
		return nil, fmt.Errorf("cannot open storage: %w", err)
	}
	return l, nil
}

// Append writes the pieces of one request and returns where they are. When it returns, they are as safe as Fsync says.
// With an error none counts as written.
func (l *Log) Append(arrival int64, pieces []Piece) ([]Ref, error) {
	l.mu.Lock()
	refs, err := l.append(arrival, pieces, l.options.MaxBytes)
	written := l.written
	l.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if l.options.Fsync == Always {
		if err := l.syncUpTo(written); err != nil {
			for i, p := range pieces {
				l.Left(arrival, Departure{TraceID: p.TraceID, Refs: refs[i : i+1]})
			}
			return nil, fmt.Errorf("cannot sync storage: %w", err)
		}
	}
	return refs, nil
}

func (l *Log) append(arrival int64, pieces []Piece, limit int64) ([]Ref, error) {
	if err := l.ready(); err != nil {
		return nil, err
	}
	seg := l.active
	refs := make([]Ref, len(pieces))
	b := l.scratch[:0]
	for i, p := range pieces {
		start := len(b)
		l.seq++
		b = appendSpans(b, l.seq, arrival, p)
		refs[i] = Ref{Seq: l.seq, Segment: seg.number, Offset: uint32(seg.size) + uint32(start), Size: uint32(len(b) - start)}
	}
	l.keepScratch(b)
	if err := l.write(b, limit); err != nil {
		return nil, err
	}
	seg.live += int64(len(b))
	seg.count += len(pieces)
	l.live += int64(len(b))
	if seg.size >= l.options.SegmentBytes {
		// The pieces are written; when there is no next segment yet, this one grows on.
		_ = l.roll()
	}
	return refs, nil
}

// keepScratch keeps the buffer for the next call, unless a rare large request made it large.
func (l *Log) keepScratch(b []byte) {
	if cap(b) <= 4<<20 {
		l.scratch = b
	}
}

// ready makes the segment that is written to, if there was no room for it before.
func (l *Log) ready() error {
	if l.active != nil {
		return nil
	}
	if err := l.roll(); err != nil {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return nil
}

// write adds b to the active segment, which is there.
func (l *Log) write(b []byte, limit int64) error {
	if limit > 0 && l.total+int64(len(b)) > limit {
		return fmt.Errorf("%w: it holds %d MiB, max_mib is %d", ErrFull, l.total>>20, limit>>20)
	}
	if err := l.active.write(b); err != nil {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	l.total += int64(len(b))
	l.written += uint64(len(b))
	return nil
}

// roll begins a new segment.
func (l *Log) roll() error {
	if n := len(l.segments); n > 0 && l.options.Fsync != Never {
		if err := l.segments[n-1].file.Sync(); err != nil {
			return err
		}
	}
	s, err := createSegment(l.dir, l.number+1)
	if err != nil {
		return err
	}
	if l.options.Fsync != Never {
		if err = syncDir(l.dir); err != nil {
			_ = s.remove()
			return err
		}
	}
	l.segments = append(l.segments, s)
	l.active, l.number = s, s.number
	l.total += s.size
	l.trim()
	return nil
}

// trim deletes segments of which nothing waits, oldest first: what says that a record has left stands behind it, and
// must not go before it.
func (l *Log) trim() {
	for !l.unread && len(l.segments) > 0 && l.segments[0] != l.active && l.segments[0].count == 0 {
		l.total -= l.segments[0].size
		_ = l.segments[0].remove()
		l.segments[0] = nil
		l.segments = l.segments[1:]
	}
}

// Read appends a piece's spans to dst, proven anew. A page that is found damaged is set aside.
func (l *Log) Read(dst []byte, r Ref) ([]byte, error) {
	l.mu.Lock()
	seg := l.find(r.Segment)
	l.mu.Unlock()
	if seg == nil {
		return dst, fmt.Errorf("cannot read spans: segment %d is gone", r.Segment)
	}
	b := make([]byte, r.Size)
	if _, err := seg.file.ReadAt(b, int64(r.Offset)); err != nil {
		return dst, fmt.Errorf("cannot read spans: %w", err)
	}
	rec, ok := parse(b)
	if !ok || rec.kind != typeSpans || rec.seq() != r.Seq {
		l.setAside(seg, int(r.Offset), b)
		return dst, fmt.Errorf("cannot read spans: %s is damaged at %d", filepath.Base(seg.path), r.Offset)
	}
	return append(dst, rec.data()...), nil
}

// find returns a segment by its number, nil when there is none.
func (l *Log) find(number uint32) *segment {
	i, ok := slices.BinarySearchFunc(l.segments, number, func(s *segment, n uint32) int { return cmp.Compare(s.number, n) })
	if !ok {
		return nil
	}
	return l.segments[i]
}

// Usage is what the log takes of the disk, and how much of that still waits.
func (l *Log) Usage() (total, live int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total, l.live
}

// Close writes what is noted and lets go of the directory.
func (l *Log) Close() error {
	err := l.Flush()
	if l.options.Fsync != Never {
		err = errors.Join(err, l.Sync())
	}
	l.closeFiles()
	return err
}

func (l *Log) closeFiles() {
	for _, s := range l.segments {
		_ = s.file.Close()
	}
	_ = l.lock.Close()
}
