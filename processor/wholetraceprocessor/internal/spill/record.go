package spill

import (
	"encoding/binary"
	"hash/crc32"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// A segment file begins with fileMagic. Records follow, each on its own: whatever happens to one, the next is found by
// its magic and proven by its checksum.
//
//	record:  magic u32 | checksum u32 | size u32 | type u32 | body
//	spans:   seq u64 | arrival i64 | trace id [16] | OTLP TracesData
//	left:    time i64 | departure...                                   departures that a tick brought
//
// The checksum is CRC-32C over size, type and body. All numbers are little endian.
const (
	fileMagic   = "BTNWAIT1"
	recordMagic = 0x4e544142 // "BATN"

	headerBytes = 16
	spansPrefix = 32

	typeSpans = 1
	typeLeft  = 2
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Piece is what one request holds of one trace.
type Piece struct {
	TraceID pcommon.TraceID
	Data    []byte // OTLP TracesData
}

// appendSpans writes a record of spans to the end of dst.
func appendSpans(dst []byte, seq uint64, arrival int64, p Piece) []byte {
	dst, start := beginRecord(dst, typeSpans)
	dst = binary.LittleEndian.AppendUint64(dst, seq)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(arrival))
	dst = append(dst, p.TraceID[:]...)
	dst = append(dst, p.Data...)
	return endRecord(dst, start)
}

func beginRecord(dst []byte, kind uint32) ([]byte, int) {
	start := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, recordMagic)
	dst = append(dst, make([]byte, 8)...)
	return binary.LittleEndian.AppendUint32(dst, kind), start
}

func endRecord(dst []byte, start int) []byte {
	binary.LittleEndian.PutUint32(dst[start+8:], uint32(len(dst)-start-headerBytes))
	binary.LittleEndian.PutUint32(dst[start+4:], crc32.Checksum(dst[start+8:], castagnoli))
	return dst
}

// record is one that was read and proven.
type record struct {
	kind uint32
	body []byte
}

// size is what the record takes in the file.
func (r record) size() int { return headerBytes + len(r.body) }

// parse reads the record that b begins with. False means that it is damaged, or none.
func parse(b []byte) (record, bool) {
	if len(b) < headerBytes || binary.LittleEndian.Uint32(b) != recordMagic {
		return record{}, false
	}
	size := uint64(binary.LittleEndian.Uint32(b[8:]))
	if uint64(len(b)-headerBytes) < size {
		return record{}, false
	}
	r := record{kind: binary.LittleEndian.Uint32(b[12:]), body: b[headerBytes : headerBytes+size]}
	if crc32.Checksum(b[8:headerBytes+size], castagnoli) != binary.LittleEndian.Uint32(b[4:]) {
		return record{}, false
	}
	if r.kind == typeSpans && size < spansPrefix {
		return record{}, false
	}
	return r, true
}

// guess reads of a damaged record of spans what stands at its beginning, whether that is right or not. False means that
// there is nothing to read, or that it tells of no spans.
func guess(b []byte) (record, bool) {
	if len(b) < headerBytes+spansPrefix || binary.LittleEndian.Uint32(b[12:]) == typeLeft {
		return record{}, false
	}
	r := record{kind: typeSpans, body: b[headerBytes:]}
	return r, !r.traceID().IsEmpty()
}

func (r record) seq() uint64    { return binary.LittleEndian.Uint64(r.body) }
func (r record) arrival() int64 { return int64(binary.LittleEndian.Uint64(r.body[8:])) }
func (r record) data() []byte   { return r.body[spansPrefix:] }
func (r record) traceID() pcommon.TraceID {
	return pcommon.TraceID(r.body[16:spansPrefix])
}
