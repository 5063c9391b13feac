package spill

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Restored is a piece that waited when the process ended.
type Restored struct {
	TraceID pcommon.TraceID
	Arrival int64
	Ref     Ref
	Data    []byte // valid until the next one
}

// openSegments opens the files that are there, for reading.
func (l *Log) openSegments() error {
	paths, err := filepath.Glob(filepath.Join(l.dir, "*.spans"))
	if err != nil {
		return err
	}
	slices.Sort(paths)
	for _, path := range paths {
		number, err := strconv.ParseUint(strings.TrimSuffix(filepath.Base(path), ".spans"), 10, 32)
		if err != nil {
			continue // not a name of ours
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		s := &segment{number: uint32(number), path: path, file: f}
		l.segments = append(l.segments, s)
		l.number = s.number
		info, err := f.Stat()
		if err != nil {
			return err
		}
		s.size = info.Size()
		l.total += s.size
	}
	return nil
}

// Restore reads what was in the directory when the log was opened. It calls waiting for each piece that had not left,
// in the order of arrival, and left for each departure noted, in their order, before that. latest is when the
// process before last wrote anything. It reports how many damaged pages it set aside.
func (l *Log) Restore(left func(at int64, d Departure), waiting func(Restored)) (latest int64, torn int, err error) {
	var found []Restored
	gone := map[uint64]bool{}
	for _, s := range slices.Clone(l.segments) {
		if s == l.active {
			break // it is new
		}
		n, err := l.scan(s, func(offset int, r record) {
			if r.kind == typeSpans {
				found = append(found, Restored{TraceID: r.traceID(), Arrival: r.arrival(), Ref: Ref{
					Seq: r.seq(), Segment: s.number, Offset: uint32(offset), Size: uint32(r.size()),
				}})
				l.seq = max(l.seq, r.seq())
				latest = max(latest, r.arrival())
				return
			}
			_ = readDepartures(r.body, func(at int64, d Departure) {
				latest = max(latest, at)
				for _, ref := range d.Refs {
					gone[ref.Seq] = true
					l.seq = max(l.seq, ref.Seq)
				}
				left(at, d)
			})
		})
		if err != nil {
			return 0, 0, fmt.Errorf("cannot read storage: %w", err)
		}
		torn += n
	}
	err = l.handBack(found, gone, waiting)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unread = err != nil
	l.trim()
	return latest, torn, err
}

// handBack calls waiting for what is not gone. A piece that was being moved when the process died is there twice.
func (l *Log) handBack(found []Restored, gone map[uint64]bool, waiting func(Restored)) error {
	slices.SortStableFunc(found, func(a, b Restored) int { return int(min(1, max(-1, a.Arrival-b.Arrival))) })
	var b []byte
	for _, r := range found {
		if gone[r.Ref.Seq] {
			continue
		}
		gone[r.Ref.Seq] = true
		var err error
		if b, err = l.Read(b[:0], r.Ref); err != nil {
			return err
		}
		l.mu.Lock()
		seg := l.find(r.Ref.Segment)
		seg.live += int64(r.Ref.Size)
		seg.count++
		l.live += int64(r.Ref.Size)
		l.mu.Unlock()
		r.Data = b
		waiting(r)
	}
	return nil
}

// scan calls f for each good record of a segment, sets the rest aside, and counts the pieces that it set aside.
func (l *Log) scan(s *segment, f func(offset int, r record)) (torn int, err error) {
	b := make([]byte, s.size)
	if _, err := s.file.ReadAt(b, 0); err != nil && s.size > 0 {
		return 0, err
	}
	at := 0
	if bytes.HasPrefix(b, []byte(fileMagic)) {
		at = len(fileMagic)
	}
	for at < len(b) {
		if r, ok := parse(b[at:]); ok {
			f(at, r)
			at += r.size()
			continue
		}
		next := at + 1
		for next < len(b) {
			i := bytes.Index(b[next:], magicBytes)
			if i < 0 {
				next = len(b)
				break
			}
			next += i
			if _, ok := parse(b[next:]); ok {
				break
			}
			next++
		}
		if next > len(b) {
			next = len(b)
		}
		if l.setAside(s, at, b[at:next]) {
			torn++
		}
		at = next
	}
	return torn, nil
}

var magicBytes = binary.LittleEndian.AppendUint32(nil, recordMagic)

// setAside copies damaged bytes to a file of their own, once.
func (l *Log) setAside(s *segment, offset int, b []byte) bool {
	dir := filepath.Join(l.dir, "damaged")
	path := filepath.Join(dir, fmt.Sprintf("%s-%d", strings.TrimSuffix(filepath.Base(s.path), ".spans"), offset))
	if _, err := os.Stat(path); err == nil {
		return false
	}
	// It is damaged and of use to nobody but a curious person: a failure to keep it is no reason not to start.
	_ = os.MkdirAll(dir, 0o700)
	_ = os.WriteFile(path, b, 0o600)
	return true
}
