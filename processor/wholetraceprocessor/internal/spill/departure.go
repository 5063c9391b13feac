package spill

import (
	"encoding/binary"
	"errors"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Departure says that spans of a trace have left the processor.
type Departure struct {
	TraceID pcommon.TraceID
	// Last says that the trace waits no longer: what comes now is late.
	Last  bool
	Parts int // handed on so far, zero for a trace that went whole
	Refs  []Ref
}

// Left notes that spans have left the processor; Flush writes it. A process that dies in between hands them on again.
func (l *Log) Left(now int64, d Departure) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.left) == 0 {
		l.left, _ = beginRecord(l.left, typeLeft)
		l.left = binary.LittleEndian.AppendUint64(l.left, uint64(now))
	}
	l.left = d.append(l.left)
	for _, r := range d.Refs {
		l.free(r)
	}
}

// free takes a record off the account of its segment.
func (l *Log) free(r Ref) {
	if seg := l.find(r.Segment); seg != nil {
		seg.live -= int64(r.Size)
		seg.count--
		l.live -= int64(r.Size)
	}
}

// Flush writes what Left has noted and deletes the segments of which nothing waits. On a full disk the notes are kept
// for the next time, and an error says so even when there are none and only the segment for what comes is missing.
func (l *Log) Flush() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trim()
	err := l.ready()
	if len(l.left) == 0 {
		return err
	}
	if err == nil {
		err = l.write(endRecord(l.left, 0), 0)
	}
	if err != nil && !l.restart() {
		return err
	}
	l.left = l.left[:0]
	return nil
}

// restart empties the only segment when nothing of it waits: a disk that is full must not stay so for its sake.
// The notes have nothing to tell then either, nor where there is no segment at all.
func (l *Log) restart() bool {
	if len(l.segments) == 0 {
		return true
	}
	s := l.segments[0]
	if s != l.active || len(l.segments) > 1 || s.count > 0 || s.file.Truncate(int64(len(fileMagic))) != nil {
		return false
	}
	l.total -= s.size - int64(len(fileMagic))
	s.size = int64(len(fileMagic))
	return true
}

var errDeparture = errors.New("a departure is cut short")

// append writes the departure to the end of a record of the type left.
func (d Departure) append(dst []byte) []byte {
	dst = append(dst, d.TraceID[:]...)
	last := byte(0)
	if d.Last {
		last = 1
	}
	dst = append(dst, last)
	dst = binary.AppendUvarint(dst, uint64(d.Parts))
	dst = binary.AppendUvarint(dst, uint64(len(d.Refs)))
	for _, r := range d.Refs {
		dst = binary.AppendUvarint(dst, r.Seq)
	}
	return dst
}

// readDepartures calls f for each departure in the body of a record of the type left. Of a departure's refs only the
// numbers are known.
func readDepartures(body []byte, f func(at int64, d Departure)) error {
	if len(body) < 8 {
		return errDeparture
	}
	at := int64(binary.LittleEndian.Uint64(body))
	for body = body[8:]; len(body) > 0; {
		if len(body) < 17 {
			return errDeparture
		}
		d := Departure{TraceID: pcommon.TraceID(body[:16]), Last: body[16] == 1}
		body = body[17:]
		var numbers [2]uint64
		for i := range numbers {
			v, n := binary.Uvarint(body)
			if n <= 0 {
				return errDeparture
			}
			numbers[i], body = v, body[n:]
		}
		d.Parts = int(numbers[0])
		for range numbers[1] {
			v, n := binary.Uvarint(body)
			if n <= 0 {
				return errDeparture
			}
			d.Refs = append(d.Refs, Ref{Seq: v})
			body = body[n:]
		}
		f(at, d)
	}
	return nil
}
