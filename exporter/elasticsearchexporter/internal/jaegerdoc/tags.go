package jaegerdoc

import (
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
)

// appendTags writes "tags" and, for those kept apart, "tag", in the order of Jaeger: scope, attributes, kind, status,
// trace state.
func (e *Encoder) appendTags(dst []byte, span ptrace.Span) []byte {
	e.elevated.reset()
	e.invalid = 0
	dst = append(dst, `,"tags":[`...)
	start := len(dst)
	dst = append(dst, e.scope...)
	for k, v := range span.Attributes().All() {
		if k == warnings && backwards(span) {
			continue
		}
		dst = e.appendAttribute(dst, k, v)
	}
	if name := span.Name(); !utf8.ValidString(name) {
		dst = e.appendBinary(dst, invalidSpanName, name)
	}
	if backwards(span) {
		dst = e.appendText(dst, warnings, warningsOf(span))
	}
	if kind := kinds[span.Kind()]; kind != "" {
		dst = e.appendText(dst, "span.kind", kind)
	}
	dst = e.appendStatus(dst, span.Status())
	if state := span.TraceState().AsRaw(); state != "" {
		dst = e.appendText(dst, "w3c.tracestate", state)
	}
	dst = closeList(dst, start)
	return e.elevated.appendObject(dst)
}

var kinds = map[ptrace.SpanKind]string{
	ptrace.SpanKindInternal: "internal",
	ptrace.SpanKindServer:   "server",
	ptrace.SpanKindClient:   "client",
	ptrace.SpanKindProducer: "producer",
	ptrace.SpanKindConsumer: "consumer",
}

func (e *Encoder) appendStatus(dst []byte, status ptrace.Status) []byte {
	switch status.Code() {
	case ptrace.StatusCodeError:
		dst = e.appendTag(dst, "error", "bool", func(dst []byte) []byte { return append(dst, "true"...) })
	case ptrace.StatusCodeOk:
		dst = e.appendText(dst, "otel.status_code", "OK")
	}
	if message := status.Message(); message != "" {
		dst = e.appendText(dst, "otel.status_description", message)
	}
	return dst
}

// appendAttribute writes one attribute. Text that is no UTF-8 becomes binary, as Jaeger's sanitizer makes it.
func (e *Encoder) appendAttribute(dst []byte, key string, v pcommon.Value) []byte {
	if name, apart := e.fields.name(key); apart && v.Type() != pcommon.ValueTypeBytes {
		if !utf8.ValidString(key) || v.Type() == pcommon.ValueTypeStr && !utf8.ValidString(v.Str()) {
			return e.appendInvalid(dst, key, v)
		}
		e.elevated.begin(name)
		e.elevated.buf, _ = appendTagValue(e.elevated.buf, v)
		e.elevated.end()
		return dst
	}
	at := len(dst)
	dst, valid := appendPair(dst, key, v)
	if !valid {
		return e.appendInvalid(dst[:at], key, v)
	}
	return dst
}

// appendInvalid writes an attribute whose key or text is no UTF-8.
func (e *Encoder) appendInvalid(dst []byte, key string, v pcommon.Value) []byte {
	if !utf8.ValidString(key) {
		e.invalid++
		return e.appendBinary(dst, "invalid-tag-key-"+strconv.Itoa(e.invalid), key+":"+v.AsString())
	}
	return e.appendBinary(dst, key, v.Str())
}

// appendPair writes a key, its type and its value, as tags and the fields of logs have them. It is not valid when the key
// or a text is no UTF-8.
func appendPair(dst []byte, key string, v pcommon.Value) (_ []byte, valid bool) {
	dst = append(dst, `{"key":`...)
	dst, valid = jsontext.AppendString(dst, key)
	if v.Type() == pcommon.ValueTypeStr {
		dst = append(dst, `,"type":"string","value":`...)
		dst, text := jsontext.AppendString(dst, v.Str())
		return append(dst, '}', ','), valid && text
	}
	dst = append(dst, `,"value":`...)
	dst, kind := appendTagValue(dst, v)
	dst = append(dst, `,"type":"`...)
	dst = append(dst, kind...)
	return append(dst, `"},`...), valid
}

