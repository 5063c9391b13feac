// Package fragment cuts a batch into what belongs to one trace.
package fragment

import (
	"encoding/binary"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// Fragment is what one batch holds of one trace. It owns its spans.
type Fragment struct {
	TraceID pcommon.TraceID
	Traces  ptrace.Traces
	Spans   []Span    // one for each span of Traces, in their order
	Bytes   int       // about what Traces takes on the wire
	Ref     spill.Ref // with storage: where the same spans are on disk
}

// Span is what tells whether a trace is whole, and whether a span came before.
type Span struct {
	ID, Parent uint64 // zero: none
	Start, End uint64
	Kind       int32
	Error      bool
	// Provisional marks a root whose source does not know when the run ends.
	Provisional bool
}

// Root reports whether the span begins its trace and has ended.
func (s *Span) Root() bool { return s.Parent == 0 && s.End != 0 }

func spanOf(span ptrace.Span) Span {
	s := Span{
		ID:     number(span.SpanID()),
		Parent: number(span.ParentSpanID()),
		Start:  uint64(span.StartTimestamp()),
		End:    uint64(span.EndTimestamp()),
		Kind:   int32(span.Kind()),
		Error:  span.Status().Code() == ptrace.StatusCodeError,
	}
	if s.Parent == 0 {
		v, ok := span.Attributes().Get(genai.RootProvisional)
		s.Provisional = ok && (v.Type() == pcommon.ValueTypeBool && v.Bool() || v.Type() == pcommon.ValueTypeStr && v.Str() == "true")
	}
	return s
}

func number(id pcommon.SpanID) uint64 { return binary.LittleEndian.Uint64(id[:]) }
