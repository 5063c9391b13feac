package jaegerdoc

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// refType is the link attribute that says what a link is to Jaeger.
const refType = "opentracing.ref_type"

// appendReferences writes the parent and then the links. A link to the parent gives the parent its type.
func appendReferences(dst []byte, span ptrace.Span) []byte {
	links, parent := span.Links(), span.ParentSpanID()
	if links.Len() == 0 && parent.IsEmpty() {
		return append(dst, "null"...)
	}
	dst = append(dst, '[')
	start := len(dst)
	if !parent.IsEmpty() {
		kind := "CHILD_OF"
		for i := range links.Len() {
			if isParent(links.At(i), span) {
				kind = linkType(links.At(i))
			}
		}
		dst = appendReference(dst, kind, span.TraceID(), parent)
	}
	for i := range links.Len() {
		link := links.At(i)
		if parent.IsEmpty() || !isParent(link, span) {
			dst = appendReference(dst, linkType(link), link.TraceID(), link.SpanID())
		}
	}
	return closeList(dst, start)
}

func isParent(link ptrace.SpanLink, span ptrace.Span) bool {
	return link.TraceID() == span.TraceID() && link.SpanID() == span.ParentSpanID()
}

func linkType(link ptrace.SpanLink) string {
	if v, ok := link.Attributes().Get(refType); ok && v.Str() == "child_of" {
		return "CHILD_OF"
	}
	return "FOLLOWS_FROM"
}

func appendReference(dst []byte, kind string, traceID pcommon.TraceID, spanID pcommon.SpanID) []byte {
	dst = append(dst, `{"refType":"`...)
	dst = append(dst, kind...)
	dst = append(dst, `","traceID":`...)
	dst = appendTraceID(dst, traceID)
	dst = append(dst, `,"spanID":`...)
	dst = appendSpanID(dst, spanID)
	return append(dst, '}', ',')
}

// appendLogs writes the span's events. An event's name is its field "event", unless an attribute has that name.
func appendLogs(dst []byte, events ptrace.SpanEventSlice) []byte {
	if events.Len() == 0 {
		return append(dst, "null"...)
	}
	dst = append(dst, '[')
	start := len(dst)
	for i := range events.Len() {
		event := events.At(i)
		dst = append(dst, `{"timestamp":`...)
		dst = strconv.AppendUint(dst, uint64(event.Timestamp())/1000, 10)
		dst = append(dst, `,"fields":[`...)
		first := len(dst)
		if _, named := event.Attributes().Get("event"); !named && event.Name() != "" {
			dst = appendStringTag(dst, "event", event.Name())
		}
		for k, v := range event.Attributes().All() {
			dst, _ = appendPair(dst, k, v)
		}
		dst = closeList(dst, first)
		dst = append(dst, '}', ',')
	}
	return closeList(dst, start)
}
