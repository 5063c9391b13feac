package tracesize

import (
	"cmp"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// size is what one trace of a batch takes as OTLP, its resources and scopes included, in bytes.
type size struct {
	id    pcommon.TraceID
	bytes int
}

// frame is the most that the length of a nested message takes, with its tag.
const frame = 6

// measure returns the sizes of the traces of a batch.
func measure(td ptrace.Traces) []size {
	var sizes []size
	at := map[pcommon.TraceID]int{}
	sizer := &ptrace.ProtoMarshaler{}
	for _, rs := range td.ResourceSpans().All() {
		resource := resourceSize(sizer, rs)
		for _, ss := range rs.ScopeSpans().All() {
			// Tempo puts every scope of a trace under a resource of its own.
			around := resource + scopeSize(sizer, ss)
			seen := -1 // the trace of the span before; most scopes have one trace
			var counted map[int]bool
			for _, span := range ss.Spans().All() {
				i, ok := at[span.TraceID()]
				if !ok {
					i = len(sizes)
					at[span.TraceID()] = i
					sizes = append(sizes, size{id: span.TraceID()})
				}
				sizes[i].bytes += sizer.SpanSize(span) + frame
				if i == seen {
					continue
				}
				seen = i
				if !counted[i] {
					if counted == nil {
						counted = map[int]bool{}
					}
					counted[i] = true
					sizes[i].bytes += around
				}
			}
		}
	}
	return sizes
}

func resourceSize(sizer *ptrace.ProtoMarshaler, rs ptrace.ResourceSpans) int {
	bare := ptrace.NewResourceSpans()
	rs.Resource().CopyTo(bare.Resource())
	return sizer.ResourceSpansSize(bare) + len(rs.SchemaUrl()) + 2*frame
}

func scopeSize(sizer *ptrace.ProtoMarshaler, ss ptrace.ScopeSpans) int {
	bare := ptrace.NewScopeSpans()
	ss.Scope().CopyTo(bare.Scope())
	return sizer.ScopeSpansSize(bare) + len(ss.SchemaUrl()) + 2*frame
}

// spansOf returns the spans of one trace.
func spansOf(td ptrace.Traces, id pcommon.TraceID) []ptrace.Span {
	var spans []ptrace.Span
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				if span.TraceID() == id {
					spans = append(spans, span)
				}
			}
		}
	}
	return spans
}

// removeLast takes spans of one trace out, the last to start first, until excess bytes are gone. Of spans that share an id
// only as many go as are needed.
func removeLast(td ptrace.Traces, id pcommon.TraceID, excess int) (bytes, spans int) {
	sizer := &ptrace.ProtoMarshaler{}
	all := spansOf(td, id)
	slices.SortStableFunc(all, func(a, b ptrace.Span) int { return cmp.Compare(b.StartTimestamp(), a.StartTimestamp()) })
	out := map[spanKey]int{}
	for _, span := range all {
		if bytes >= excess {
			break
		}
		key := keyOf(sizer, span)
		bytes += key.size + frame
		out[key]++
		spans++
	}
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			ss.Spans().RemoveIf(func(span ptrace.Span) bool {
				if span.TraceID() != id {
					return false
				}
				key := keyOf(sizer, span)
				gone := out[key] > 0
				if gone {
					out[key]--
				}
				return gone
			})
		}
	}
	return bytes, spans
}

// spanKey tells spans apart as far as their removal goes: what is equal in it is as large, and as late.
type spanKey struct {
	id    pcommon.SpanID
	start pcommon.Timestamp
	size  int
}

func keyOf(sizer *ptrace.ProtoMarshaler, span ptrace.Span) spanKey {
	return spanKey{id: span.SpanID(), start: span.StartTimestamp(), size: sizer.SpanSize(span)}
}
