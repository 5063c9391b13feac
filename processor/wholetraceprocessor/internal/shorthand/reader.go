package shorthand

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var errDamaged = errors.New("it is damaged")

// Reader puts the spans of one trace together again from its texts.
type Reader struct {
	v       *Vocabulary
	first   *Edition // of the trace's texts
	edition *Edition // of the passage
	words   []string // its
	trace   pcommon.TraceID
	got     []ptrace.Traces
	under   []string // the header that each of got is under; empty for what came as OTLP

	b      []byte // what is left of the text
	start  uint64
	before string // the header before
	ids    recent
	bad    bool

	// lately are strings that were read lately and are no words, by what they hash to. What repeats itself in a trace, or
	// in one after the other, is one string in memory then. They stay for the next trace.
	lately [latelyStrings]string
}

const (
	latelyStrings = 512
	latelyMost    = 1 << 10 // bytes of one of them
)

// Reader returns a reader for the texts of a trace that were written so far, with first or later editions. Call Done when
// there are no more.
func (v *Vocabulary) Reader(trace pcommon.TraceID, first *Edition) *Reader {
	r, _ := v.readers.Get().(*Reader)
	if r == nil {
		r = &Reader{v: v}
	}
	r.first, r.trace = first, trace
	return r
}

// Done takes the reader back: it is not to be used any more. What Traces returned is the caller's.
func (r *Reader) Done() {
	clear(r.under)
	r.first, r.edition, r.words, r.got, r.under, r.b, r.before = nil, nil, nil, nil, r.under[:0], nil, ""
	r.v.readers.Put(r)
}

// Traces returns the spans of all texts that were read. Those that were written under equal resources and scopes are
// together.
func (r *Reader) Traces() []ptrace.Traces { return r.got }

// Read takes in a text, and does not need it afterwards.
func (r *Reader) Read(text []byte) error {
	r.b, r.bad = text, false
	for len(r.b) > 0 {
		var err error
		switch form := r.byte(); form {
		case formShort:
			err = r.passage()
		case formOTLP:
			err = r.otlp()
		default:
			err = fmt.Errorf("%w: form %d is not known", errDamaged, form)
		}
		if err != nil {
			return fmt.Errorf("cannot read spans: %w", err)
		}
	}
	return nil
}

func (r *Reader) otlp() error {
	wire := r.bytes(r.count())
	if r.bad {
		return errDamaged
	}
	td, err := unmarshaler.UnmarshalTraces(wire)
	if err != nil {
		return err
	}
	r.got, r.under = append(r.got, td), append(r.under, "")
	return nil
}

// open finds the edition of a passage.
func (r *Reader) open(number uint64) {
	e := r.edition
	if e == nil || uint64(e.number) > number {
		e = r.first
	}
	for e != nil && uint64(e.number) < number {
		e = e.next.Load()
	}
	if e == nil || uint64(e.number) != number {
		r.bad, r.b = true, nil
		return
	}
	if e != r.edition {
		r.edition, r.words = e, r.v.known(e)
	}
}

func (r *Reader) passage() error {
	r.open(r.uvarint())
	r.start, r.ids.next, r.before = r.fixed64(), 0, ""
	for range r.count() {
		if err := r.resource(); err != nil {
			return err
		}
	}
	if r.bad {
		return errDamaged
	}
	return nil
}

func (r *Reader) resource() error {
	td, err := r.header(r.word())
	if err != nil {
		return err
	}
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			spans, n := ss.Spans(), r.count()
			if spans.Len() == 0 {
				spans.EnsureCapacity(n)
			}
			for range n {
				if r.span(spans.AppendEmpty()); r.bad {
					return errDamaged
				}
			}
		}
	}
	return nil
}

// header returns where the spans under a header go.
func (r *Reader) header(header string) (ptrace.Traces, error) {
	if header == "" {
		header = r.before
	}
	if r.bad || header == "" {
		return ptrace.Traces{}, errDamaged
	}
	r.before = header
	for i, h := range r.under {
		if h == header {
			return r.got[i], nil
		}
	}
	td, err := unmarshaler.UnmarshalTraces([]byte(header))
	if err != nil {
		return td, err
	}
	r.got, r.under = append(r.got, td), append(r.under, header)
	return td, nil
}

// The readers of single things set bad when there is not enough left, and return zero then.

func (r *Reader) bytes(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *Reader) byte() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *Reader) fixed32() uint32 {
	if b := r.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *Reader) fixed64() uint64 {
	if b := r.bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (r *Reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	r.bytes(max(n, -1))
	if n <= 0 {
		r.bad = true
	}
	return v
}

func (r *Reader) varint() int64 {
	v, n := binary.Varint(r.b)
	r.bytes(max(n, -1))
	if n <= 0 {
		r.bad = true
	}
	return v
}

// count is a number of things that take at least a byte each.
func (r *Reader) count() int {
	v := r.uvarint()
	if v > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return 0
	}
	return int(v)
}

func (r *Reader) word() string {
	v := r.uvarint()
	if v&1 == 0 {
		return r.literal(r.bytes(int(min(v>>1, 1<<40))))
	}
	if v >>= 1; v < uint64(len(r.words)) && r.words[v] != "" {
		return r.words[v]
	}
	r.bad = true
	return ""
}

func (r *Reader) literal(b []byte) string {
	if len(b) < leastWord || len(b) > latelyMost {
		return string(b)
	}
	place := &r.lately[maphash.Bytes(r.v.seed, b)%latelyStrings]
	if *place != string(b) {
		*place = string(b)
	}
	return *place
}
