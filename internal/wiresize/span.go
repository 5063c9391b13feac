// Package wiresize tells how large spans, and the fields that they are made of, are as OTLP protobuf, in bytes. The marshaler
// of pdata tells the same of whole messages only, and at more than twice the time, which is more than all else that a decision
// on a trace takes; the tests compare the two.
package wiresize

import (
	"math/bits"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Sizes of what is always as long, its tag of one byte included. The flags of a span have a tag of two bytes.
const (
	fixed64      = 1 + 8
	fixed32      = 1 + 4
	spanFlags    = 2 + 4
	traceIDField = 2 + 16
	spanIDField  = 2 + 8
	noID         = 2 // pdata writes an empty id as an empty field
)

// Span is the size of a span, without the tag and length that stand before it in a message.
func Span(s ptrace.Span) int {
	status := s.Status()
	n := TraceID(s.TraceID()) + SpanID(s.SpanID()) + SpanID(s.ParentSpanID()) +
		Text(s.TraceState().AsRaw()) + Text(s.Name()) +
		Number(uint64(s.Kind())) + //nolint:gosec // a negative number is written in ten bytes
		Timestamp(s.StartTimestamp()) + Timestamp(s.EndTimestamp()) +
		Message(Text(status.Message())+Number(uint64(status.Code()))) +
		attributes(s.Attributes()) +
		Number(uint64(s.DroppedAttributesCount())) + Number(uint64(s.DroppedEventsCount())) + Number(uint64(s.DroppedLinksCount()))
	if s.Flags() != 0 {
		n += spanFlags
	}
	for _, e := range s.Events().All() {
		n += Message(event(e))
	}
	for _, l := range s.Links().All() {
		n += Message(link(l))
	}
	return n
}

func event(e ptrace.SpanEvent) int {
	return Timestamp(e.Timestamp()) + Text(e.Name()) + attributes(e.Attributes()) + Number(uint64(e.DroppedAttributesCount()))
}

func link(l ptrace.SpanLink) int {
	n := TraceID(l.TraceID()) + SpanID(l.SpanID()) + Text(l.TraceState().AsRaw()) +
		attributes(l.Attributes()) + Number(uint64(l.DroppedAttributesCount()))
	if l.Flags() != 0 {
		n += fixed32
	}
	return n
}

// TraceID is a field with a trace id.
func TraceID(id pcommon.TraceID) int {
	if id.IsEmpty() {
		return noID
	}
	return traceIDField
}

// SpanID is a field with a span id.
func SpanID(id pcommon.SpanID) int {
	if id.IsEmpty() {
		return noID
	}
	return spanIDField
}

// Timestamp is a field with a time, which is left away when it is zero.
func Timestamp(t pcommon.Timestamp) int {
	if t == 0 {
		return 0
	}
	return fixed64
}

// Number is a field with a number, which is left away when it is zero.
func Number(n uint64) int {
	if n == 0 {
		return 0
	}
	return 1 + Varint(n)
}

// Text is a field with a text, which is left away when it is empty.
func Text(s string) int {
	if s == "" {
		return 0
	}
	return Message(len(s))
}

// Message is a field of n bytes behind their length.
func Message(n int) int {
	if n < oneByte {
		return 2 + n
	}
	return 1 + Varint(uint64(n)) + n //nolint:gosec // a size is not negative
}

// oneByte is the first number that takes more than one byte.
const oneByte = 1 << 7

// Varint is how many bytes a number takes, of which each holds seven bits.
func Varint(n uint64) int {
	return (bits.Len64(n|1) + 6) / 7
}
