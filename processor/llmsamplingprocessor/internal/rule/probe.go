package rule

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// probe sets a bit of the view when an attribute's value is of the kind asked for.
type probe struct {
	bit  int
	test func(pcommon.Value) bool
}

// probes are the probes on the attributes of one kind of thing, by the attribute's key.
type probes struct {
	byKey map[string][]probe
	// lengths has a bit for every length of a key, modulo 64, which spares most look-ups: nearly no attribute is asked for.
	lengths uint64
}

// test sets a bit of the view when a span as a whole is of the kind asked for.
type test struct {
	bit  int
	test func(ptrace.Span) bool
}

// probe adds a probe and returns the check of its bit.
func (p *Plan) probe(where *probes, is func(pcommon.Value) bool, keys ...string) check {
	bit := p.bit()
	if where.byKey == nil {
		where.byKey = make(map[string][]probe)
	}
	for _, key := range keys {
		where.byKey[key] = append(where.byKey[key], probe{bit: bit, test: is})
		where.lengths |= 1 << (len(key) % 64)
	}
	return func(v *View) bool { return v.has(p, bit) }
}

// test adds a test of whole spans and returns the check of its bit.
func (p *Plan) test(is func(ptrace.Span) bool) check {
	bit := p.bit()
	p.tests = append(p.tests, test{bit: bit, test: is})
	return func(v *View) bool { return v.has(p, bit) }
}

// run sets the bits of the attributes of one thing.
func (p *probes) run(attrs pcommon.Map, v *View) {
	if p.lengths == 0 {
		return
	}
	for key, value := range attrs.All() {
		if p.lengths&(1<<(len(key)%64)) == 0 {
			continue
		}
		for _, probe := range p.byKey[key] {
			if !v.get(probe.bit) && probe.test(value) {
				v.set(probe.bit)
			}
		}
	}
}

// handoff tests for a transition into the span's turn. Several edges into one turn stand in lists of equal length.
func handoff(h *Handoff) func(ptrace.Span) bool {
	return func(span ptrace.Span) bool {
		to, ok := span.Attributes().Get(genai.TransitionTo)
		if !ok {
			return false
		}
		from, _ := span.Attributes().Get(genai.TransitionFrom)
		kind, _ := span.Attributes().Get(genai.TransitionKind)
		for i := range edges(from) {
			if matches(h.From, from, i) && matches(h.To, to, i) && matches(h.Kind, kind, i) {
				return true
			}
		}
		return false
	}
}

func edges(from pcommon.Value) int {
	if from != (pcommon.Value{}) && from.Type() == pcommon.ValueTypeSlice {
		return from.Slice().Len()
	}
	return 1
}

// matches says whether edge i has the value that is asked for. A single value is that of every edge.
func matches(want string, v pcommon.Value, i int) bool {
	switch {
	case want == "":
		return true
	case v == (pcommon.Value{}):
		return false
	case v.Type() == pcommon.ValueTypeSlice:
		return i < v.Slice().Len() && v.Slice().At(i).AsString() == want
	default:
		return v.AsString() == want
	}
}

// traceStateEntry tests for an entry of the W3C trace state.
func traceStateEntry(entry *TraceState) func(ptrace.Span) bool {
	return func(span ptrace.Span) bool {
		for member := range strings.SplitSeq(span.TraceState().AsRaw(), ",") {
			key, value, ok := strings.Cut(strings.TrimSpace(member), "=")
			if ok && key == entry.Key && slices.Contains(entry.In, value) {
				return true
			}
		}
		return false
	}
}