// appendTagValue writes a value in Jaeger's form and returns its type there: bytes are hexadecimal, arrays and maps
// their JSON text.
func appendTagValue(dst []byte, v pcommon.Value) ([]byte, string) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		dst, _ = jsontext.AppendString(dst, v.Str())
		return dst, "string"
	case pcommon.ValueTypeInt:
		return strconv.AppendInt(dst, v.Int(), 10), "int64"
	case pcommon.ValueTypeBool:
		return strconv.AppendBool(dst, v.Bool()), "bool"
	case pcommon.ValueTypeDouble:
		dst, finite := jsontext.AppendFloat(dst, v.Double())
		if !finite {
			// As a float64 it would be read back, and break the JSON of the whole trace in Jaeger's API.
			return dst, "string"
		}
		return dst, "float64"
	case pcommon.ValueTypeBytes:
		return jsontext.AppendHex(dst, v.Bytes().AsRaw()), "binary"
	case pcommon.ValueTypeSlice, pcommon.ValueTypeMap:
		return appendQuoted(dst, v), "string"
	default:
		return append(dst, "null"...), "string"
	}
}

// appendQuoted writes the JSON of an array or a map as one JSON string.
func appendQuoted(dst []byte, v pcommon.Value) []byte {
	text := jsontext.AppendValue(nil, v, true)
	dst, _ = jsontext.AppendString(dst, string(text))
	return dst
}

// appendText writes a tag of our own making, which is a string.
func (e *Encoder) appendText(dst []byte, key, value string) []byte {
	return e.appendTag(dst, key, "string", func(dst []byte) []byte {
		dst, _ = jsontext.AppendString(dst, value)
		return dst
	})
}

func (e *Encoder) appendTag(dst []byte, key, kind string, value func([]byte) []byte) []byte {
	if name, apart := e.fields.name(key); apart {
		e.elevated.begin(name)
		e.elevated.buf = value(e.elevated.buf)
		e.elevated.end()
		return dst
	}
	dst = append(dst, `{"key":`...)
	dst, _ = jsontext.AppendString(dst, key)
	dst = append(dst, `,"value":`...)
	dst = value(dst)
	dst = append(dst, `,"type":"`...)
	dst = append(dst, kind...)
	return append(dst, `"},`...)
}

func (e *Encoder) appendBinary(dst []byte, key, value string) []byte {
	dst = append(dst, `{"key":`...)
	dst, _ = jsontext.AppendString(dst, key)
	dst = append(dst, `,"value":`...)
	dst = jsontext.AppendHex(dst, []byte(value))
	return append(dst, `,"type":"binary"},`...)
}

func appendStringTag(dst []byte, key, value string) []byte {
	dst = append(dst, `{"key":`...)
	dst, _ = jsontext.AppendString(dst, key)
	dst = append(dst, `,"value":`...)
	dst, _ = jsontext.AppendString(dst, value)
	return append(dst, `,"type":"string"},`...)
}

// warnings is where Jaeger keeps what it found wrong with a span; its page shows them.
const warnings = "@jaeger@warnings"

// warningsOf returns the warnings that a span came with and Jaeger's own about its duration, as a JSON array.
func warningsOf(span ptrace.Span) string {
	all := pcommon.NewValueSlice()
	if v, ok := span.Attributes().Get(warnings); ok && v.Type() == pcommon.ValueTypeSlice {
		v.CopyTo(all)
	}
	end, start := span.EndTimestamp().AsTime(), span.StartTimestamp().AsTime()
	all.Slice().AppendEmpty().SetStr(fmt.Sprintf(
		"Negative duration detected, sanitizing end timestamp. Original end timestamp: %s, adjusted to: %s",
		end, start.Add(time.Nanosecond)))
	return string(jsontext.AppendValue(nil, all, true))
}
