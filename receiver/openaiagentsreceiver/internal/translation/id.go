package translation

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// traceID takes the digits of trace_<32 hex>; any other id, which a program may choose itself, is hashed to 16 bytes.
func traceID(text string) pcommon.TraceID {
	var id pcommon.TraceID
	digits, ok := strings.CutPrefix(text, "trace_")
	if ok && len(digits) == hex.EncodedLen(len(id)) {
		if _, err := hex.Decode(id[:], []byte(digits)); err == nil && !id.IsEmpty() {
			return id
		}
	}
	sum := sha256.Sum256([]byte(text))
	copy(id[:], sum[:])
	return id
}

// spanID hashes an id: the SDK's have 12 bytes, OTLP's have 8.
func spanID(text string) pcommon.SpanID {
	return hashed("span", text)
}

// rootID is the id of the root span, which the SDK does not have.
func rootID(trace string) pcommon.SpanID {
	return hashed("root", trace)
}

func hashed(what, text string) pcommon.SpanID {
	var id pcommon.SpanID
	var room [64]byte
	sum := sha256.Sum256(append(append(append(room[:0], what...), 0), text...))
	copy(id[:], sum[:])
	if id.IsEmpty() { // an empty id means none
		id[7] = 1
	}
	return id
}
