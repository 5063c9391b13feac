package flatdoc

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
)

// RecordWriter puts log records into a request body. It serves one goroutine at a time.
type RecordWriter struct {
	writer
	seen  map[digest]uint32 // how often each content came in this batch
	above digest            // of resource and scope
	raw   []byte
}

// digest identifies content: 24 bytes of SHA-256 keep two records apart for all purposes.
type digest [24]byte

// NewRecordWriter returns a writer of log records.
func NewRecordWriter(form Form) *RecordWriter {
	return &RecordWriter{writer: writer{form: form, names: index.Names{Family: form.Family}}, seen: map[digest]uint32{}}
}

// Reset begins a batch: records of equal content are counted within one.
func (w *RecordWriter) Reset(plain bool) {
	w.writer.Reset(plain)
	clear(w.seen)
}

// Resource makes the next records those of a resource.
func (w *RecordWriter) Resource(resource pcommon.Resource, tenant string) {
	w.writer.Resource(resource, tenant)
	w.above = w.digestOf(resource.Attributes())
}

// Record adds the document of a record, if it is wanted. A record has no id of its own: its content is one, with how
// many equal ones came before in the same batch.
func (w *RecordWriter) Record(body *bulk.Body, record plog.LogRecord, item uint32, wanted bool) {
	d := w.digestRecord(record)
	nth := w.seen[d]
	w.seen[d] = nth + 1
	if !wanted {
		return
	}
	w.raw = append(w.raw[:0], d[:]...)
	w.raw = binary.BigEndian.AppendUint32(w.raw, nth)
	w.id = base64.RawURLEncoding.AppendEncode(w.id[:0], w.raw)
	target := w.names.Target(w.tenant, index.DayOf(timeOf(record)))
	body.End(w.appendRecord(body.Begin(target, w.id, item, ""), record))
}

// timeOf is when a record happened or, if nobody knows, was seen.
func timeOf(record plog.LogRecord) uint64 {
	if t := record.Timestamp(); t != 0 {
		return uint64(t)
	}
	return uint64(record.ObservedTimestamp())
}

func (w *RecordWriter) digestRecord(record plog.LogRecord) digest {
	traceID, spanID := record.TraceID(), record.SpanID()
	b := append(w.raw[:0], w.above[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(record.Timestamp()))
	b = binary.BigEndian.AppendUint64(b, uint64(record.ObservedTimestamp()))
	b = append(append(b, traceID[:]...), spanID[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(record.SeverityNumber())) // #nosec G115 -- 24 numbers
	b = append(append(b, record.SeverityText()...), 0)
	b = append(append(b, record.EventName()...), 0)
	b = append(jsontext.AppendValue(b, record.Body(), false), 0)
	b = appendSorted(b, record.Attributes())
	w.raw = b
	sum := sha256.Sum256(b)
	return digest(sum[:len(digest{})])
}

func (w *RecordWriter) digestOf(attrs pcommon.Map) digest {
	w.raw = appendSorted(w.raw[:0], attrs)
	sum := sha256.Sum256(w.raw)
	return digest(sum[:len(digest{})])
}

func appendSorted(dst []byte, attrs pcommon.Map) []byte {
	v := pcommon.NewValueMap()
	attrs.CopyTo(v.Map())
	return jsontext.AppendValue(dst, v, false)
}

func (w *RecordWriter) appendRecord(dst []byte, record plog.LogRecord) []byte {
	dst = append(dst, `{"@timestamp":`...)
	dst = jsontext.AppendTime(dst, timeOf(record))
	if observed := record.ObservedTimestamp(); observed != 0 {
		dst = append(dst, `,"observed_timestamp":`...)
		dst = jsontext.AppendTime(dst, uint64(observed))
	}
	dst = w.appendIDs(dst, record.TraceID(), record.SpanID())
	if n := record.SeverityNumber(); n != 0 {
		dst = append(dst, `,"severity_number":`...)
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	if s := record.SeverityText(); s != "" {
		dst = append(dst, `,"severity_text":`...)
		dst, _ = jsontext.AppendString(dst, s)
	}
	if name := record.EventName(); name != "" {
		dst = append(dst, `,"event_name":`...)
		dst, _ = jsontext.AppendString(dst, name)
	}
	switch body := record.Body(); body.Type() {
	case pcommon.ValueTypeEmpty:
	case pcommon.ValueTypeStr:
		dst = append(dst, `,"body":`...)
		dst, _ = jsontext.AppendString(dst, body.Str())
	default:
		dst = append(dst, `,"body":`...)
		dst = appendQuoted(dst, body)
	}
	dst = w.appendResource(dst, record.Attributes())
	dst = append(dst, w.scope...)
	dst = w.appendAttributes(dst, record.Attributes())
	return append(dst, '}')
}
