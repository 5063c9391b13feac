package cut

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Concerns says whether any attribute is a text of more than limit bytes.
func Concerns(td ptrace.Traces, limit int) bool {
	found := false
	eachMap(td, func(attrs pcommon.Map) bool {
		for _, value := range attrs.All() {
			if value.Type() == pcommon.ValueTypeStr && len(value.Str()) > limit {
				found = true
				break
			}
		}
		return !found
	})
	return found
}

// Attributes cuts every text of more than limit bytes, and returns how many. The traces must be the caller's own.
func Attributes(td ptrace.Traces, limit int) (n int) {
	eachMap(td, func(attrs pcommon.Map) bool {
		n += cutMap(attrs, limit)
		return true
	})
	return n
}

func cutMap(attrs pcommon.Map, limit int) int {
	var long []string
	for key, value := range attrs.All() {
		if value.Type() == pcommon.ValueTypeStr && len(value.Str()) > limit {
			long = append(long, key)
		}
	}
	for _, key := range long {
		Attribute(attrs, key, limit)
	}
	return len(long)
}

// Attribute cuts one text and writes beside it how long it was at first.
func Attribute(attrs pcommon.Map, key string, limit int) {
	value, ok := attrs.Get(key)
	if !ok || value.Type() != pcommon.ValueTypeStr || len(value.Str()) <= limit {
		return
	}
	before := len(value.Str())
	value.SetStr(Text(value.Str(), limit))
	if _, again := attrs.Get(genai.CutPrefix + key); !again {
		attrs.PutInt(genai.CutPrefix+key, int64(before))
	}
}

// eachMap calls f with the attributes of everything that has any, until it returns false.
func eachMap(td ptrace.Traces, f func(pcommon.Map) bool) {
	for _, rs := range td.ResourceSpans().All() {
		if !f(rs.Resource().Attributes()) {
			return
		}
		for _, ss := range rs.ScopeSpans().All() {
			if !f(ss.Scope().Attributes()) {
				return
			}
			for _, span := range ss.Spans().All() {
				if !EachOfSpan(span, f) {
					return
				}
			}
		}
	}
}

// EachOfSpan calls f with the attributes of a span, its events and its links, until it returns false.
func EachOfSpan(span ptrace.Span, f func(pcommon.Map) bool) bool {
	if !f(span.Attributes()) {
		return false
	}
	for _, event := range span.Events().All() {
		if !f(event.Attributes()) {
			return false
		}
	}
	for _, link := range span.Links().All() {
		if !f(link.Attributes()) {
			return false
		}
	}
	return true
}
