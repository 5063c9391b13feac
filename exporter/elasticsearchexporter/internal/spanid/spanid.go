// Package spanid derives the id of a span's document from the span itself, so that every attempt to store the span, by
// any process at any time, is an attempt to make the same document.
package spanid

import (
	"encoding/base64"
	"encoding/binary"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Length is how long an id is, in characters.
const Length = 43

// Append appends the id: trace id, span id and a hash of what sets two spans of one id apart. Zipkin gives a client and
// a server one span id; their kinds differ, and their services. A span without ids is told from others by its name and
// times. The id is base64 for URLs without padding, which Elasticsearch stores in three quarters of its length.
func Append(dst []byte, service string, span ptrace.Span) []byte {
	var raw [32]byte
	traceID, spanID := span.TraceID(), span.SpanID()
	copy(raw[:16], traceID[:])
	copy(raw[16:24], spanID[:])
	h := hash(fnvOffset, service)
	h = number(h, uint64(span.Kind())) // #nosec G115 -- five kinds
	h = number(h, uint64(span.StartTimestamp()))
	if spanID.IsEmpty() || traceID.IsEmpty() {
		h = hash(h, span.Name())
		h = number(h, uint64(span.EndTimestamp()))
	}
	binary.BigEndian.PutUint64(raw[24:], h)
	return base64.RawURLEncoding.AppendEncode(dst, raw[:])
}

// FNV-1a, 64 bits: the same for ever, unlike the runtime's own hashes.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hash(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h * fnvPrime // an end, so that "ab"+"c" differs from "a"+"bc"
}

func number(h, n uint64) uint64 {
	for range 8 {
		h = (h ^ n&0xff) * fnvPrime
		n >>= 8
	}
	return h
}
