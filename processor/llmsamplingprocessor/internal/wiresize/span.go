// Package wiresize tells how large a span is as OTLP protobuf. The marshaler of pdata tells the same at more than twice
// the time, which is more than all else that a decision takes; the tests compare the two.
package wiresize

import (
	"math/bits"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Sizes of what is always as long, its tag of one byte included. The flags of a span have a tag of two bytes.
const (
	fixed64   = 1 + 8
	fixed32   = 1 + 4
	spanFlags = 2 + 4
	traceID   = 2 + 16
	spanID    = 2 + 8
	noID      = 2 // pdata writes an empty id as an empty field
)

// Span is the size of a span, without the tag and length that stand before it in a message.
func Span(s ptrace.Span) int {
	status := s.Status()
	n := traceIDSize(s.TraceID()) + spanIDSize(s.SpanID()) + spanIDSize(s.ParentSpanID()) +
		text(s.TraceState().AsRaw()) + text(s.Name()) +
		number(uint64(s.Kind())) + //nolint:gosec // a negative number is written in ten bytes
		timestamp(s.StartTimestamp()) + timestamp(s.EndTimestamp()) +
		message(text(status.Message())+number(uint64(status.Code()))) +
		attributes(s.Attributes()) +
		number(uint64(s.DroppedAttributesCount())) + number(uint64(s.DroppedEventsCount())) + number(uint64(s.DroppedLinksCount()))
	if s.Flags() != 0 {
		n += spanFlags
	}
	for _, e := range s.Events().All() {
		n += message(event(e))
	}
	for _, l := range s.Links().All() {
		n += message(link(l))
	}
	return n
}

func event(e ptrace.SpanEvent) int {
	return timestamp(e.Timestamp()) + text(e.Name()) + attributes(e.Attributes()) + number(uint64(e.DroppedAttributesCount()))
}

func link(l ptrace.SpanLink) int {
	n := traceIDSize(l.TraceID()) + spanIDSize(l.SpanID()) + text(l.TraceState().AsRaw()) +
		attributes(l.Attributes()) + number(uint64(l.DroppedAttributesCount()))
	if l.Flags() != 0 {
		n += fixed32
	}
	return n
}

func traceIDSize(id pcommon.TraceID) int {
	if id.IsEmpty() {
		return noID
	}
	return traceID
}

func spanIDSize(id pcommon.SpanID) int {
	if id.IsEmpty() {
		return noID
	}
	return spanID
}

func timestamp(t pcommon.Timestamp) int {
	if t == 0 {
		return 0
	}
	return fixed64
}

// number is a field with a number, which is left away when it is zero.
func number(n uint64) int {
	if n == 0 {
		return 0
	}
	return 1 + varint(n)
}

// text is a field with a text, which is left away when it is empty.
func text(s string) int {
	if s == "" {
		return 0
	}
	return message(len(s))
}

// message is a field of n bytes behind their length.
func message(n int) int {
	if n < oneByte {
		return 2 + n
	}
	return 1 + varint(uint64(n)) + n //nolint:gosec // a size is not negative
}

// oneByte is the first number that takes more than one byte.
const oneByte = 1 << 7

// varint is how many bytes a number takes, of which each holds seven bits.
func varint(n uint64) int {
	return (bits.Len64(n|1) + 6) / 7
}
