package jaegerdoc

import (
	"strconv"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/servicename"
)

// Encoder writes span documents. It remembers the resource and the scope that the next spans stand under, and its
// buffers, so it serves one goroutine at a time.
type Encoder struct {
	fields           Fields
	agentsAsServices bool

	service  string // of the resource
	resource []byte // what follows the service's name in "process"
	agents   []byte // the same for spans of an agent, which tells the service that ran it
	scope    []byte // the scope's tags, each with a comma behind it
	elevated elevation
	invalid  int // attribute keys of this map that were no UTF-8
}

// NewEncoder returns an encoder that keeps the tags of fields apart for aggregations. With agentsAsServices a span that
// names an agent belongs to the service of that agent.
func NewEncoder(fields Fields, agentsAsServices bool) *Encoder {
	return &Encoder{fields: fields, agentsAsServices: agentsAsServices}
}

// SetResource makes the next spans those of a resource with these attributes.
func (e *Encoder) SetResource(attrs pcommon.Map) {
	e.service = servicename.Of(attrs)
	e.resource = e.appendResource(e.resource[:0], attrs, "")
	if e.agentsAsServices {
		e.agents = e.appendResource(e.agents[:0], attrs, e.service)
	}
}

// appendResource writes the tags of a process; those of an agent tell the service that ran it.
func (e *Encoder) appendResource(dst []byte, attrs pcommon.Map, ranBy string) []byte {
	dst = append(dst, `,"tags":[`...)
	e.elevated.reset()
	e.invalid = 0
	start := len(dst)
	for k, v := range attrs.All() {
		if k != servicename.Key && (ranBy == "" || k != genai.RealService) {
			dst = e.appendAttribute(dst, k, v)
		}
	}
	if ranBy != "" {
		dst = e.appendText(dst, genai.RealService, ranBy)
	}
	dst = closeList(dst, start)
	return append(e.elevated.appendObject(dst), '}')
}

// SetScope makes the next spans those of this scope.
func (e *Encoder) SetScope(scope pcommon.InstrumentationScope) {
	e.elevated.reset()
	dst := e.scope[:0]
	if name := scope.Name(); name != "" {
		dst = appendStringTag(dst, "otel.scope.name", name)
	}
	if version := scope.Version(); version != "" {
		dst = appendStringTag(dst, "otel.scope.version", version)
	}
	e.scope = dst
}

// Service returns the service that a span of the current resource belongs to.
func (e *Encoder) Service(span ptrace.Span) (service, agent string) {
	if !e.agentsAsServices {
		return e.service, ""
	}
	return e.service, servicename.AgentOf(span.Attributes())
}

// AppendSpan appends the document of a span of the current resource and scope.
func (e *Encoder) AppendSpan(dst []byte, span ptrace.Span) []byte {
	traceID, spanID := span.TraceID(), span.SpanID()
	dst = append(dst, `{"traceID":`...)
	dst = appendTraceID(dst, traceID)
	dst = append(dst, `,"spanID":`...)
	dst = appendSpanID(dst, spanID)
	if flags := span.Flags(); flags != 0 {
		dst = append(dst, `,"flags":`...)
		dst = strconv.AppendUint(dst, uint64(flags), 10)
	}
	dst = append(dst, `,"operationName":`...)
	dst, _ = jsontext.AppendString(dst, operationOf(span))
	dst = append(dst, `,"references":`...)
	dst = appendReferences(dst, span)
	dst = appendTimes(dst, span)
	dst = e.appendTags(dst, span)
	dst = append(dst, `,"logs":`...)
	dst = appendLogs(dst, span.Events())
	dst = append(dst, `,"process":{"serviceName":`...)
	dst = e.appendServiceName(dst, span)
	if _, agent := e.Service(span); agent != "" {
		dst = append(dst, e.agents...)
	} else {
		dst = append(dst, e.resource...)
	}
	return append(dst, '}')
}

func (e *Encoder) appendServiceName(dst []byte, span ptrace.Span) []byte {
	service, agent := e.Service(span)
	dst, _ = jsontext.AppendString(dst, service)
	if agent == "" {
		return dst
	}
	dst = append(dst[:len(dst)-1], servicename.Separator...)
	at := len(dst)
	dst, _ = jsontext.AppendString(dst, agent)
	return append(dst[:at], dst[at+1:]...) // one string, not two
}

// appendTimes writes Jaeger's clock: microseconds since 1970 and, for range queries, milliseconds.
func appendTimes(dst []byte, span ptrace.Span) []byte {
	start := StartMicros(span)
	dst = append(dst, `,"startTime":`...)
	dst = strconv.AppendUint(dst, start, 10)
	dst = append(dst, `,"startTimeMillis":`...)
	dst = strconv.AppendUint(dst, start/1000, 10)
	var micros uint64
	if !backwards(span) {
		micros = uint64(span.EndTimestamp()-span.StartTimestamp()) / 1000
	}
	dst = append(dst, `,"duration":`...)
	return strconv.AppendUint(dst, micros, 10)
}

// StartMicros returns the start of a span in microseconds since 1970; the day it falls on names the index.
func StartMicros(span ptrace.Span) uint64 { return uint64(span.StartTimestamp()) / 1000 }

// backwards says that a span ends no later than it starts; Jaeger makes it last a nanosecond and warns.
func backwards(span ptrace.Span) bool {
	return span.EndTimestamp() <= span.StartTimestamp()
}

func appendTraceID(dst []byte, id pcommon.TraceID) []byte {
	if id.IsEmpty() {
		return append(dst, `""`...)
	}
	return jsontext.AppendHex(dst, id[:])
}

func appendSpanID(dst []byte, id pcommon.SpanID) []byte {
	if id.IsEmpty() {
		return append(dst, `""`...)
	}
	return jsontext.AppendHex(dst, id[:])
}

const invalidSpanName = "invalid-span-name"

// operationOf is what Jaeger calls a span.
func operationOf(span ptrace.Span) string {
	if name := span.Name(); utf8.ValidString(name) {
		return name
	}
	return invalidSpanName
}

// closeList ends a JSON array whose elements each have a comma behind them; start is where the first one began.
func closeList(dst []byte, start int) []byte {
	if len(dst) > start {
		dst = dst[:len(dst)-1]
	}
	return append(dst, ']')
}
