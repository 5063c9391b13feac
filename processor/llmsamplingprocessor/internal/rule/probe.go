package rule

import (
	"math"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// probe sets a bit of the view when an attribute's value is of the kind asked for, or when the span that has the attribute
// is; one of the two tests is set.
type probe struct {
	bit  int
	test func(pcommon.Value) bool
	span func(ptrace.Span) bool
	// words are those that test compares with, nil when it does something else.
	words []string
}

func (p *probe) holds(value pcommon.Value, span ptrace.Span) bool {
	if p.span != nil {
		return p.span(span)
	}
	return p.test(value)
}

// probes are the probes on the attributes of one kind of thing, by the attribute's key. Nearly no attribute is asked for,
// and every attribute of every span passes here, so that the look-up is a byte of the key or three and mostly ends there.
type probes struct {
	keys  []probedKey
	first [256]int16 // by spot: an index into keys, plus one
}

// probedKey is a key that is asked for, and the next with the same spot.
type probedKey struct {
	key    string
	probes []probe
	next   int16 // an index into keys, plus one
	// lengths has a bit for each length, modulo 64, that a text must have for a probe to hold: all bits when one probe does
	// not compare words.
	lengths uint64
}

// asks says whether a probe may hold for the value.
func (k *probedKey) asks(value pcommon.Value) bool {
	text := value.Str() // empty for all but texts
	return text == "" || k.lengths&(1<<(len(text)%64)) != 0
}

func (k *probedKey) add(added probe) {
	k.probes = append(k.probes, added)
	if added.words == nil {
		k.lengths = math.MaxUint64
	}
	for _, word := range added.words {
		k.lengths |= 1 << (len(word) % 64)
	}
}

// spot tells most keys apart.
func spot(key string) uint8 {
	n := len(key)
	if n == 0 {
		return 0
	}
	return uint8(n)*37 ^ key[n-1]*11 ^ key[n/2]
}

// find returns the probes on a key, or nil.
func (p *probes) find(key string) *probedKey {
	for at := p.first[spot(key)]; at != 0; at = p.keys[at-1].next {
		if k := &p.keys[at-1]; k.key == key {
			return k
		}
	}
	return nil
}

func (p *probes) add(key string, added probe) {
	if k := p.find(key); k != nil {
		k.add(added)
		return
	}
	s := spot(key)
	k := probedKey{key: key, next: p.first[s]}
	k.add(added)
	p.keys = append(p.keys, k)
	p.first[s] = int16(len(p.keys))
}

// test sets a bit of the view when a span as a whole is of the kind asked for.
type test struct {
	bit  int
	test func(ptrace.Span) bool
}

// words adds a probe of any of some words, and returns the check of its bit.
func (p *Plan) words(where *probes, in []string, keys ...string) check {
	return p.probe(where, probe{test: isOneOf(in), words: in}, keys...)
}

// probe adds a probe and returns the check of its bit.
func (p *Plan) probe(where *probes, added probe, keys ...string) check {
	bit := p.bit()
	added.bit = bit
	for _, key := range keys {
		where.add(key, added)
	}
	return func(v *View) bool { return v.has(p, bit) }
}

// test adds a test of whole spans and returns the check of its bit.
func (p *Plan) test(is func(ptrace.Span) bool) check {
	bit := p.bit()
	p.tests = append(p.tests, test{bit: bit, test: is})
	return func(v *View) bool { return v.has(p, bit) }
}

// run sets the bits of the attributes of one thing: a span, or a resource and no span.
func (p *probes) run(attrs pcommon.Map, span ptrace.Span, v *View) {
	if len(p.keys) == 0 {
		return
	}
	for key, value := range attrs.All() {
		k := p.find(key)
		if k == nil || !k.asks(value) {
			continue
		}
		for i := range k.probes {
			if probe := &k.probes[i]; !v.get(probe.bit) && probe.holds(value, span) {
				v.set(probe.bit)
			}
		}
	}
}

// handoff adds a probe of spans that begin a turn.
func (p *Plan) handoff(h *Handoff) check {
	return p.probe(&p.spans, probe{span: edge(h)}, genai.TransitionTo)
}

// edge tests for a transition into the span's turn. Several edges into one turn stand in lists of equal length.
func edge(h *Handoff) func(ptrace.Span) bool {
	return func(span ptrace.Span) bool {
		attrs := span.Attributes()
		to, from, kind := list(attrs, genai.TransitionTo), list(attrs, genai.TransitionFrom), list(attrs, genai.TransitionKind)
		for i := range to.len() {
			if matches(h.From, from, i) && matches(h.To, to, i) && matches(h.Kind, kind, i) {
				return true
			}
		}
		return false
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
