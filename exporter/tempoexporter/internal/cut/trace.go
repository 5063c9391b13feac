package cut

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/said"
)

// Floors below which nothing is cut: what was said keeps its beginning, a name or an id stays whole.
const (
	saidFloor  = 128
	otherFloor = 1024
)

// Trace makes the spans of one trace smaller by excess bytes or more: first what was said, the longest first, then other
// long texts. It returns how many bytes are gone, which may be too few. The spans must be the caller's own.
func Trace(spans []ptrace.Span, places *said.Places, excess int) int {
	gone := level(spans, excess, saidFloor, func(key string) bool { return places.Of(key) != said.None })
	if gone < excess {
		gone += level(spans, excess-gone, otherFloor, func(string) bool { return true })
	}
	return gone
}

// text is one attribute that may be cut.
type text struct {
	attrs pcommon.Map
	key   string
	size  int
}

// level cuts all texts of the wanted attributes to one length.
func level(spans []ptrace.Span, excess, floor int, wanted func(key string) bool) (gone int) {
	var all []text
	var lengths []int
	for _, span := range spans {
		EachOfSpan(span, func(attrs pcommon.Map) bool {
			for key, value := range attrs.All() {
				if value.Type() == pcommon.ValueTypeStr && len(value.Str()) > floor+perCut(key) && wanted(key) {
					all = append(all, text{attrs: attrs, key: key, size: len(value.Str())})
					// What is written beside a text that is cut counts as a part of it.
					lengths = append(lengths, len(value.Str())-perCut(key))
				}
			}
			return true
		})
	}
	line, _ := waterline(lengths, excess, floor)
	for i, t := range all {
		if lengths[i] <= line {
			continue
		}
		Attribute(t.attrs, t.key, line)
		value, _ := t.attrs.Get(t.key)
		gone += t.size - len(value.Str()) - perCut(t.key)
	}
	return gone
}

// perCut is what the note takes that is written beside a text that is cut.
func perCut(key string) int { return len("baton.cut.") + len(key) + 24 }
