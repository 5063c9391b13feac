package flatdoc

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/spanid"
)

// SpanWriter puts spans into a request body. It serves one goroutine at a time.
type SpanWriter struct{ writer }

// NewSpanWriter returns a writer of spans.
func NewSpanWriter(form Form) *SpanWriter {
	return &SpanWriter{writer{form: form, names: index.Names{Family: form.Family}}}
}

// Span adds the document of a span, which is the item of this number in its batch.
func (w *SpanWriter) Span(body *bulk.Body, span ptrace.Span, item uint32) {
	w.id = spanid.Append(w.id[:0], w.service, span)
	target := w.names.Target(w.tenant, index.DayOf(uint64(span.StartTimestamp())))
	body.End(w.appendSpan(body.Begin(target, w.id, item, ""), span))
}

var kinds = map[ptrace.SpanKind]string{
	ptrace.SpanKindInternal: "internal", ptrace.SpanKindServer: "server", ptrace.SpanKindClient: "client",
	ptrace.SpanKindProducer: "producer", ptrace.SpanKindConsumer: "consumer",
}

func (w *SpanWriter) appendSpan(dst []byte, span ptrace.Span) []byte {
	start, end := uint64(span.StartTimestamp()), uint64(span.EndTimestamp())
	dst = append(dst, `{"@timestamp":`...)
	dst = jsontext.AppendTime(dst, start)
	dst = w.appendIDs(dst, span.TraceID(), span.SpanID())
	if parent := span.ParentSpanID(); !parent.IsEmpty() {
		dst = append(dst, `,"parent_span_id":`...)
		dst = jsontext.AppendHex(dst, parent[:])
	}
	if state := span.TraceState().AsRaw(); state != "" {
		dst = append(dst, `,"trace_state":`...)
		dst, _ = jsontext.AppendString(dst, state)
	}
	dst = append(dst, `,"name":`...)
	dst, _ = jsontext.AppendString(dst, span.Name())
	if kind := kinds[span.Kind()]; kind != "" {
		dst = append(dst, `,"kind":"`...)
		dst = append(append(dst, kind...), '"')
	}
	dst = append(dst, `,"end_timestamp":`...)
	dst = jsontext.AppendTime(dst, end)
	dst = append(dst, `,"duration":`...)
	dst = strconv.AppendUint(dst, max(end, start)-start, 10)
	dst = appendStatus(dst, span.Status())
	dst = w.appendResource(dst, span.Attributes())
	dst = append(dst, w.scope...)
	dst = w.appendAttributes(dst, span.Attributes())
	dst = w.appendEvents(dst, span.Events())
	dst = w.appendLinks(dst, span.Links())
	return append(dst, '}')
}

func appendStatus(dst []byte, status ptrace.Status) []byte {
	switch status.Code() {
	case ptrace.StatusCodeError:
		dst = append(dst, `,"status.code":"error"`...)
	case ptrace.StatusCodeOk:
		dst = append(dst, `,"status.code":"ok"`...)
	default:
		dst = append(dst, `,"status.code":"unset"`...)
	}
	if message := status.Message(); message != "" {
		dst = append(dst, `,"status.message":`...)
		dst, _ = jsontext.AppendString(dst, message)
	}
	return dst
}

func (w *SpanWriter) appendEvents(dst []byte, events ptrace.SpanEventSlice) []byte {
	if events.Len() == 0 {
		return dst
	}
	dst = append(dst, `,"events":[`...)
	for i, event := range events.All() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, `{"timestamp":`...)
		dst = jsontext.AppendTime(dst, uint64(event.Timestamp()))
		dst = append(dst, `,"name":`...)
		dst, _ = jsontext.AppendString(dst, event.Name())
		dst = w.appendPart(dst, event.Attributes())
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

func (w *SpanWriter) appendLinks(dst []byte, links ptrace.SpanLinkSlice) []byte {
	if links.Len() == 0 {
		return dst
	}
	dst = append(dst, `,"links":[`...)
	for i, link := range links.All() {
		if i > 0 {
			dst = append(dst, ',')
		}
		traceID, spanID := link.TraceID(), link.SpanID()
		dst = append(dst, `{"trace_id":`...)
		dst = jsontext.AppendHex(dst, traceID[:])
		dst = append(dst, `,"span_id":`...)
		dst = jsontext.AppendHex(dst, spanID[:])
		dst = w.appendPart(dst, link.Attributes())
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// appendPart appends the attributes of an event or a link. Where they would become fields they are text: a span can
// have hundreds of events, each with names of its own.
func (w *SpanWriter) appendPart(dst []byte, attrs pcommon.Map) []byte {
	w.part.reset()
	for k, v := range attrs.All() {
		if w.form.Flattened && !w.plain && !deeper(v, mostDepth) {
			w.part.attributes = appendMember(w.part.attributes, k, v)
		} else {
			w.part.unindexed = appendMember(w.part.unindexed, k, v)
		}
	}
	return w.part.appendTo(dst)
}
