package buffer

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/assembly"
)

// HandOn is what one call downstream gets: spans of one kind, and the duty to say what became of them.
type HandOn struct {
	Mark  wholetrace.Mark
	Spans int

	items []item
	image []byte // the call's spans as they were, for another attempt
}

// item is what a hand-on has of one trace.
type item struct {
	ref
	reason Reason
	held   held
}

// Traces returns the spans for the next attempt, which owns them, and counts the attempt in the mark. What is
// downstream may change them: another attempt gets them as they were.
func (h *HandOn) Traces() (ptrace.Traces, error) {
	h.Mark.Attempt++
	if h.Mark.Attempt > 1 {
		var decoder ptrace.ProtoUnmarshaler
		return decoder.UnmarshalTraces(h.image)
	}
	td := ptrace.NewTraces()
	for i := range h.items {
		assembly.Join(h.items[i].held.fragments, td.ResourceSpans())
		h.items[i].held.fragments = nil
	}
	if h.Mark.Kind != wholetrace.Whole {
		label(td, h.Mark.Kind)
	}
	var encoder ptrace.ProtoMarshaler
	var err error
	h.image, err = encoder.MarshalTraces(td)
	return td, err
}

// Reasons calls f for each trace of the hand-on.
func (h *HandOn) Reasons(f func(Reason)) {
	for i := range h.items {
		f(h.items[i].reason)
	}
}

func label(td ptrace.Traces, kind wholetrace.Kind) {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				span.Attributes().PutStr(genai.TraceState, string(kind))
			}
		}
	}
}
