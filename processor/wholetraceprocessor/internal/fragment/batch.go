package fragment

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Batch is a batch that has been read and not yet cut: it can still be refused and given back as it came.
type Batch struct {
	Spans int
	Bytes int // about what the batch takes on the wire

	seed   uint64 // so that nobody outside can choose ids that meet in the table
	td     ptrace.Traces
	groups []group
	of     []int32 // the group of each span, in order
	read   []Span  // each span, in order
	sorted []Span  // the same by group
	table  []int32 // open addressing: the group of a trace, plus one; zero is free
	out    []Fragment
}

type group struct {
	id    pcommon.TraceID
	spans int
	bytes int
}

var sizer ptrace.ProtoMarshaler

// Reader lends out batches, which are most of what the garbage collector would have to do about reading. The zero value is
// ready, and safe for concurrent use.
type Reader struct{ pool sync.Pool }

// Read looks at every span of td and changes nothing.
func (r *Reader) Read(td ptrace.Traces) *Batch {
	b, _ := r.pool.Get().(*Batch)
	if b == nil {
		b = &Batch{seed: rand.Uint64()}
	}
	b.scan(td)
	return b
}

// Done takes a batch back. Its fragments are not good any more, but for their spans.
func (r *Reader) Done(b *Batch) {
	clear(b.out)
	b.td = ptrace.Traces{}
	if len(b.of) <= mostKept {
		r.pool.Put(b)
	}
}

// mostKept is the size in spans up to which a batch is used again; what is rarely needed is not kept.
const mostKept = 16 << 10

// Read is a batch of its own.
func Read(td ptrace.Traces) *Batch { return new(Reader).Read(td) }

func (b *Batch) scan(td ptrace.Traces) {
	*b = Batch{
		seed: b.seed, td: td, groups: b.groups[:0], of: b.of[:0], read: b.read[:0], sorted: b.sorted[:0], table: b.table, out: b.out[:0],
	}
	clear(b.table)
	last := int32(-1)
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			spans := ss.Spans()
			for i := range spans.Len() {
				span := spans.At(i)
				if id := span.TraceID(); last < 0 || b.groups[last].id != id {
					last = b.groupOf(id)
				}
				g := &b.groups[last]
				g.spans++
				g.bytes += sizer.SpanSize(span)
				b.of = append(b.of, last)
				b.read = append(b.read, spanOf(span))
			}
		}
	}
	b.Spans = len(b.of)
	for i := range b.groups {
		b.groups[i].bytes += overhead
		b.Bytes += b.groups[i].bytes
	}
}

// overhead is what resource and scope add to a fragment, at a guess.
const overhead = 300

// groupOf finds the group of a trace, which may be new.
func (b *Batch) groupOf(id pcommon.TraceID) int32 {
	if len(b.groups)*2 >= len(b.table) {
		b.table = make([]int32, max(64, 2*len(b.table)))
		for i := range b.groups {
			*b.place(b.groups[i].id) = int32(i) + 1
		}
	}
	at := b.place(id)
	if *at == 0 {
		b.groups = append(b.groups, group{id: id})
		*at = int32(len(b.groups))
	}
	return *at - 1
}

// place is where a trace stands in the table, or would.
func (b *Batch) place(id pcommon.TraceID) *int32 {
	h := binary.LittleEndian.Uint64(id[8:]) ^ binary.LittleEndian.Uint64(id[:8])*0x9E3779B97F4A7C15
	h = (h ^ b.seed) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>32) * 0x94d049bb133111eb
	mask := len(b.table) - 1
	for i := int(h>>40) & mask; ; i = (i + 1) & mask {
		if n := b.table[i]; n == 0 || b.groups[n-1].id == id {
			return &b.table[i]
		}
	}
}

// Traces counts the traces that the batch has spans of.
func (b *Batch) Traces() int { return len(b.groups) }

// Cut moves the spans out of the batch into one fragment a trace. The fragments are the batch's.
func (b *Batch) Cut() []Fragment {
	b.sort()
	if len(b.out) == 1 {
		b.td.ResourceSpans().MoveAndAppendTo(b.out[0].Traces.ResourceSpans())
		return b.out
	}
	next := 0 // in b.of
	for _, rs := range b.td.ResourceSpans().All() {
		n := spansIn(rs)
		of := b.of[next : next+n]
		next += n
		switch {
		case n == 0:
		case same(of):
			rs.MoveTo(b.out[of[0]].Traces.ResourceSpans().AppendEmpty())
		default:
			scatter(rs, of, b.out)
		}
	}
	return b.out
}

// sort makes the fragments, without what they hold, and sorts what was read of the spans by them.
func (b *Batch) sort() {
	if cap(b.sorted) < len(b.read) {
		b.sorted = make([]Span, len(b.read))
	}
	b.sorted = b.sorted[:len(b.read)]
	begin := 0
	for _, g := range b.groups {
		b.out = append(b.out, Fragment{
			TraceID: g.id, Traces: ptrace.NewTraces(), Bytes: g.bytes, Spans: b.sorted[begin : begin : begin+g.spans],
		})
		begin += g.spans
	}
	for i, of := range b.of {
		f := &b.out[of]
		f.Spans = append(f.Spans, b.read[i])
	}
}

// Restore puts the spans of a batch that was cut back, though not in the order in which they were.
func (b *Batch) Restore(fragments []Fragment) {
	b.td.ResourceSpans().RemoveIf(func(ptrace.ResourceSpans) bool { return true })
	for i := range fragments {
		fragments[i].Traces.ResourceSpans().MoveAndAppendTo(b.td.ResourceSpans())
	}
}
