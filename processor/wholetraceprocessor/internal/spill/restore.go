package spill

import (
	"bytes"
	"cmp"
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

// Heirs take over what waited when the process ended.
type Heirs struct {
	// Left is called for each departure noted, in their order, before the others.
	Left func(at int64, d Departure)
	// Waiting is called for each piece that had not left, in the order of arrival.
	Waiting func(Restored)
	// Lost is called in the end for each piece that had not left and is damaged, as far as that can still be told.
	Lost func(id pcommon.TraceID, arrival int64)
}

// findings are what the segments hold.
type findings struct {
	pieces []Restored
	lost   []Restored      // without data
	gone   map[uint64]bool // by Seq
	latest int64           // when anything was written
}

// Restore reads what was in the directory when the log was opened. latest is when the process before last wrote
// anything. It reports how many damaged pages it set aside.
func (l *Log) Restore(h Heirs) (latest int64, torn int, err error) {
	found := findings{gone: map[uint64]bool{}}
	before := l.Damaged()
	for _, s := range slices.Clone(l.segments) {
		if s == l.active {
			break // it is new
		}
		if err := l.read(s, &found, h.Left); err != nil {
			return 0, 0, fmt.Errorf("cannot read storage: %w", err)
		}
	}
	err = l.handBack(&found, h)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unread = err != nil
	l.trim()
	return found.latest, int(l.Damaged() - before), err
}

// read adds what a segment holds to what was found.
func (l *Log) read(s *segment, found *findings, left func(at int64, d Departure)) error {
	good := func(offset int, r record) {
		if r.kind == typeSpans {
			found.pieces = append(found.pieces, Restored{TraceID: r.traceID(), Arrival: r.arrival(), Ref: Ref{
				Seq: r.seq(), Segment: s.number, Offset: uint32(offset), Size: uint32(r.size()),
			}})
			l.seq = max(l.seq, r.seq())
			found.latest = max(found.latest, r.arrival())
			return
		}
		_ = readDepartures(r.body, func(at int64, d Departure) {
			found.latest = max(found.latest, at)
			for _, ref := range d.Refs {
				found.gone[ref.Seq] = true
				l.seq = max(l.seq, ref.Seq)
			}
			left(at, d)
		})
	}
	return l.scan(s, good, func(_ int, b []byte) {
		if r, ok := guess(b); ok {
			found.lost = append(found.lost, Restored{TraceID: r.traceID(), Arrival: r.arrival(), Ref: Ref{Seq: r.seq()}})
		}
	})
}

// handBack tells the heirs of what is not gone. A piece that was being moved when the process died is there twice, and
// lost only if neither can be read.
func (l *Log) handBack(found *findings, h Heirs) error {
	slices.SortStableFunc(found.pieces, func(a, b Restored) int { return cmp.Compare(a.Arrival, b.Arrival) })
	var b []byte
	for _, r := range found.pieces {
		if found.gone[r.Ref.Seq] {
			continue
		}
		found.gone[r.Ref.Seq] = true
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
		h.Waiting(r)
	}
	for _, r := range found.lost {
		if !found.gone[r.Ref.Seq] {
			found.gone[r.Ref.Seq] = true
			h.Lost(r.TraceID, min(r.Arrival, found.latest))
		}
	}
	return nil
}

// scan calls good for each good record of a segment, sets the others aside and calls bad for each of these.
func (l *Log) scan(s *segment, good func(offset int, r record), bad func(offset int, b []byte)) error {
	b := make([]byte, s.size)
	if _, err := s.file.ReadAt(b, 0); err != nil && s.size > 0 {
		return err
	}
	at := 0
	if bytes.HasPrefix(b, []byte(fileMagic)) {
		at = len(fileMagic)
	}
	for at < len(b) {
		if r, ok := parse(b[at:]); ok {
			good(at, r)
			at += r.size()
			continue
		}
		next := nextPage(b, at)
		l.setAside(s, at, b[at:next])
		bad(at, b[at:next])
		at = next
	}
	return nil
}

// nextPage is where the page after a damaged one begins: where the damaged one says that it ends, if one does begin
// there or the file ends, and else where there is one again.
func nextPage(b []byte, at int) int {
	if end, ok := claim(b, at); ok {
		return end
	}
	for next := at + 1; next < len(b); next++ {
		i := bytes.Index(b[next:], magicBytes)
		if i < 0 {
			break
		}
		next += i
		if _, ok := parse(b[next:]); ok {
			return next
		}
		if _, ok := claim(b, next); ok {
			return next
		}
	}
	return len(b)
}

// claim is where a page ends by what it says itself, and false when that is nowhere that a page ends.
func claim(b []byte, at int) (end int, ok bool) {
	if len(b)-at < headerBytes || !bytes.HasPrefix(b[at:], magicBytes) {
		return 0, false
	}
	size := uint64(binary.LittleEndian.Uint32(b[at+8:]))
	if uint64(len(b)-at-headerBytes) < size {
		return 0, false
	}
	end = at + headerBytes + int(size)
	return end, end == len(b) || bytes.HasPrefix(b[end:], magicBytes)
}

var magicBytes = binary.LittleEndian.AppendUint32(nil, recordMagic)

// setAside copies a damaged page to a file of its own, and counts it, once.
func (l *Log) setAside(s *segment, offset int, b []byte) {
	dir := filepath.Join(l.dir, "damaged")
	path := filepath.Join(dir, fmt.Sprintf("%s-%d", strings.TrimSuffix(filepath.Base(s.path), ".spans"), offset))
	l.damageMu.Lock()
	defer l.damageMu.Unlock()
	if _, err := os.Stat(path); err == nil || l.aside[path] {
		return
	}
	l.aside[path] = true
	// It is damaged and of use to nobody but a curious person: a failure to keep it is no reason to stop.
	_ = os.MkdirAll(dir, 0o700)
	_ = os.WriteFile(path, b, 0o600)
}

// Damaged counts the pages that were found damaged and set aside since the log was opened.
func (l *Log) Damaged() int64 {
	l.damageMu.Lock()
	defer l.damageMu.Unlock()
	return int64(len(l.aside))
}
