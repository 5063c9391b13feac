package rule

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// runEdges sets the bits of the transitions into a span's turn that any of the probes asks for. Several edges into one turn
// stand in lists of equal length.
func runEdges(probes []probe, span ptrace.Span, v *View) {
	attrs := span.Attributes()
	to, from, kind := list(attrs, genai.TransitionTo), list(attrs, genai.TransitionFrom), list(attrs, genai.TransitionKind)
	for i := range to.len() {
		for j := range probes {
			h := probes[j].handoff
			if matches(h.From, from, i) && matches(h.To, to, i) && matches(h.Kind, kind, i) {
				v.set(probes[j].bit)
			}
		}
	}
}

// values are those of an attribute that holds one or a list of them.
type values struct {
	value pcommon.Value
	set   bool
}

func list(attrs pcommon.Map, key string) values {
	v, ok := attrs.Get(key)
	return values{value: v, set: ok}
}

func (v values) len() int {
	if v.set && v.value.Type() == pcommon.ValueTypeSlice {
		return v.value.Slice().Len()
	}
	return 1
}

// matches says whether edge i has the value that is asked for. A single value is that of every edge.
func matches(want string, v values, i int) bool {
	switch {
	case want == "":
		return true
	case !v.set:
		return false
	case v.value.Type() == pcommon.ValueTypeSlice:
		return i < v.value.Slice().Len() && v.value.Slice().At(i).AsString() == want
	default:
		return v.value.AsString() == want
	}
}
