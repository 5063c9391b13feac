// Package assembly puts the fragments of a trace together, so that the result does not tell how the trace was cut up
// on its way, nor in which order its spans came.
package assembly

import (
	"bytes"
	"cmp"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Join moves the spans of one trace out of its fragments to the end of to: every resource and every scope once,
// what started first first.
func Join(fragments []ptrace.Traces, to ptrace.ResourceSpansSlice) {
	joined := ptrace.NewResourceSpansSlice()
	for _, fragment := range fragments {
		for _, rs := range fragment.ResourceSpans().All() {
			joinResource(rs, joined)
		}
	}
	for _, rs := range joined.All() {
		for _, ss := range rs.ScopeSpans().All() {
			if !sorted(ss.Spans()) {
				ss.Spans().Sort(spanBefore)
			}
		}
		if rs.ScopeSpans().Len() > 1 {
			rs.ScopeSpans().Sort(scopeBefore)
		}
	}
	if joined.Len() > 1 {
		joined.Sort(resourceBefore)
	}
	joined.MoveAndAppendTo(to)
}

func sorted(spans ptrace.SpanSlice) bool {
	for i := 1; i < spans.Len(); i++ {
		if spanBefore(spans.At(i), spans.At(i-1)) {
			return false
		}
	}
	return true
}

func joinResource(rs ptrace.ResourceSpans, joined ptrace.ResourceSpansSlice) {
	for _, into := range joined.All() {
		if into.SchemaUrl() == rs.SchemaUrl() && SameResource(into.Resource(), rs.Resource()) {
			for _, ss := range rs.ScopeSpans().All() {
				joinScope(ss, into.ScopeSpans())
			}
			return
		}
	}
	into := joined.AppendEmpty()
	rs.Resource().MoveTo(into.Resource())
	into.SetSchemaUrl(rs.SchemaUrl())
	for _, ss := range rs.ScopeSpans().All() {
		joinScope(ss, into.ScopeSpans())
	}
}

func joinScope(ss ptrace.ScopeSpans, joined ptrace.ScopeSpansSlice) {
	for _, into := range joined.All() {
		if into.SchemaUrl() == ss.SchemaUrl() && SameScope(into.Scope(), ss.Scope()) {
			ss.Spans().MoveAndAppendTo(into.Spans())
			return
		}
	}
	ss.MoveTo(joined.AppendEmpty())
}

// SameResource reports whether two resources have the same attributes, in whatever order.
func SameResource(a, b pcommon.Resource) bool {
	return a.DroppedAttributesCount() == b.DroppedAttributesCount() && sameMap(a.Attributes(), b.Attributes())
}

// SameScope reports whether two scopes are the same.
func SameScope(a, b pcommon.InstrumentationScope) bool {
	return a.Name() == b.Name() && a.Version() == b.Version() &&
		a.DroppedAttributesCount() == b.DroppedAttributesCount() && sameMap(a.Attributes(), b.Attributes())
}

func sameMap(a, b pcommon.Map) bool { return a.Len() == b.Len() && a.Equal(b) }

func spanBefore(a, b ptrace.Span) bool { return compareSpans(a, b) < 0 }

func compareSpans(a, b ptrace.Span) int {
	if c := cmp.Compare(a.StartTimestamp(), b.StartTimestamp()); c != 0 {
		return c
	}
	x, y := a.SpanID(), b.SpanID()
	if c := bytes.Compare(x[:], y[:]); c != 0 {
		return c
	}
	return cmp.Compare(a.Kind(), b.Kind())
}

// scopeBefore orders scopes, whose spans are sorted, by their first span.
func scopeBefore(a, b ptrace.ScopeSpans) bool {
	if a.Spans().Len() == 0 || b.Spans().Len() == 0 {
		return a.Spans().Len() > b.Spans().Len()
	}
	return compareSpans(a.Spans().At(0), b.Spans().At(0)) < 0
}

func resourceBefore(a, b ptrace.ResourceSpans) bool {
	if a.ScopeSpans().Len() == 0 || b.ScopeSpans().Len() == 0 {
		return a.ScopeSpans().Len() > b.ScopeSpans().Len()
	}
	return scopeBefore(a.ScopeSpans().At(0), b.ScopeSpans().At(0))
}
