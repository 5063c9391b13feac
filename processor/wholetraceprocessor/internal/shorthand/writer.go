package shorthand

import (
	"encoding/binary"
	"errors"
	"hash/maphash"
	"math"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/assembly"
)

// Forms of a passage.
const (
	formShort = 1
	formOTLP  = 2
)

var (
	marshaler   ptrace.ProtoMarshaler
	unmarshaler ptrace.ProtoUnmarshaler
)

// errUnknown says that spans hold what is not known here.
var errUnknown = errors.New("not all of it is known")

// writer writes one passage.
type writer struct {
	*Vocabulary
	edition   *Edition
	b         []byte
	trace     pcommon.TraceID
	start     uint64 // of the span before
	ids       recent
	before    ptrace.ResourceSpans // the one before
	aside     []ptrace.SpanSlice
	listening bool // for strangers
	strangers []stranger
	guess     guess
	keys      []uint32 // by the number of a key: the map it was last seen in
	maps      uint32   // counts maps
	literal   []string // keys of the present map that are no words
}

// Append writes the spans of fragments, all of one trace, to the end of dst, with the present edition or a later one. The
// fragments are as they were, afterwards.
func (v *Vocabulary) Append(dst []byte, trace pcommon.TraceID, fragments []ptrace.Traces) ([]byte, error) {
	w, _ := v.writers.Get().(*writer)
	if w == nil {
		w = &writer{Vocabulary: v}
	}
	defer w.done()
	w.b, w.trace, w.ids.next, w.listening = dst, trace, 0, v.listens()
	err := w.passage(fragments)
	out := w.b
	if err != nil {
		out, err = appendOTLP(out[:len(dst)], fragments)
	}
	v.learn(short(trace), w.strangers)
	return out, err
}

// done puts the writer aside for the next passage, without what it has of this one.
func (w *writer) done() {
	clear(w.strangers)
	clear(w.literal)
	w.edition = nil
	w.b, w.before, w.strangers, w.literal = nil, ptrace.ResourceSpans{}, w.strangers[:0], w.literal[:0]
	w.writers.Put(w)
}

// short tells traces apart, mostly.
func short(trace pcommon.TraceID) uint32 {
	n := binary.LittleEndian.Uint64(trace[8:]) ^ binary.LittleEndian.Uint64(trace[:8])*0x9E3779B97F4A7C15
	return uint32(n ^ n>>32)
}

// appendOTLP writes spans as they are.
func appendOTLP(dst []byte, fragments []ptrace.Traces) ([]byte, error) {
	for _, td := range fragments {
		wire, err := marshaler.MarshalTraces(td)
		if err != nil {
			return dst, err
		}
		dst = append(dst, formOTLP)
		dst = binary.AppendUvarint(dst, uint64(len(wire)))
		dst = append(dst, wire...)
	}
	return dst, nil
}

func (w *writer) passage(fragments []ptrace.Traces) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	resources := 0
	for _, td := range fragments {
		resources += td.ResourceSpans().Len()
	}
	w.start, w.edition = firstStart(fragments), w.now
	w.b = append(w.b, formShort)
	w.uvarint(uint64(w.edition.number))
	w.b = binary.LittleEndian.AppendUint64(w.b, w.start)
	w.uvarint(uint64(resources))
	for _, td := range fragments {
		for _, rs := range td.ResourceSpans().All() {
			if err := w.resource(rs); err != nil {
				return err
			}
		}
	}
	return nil
}

func firstStart(fragments []ptrace.Traces) uint64 {
	for _, td := range fragments {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				if ss.Spans().Len() > 0 {
					return uint64(ss.Spans().At(0).StartTimestamp())
				}
			}
		}
	}
	return 0
}

// resource writes what is around the spans of a resource, then the spans. The same as before is told by nothing. Each
// resource has a header of its own: those of a whole fragment, one behind the other, would rarely come again.
func (w *writer) resource(rs ptrace.ResourceSpans) error {
	if w.before != (ptrace.ResourceSpans{}) && sameHeader(w.before, rs) {
		w.uvarint(0)
	} else {
		header, err := w.header(rs)
		if err != nil {
			return err
		}
		w.word(unsafe.String(&header[0], len(header))) // nobody else has the header, which is a tag and a length at least
	}
	w.before = rs
	for _, ss := range rs.ScopeSpans().All() {
		spans := ss.Spans()
		w.uvarint(uint64(spans.Len()))
		for i := range spans.Len() {
			if err := w.span(spans.At(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// sameHeader reports whether two resources differ in their spans alone. It looks at those of one scope, as most are, and
// may say no where it could say yes.
func sameHeader(a, b ptrace.ResourceSpans) bool {
	if a.ScopeSpans().Len() != 1 || b.ScopeSpans().Len() != 1 {
		return false
	}
	x, y := a.ScopeSpans().At(0), b.ScopeSpans().At(0)
	return a.SchemaUrl() == b.SchemaUrl() && assembly.SameResource(a.Resource(), b.Resource()) &&
		x.SchemaUrl() == y.SchemaUrl() && assembly.SameScope(x.Scope(), y.Scope())
}

// header is OTLP of a resource and its scopes without their spans, which are aside meanwhile.
func (w *writer) header(rs ptrace.ResourceSpans) ([]byte, error) {
	w.move(rs, func(here, aside ptrace.SpanSlice) { here.MoveAndAppendTo(aside) })
	alone := ptrace.NewTraces()
	shell := alone.ResourceSpans().AppendEmpty()
	rs.MoveTo(shell)
	header, err := marshaler.MarshalTraces(alone)
	shell.MoveTo(rs)
	w.move(rs, func(here, aside ptrace.SpanSlice) { aside.MoveAndAppendTo(here) })
	return header, err
}

// move calls f with the spans of each scope and a place for them.
func (w *writer) move(rs ptrace.ResourceSpans, f func(here, aside ptrace.SpanSlice)) {
	for n, ss := range rs.ScopeSpans().All() {
		if n == len(w.aside) {
			w.aside = append(w.aside, ptrace.NewSpanSlice())
		}
		f(ss.Spans(), w.aside[n])
	}
}

func (w *writer) uvarint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }

// varint writes a number that may be negative and is mostly small.
func (w *writer) varint(v int64) { w.b = binary.AppendVarint(w.b, v) }

func (w *writer) double(v float64) { w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(v)) }

// word writes a string, and returns its number if it is a word, else -1.
func (w *writer) word(s string) int {
	if len(s) >= leastWord && len(s) <= mostWord {
		sum := maphash.String(w.seed, s)
		if n, ok := w.edition.find(s, sum); ok {
			w.number(n)
			return n
		}
		if w.listening {
			w.strangers = append(w.strangers, stranger{s, sum})
		}
	}
	w.uvarint(uint64(len(s)) << 1)
	w.b = append(w.b, s...)
	return -1
}

func (w *writer) number(n int) {
	w.edition.use(n)
	w.uvarint(uint64(n)<<1 | 1)
}
