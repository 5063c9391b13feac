package buffer

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// piece is some of a part that had become larger than a part may be: one request may bring more, and more may come while
// the part stands in line.
type piece struct {
	td    ptrace.Traces
	spans int
}

// cut makes several pieces of what a hand-on holds if that is too large. The hand-on keeps the first; the others go after
// it, one by one. Until the last has gone, all of it counts as being on its way.
func (h *HandOn) cut(td ptrace.Traces) ptrace.Traces {
	pieces := split(td, h.buffer.settings.MaxTraceSpans, h.buffer.settings.MaxTraceBytes)
	if len(pieces) == 1 {
		return td
	}
	it := &h.items[0]
	it.live, it.image, it.pages, it.words = nil, nil, nil, nil
	h.pieces = pieces
	h.Spans = pieces[0].spans
	return h.piece()
}

// piece returns what a hand-on of a piece gets for an attempt.
func (h *HandOn) piece() ptrace.Traces {
	if !h.buffer.settings.Mutates {
		return h.pieces[0].td
	}
	td := ptrace.NewTraces()
	h.pieces[0].td.CopyTo(td)
	return td
}

// next is the hand-on of the piece after that of one that has ended, and nil when there is none.
func (h *HandOn) next() *HandOn {
	if len(h.pieces) < 2 {
		return nil
	}
	n := &HandOn{Spans: h.pieces[1].spans, buffer: h.buffer, pieces: h.pieces[1:]}
	it := h.items[0]
	it.shard.lose(&it, h.Spans) // they have gone, and are not on their way any more
	it.part = it.shard.part(&it, &n.attempt)
	n.Mark = wholetrace.Mark{Kind: wholetrace.Part, Part: it.part, HandOn: h.buffer.handOns.Add(1)}
	n.items = []item{it}
	return n
}

// split moves the spans of td to pieces of about equally many spans, none with more spans or bytes than given, unless one
// span alone is larger.
func split(td ptrace.Traces, spans, bytes int) []piece {
	all, size := 0, 0
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			all += ss.Spans().Len()
			for _, span := range ss.Spans().All() {
				size += sizer.SpanSize(span)
			}
		}
	}
	n := max(ceil(all, spans), ceil(size, bytes))
	if n <= 1 {
		return []piece{{td, all}}
	}
	s := splitter{spans: ceil(all, n), bytes: bytes}
	for _, rs := range td.ResourceSpans().All() {
		s.inResource = false
		for _, ss := range rs.ScopeSpans().All() {
			s.inScope = false
			for _, span := range ss.Spans().All() {
				s.add(rs, ss, span)
			}
		}
	}
	return s.out
}

func ceil(n, by int) int { return (n + by - 1) / by }

var sizer ptrace.ProtoMarshaler

// splitter fills one piece after the other.
type splitter struct {
	spans, bytes        int // that a piece may have
	out                 []piece
	size                int  // of the latest
	inResource, inScope bool // the latest has the present resource, and the present scope, as its last
}

func (s *splitter) add(rs ptrace.ResourceSpans, ss ptrace.ScopeSpans, span ptrace.Span) {
	size := sizer.SpanSize(span)
	if n := len(s.out); n == 0 || s.out[n-1].spans == s.spans || s.size+size > s.bytes {
		s.out = append(s.out, piece{td: ptrace.NewTraces()})
		s.size, s.inResource, s.inScope = 0, false, false
	}
	p := &s.out[len(s.out)-1]
	to := p.td.ResourceSpans()
	if !s.inResource {
		r := to.AppendEmpty()
		rs.Resource().CopyTo(r.Resource())
		r.SetSchemaUrl(rs.SchemaUrl())
	}
	scopes := to.At(to.Len() - 1).ScopeSpans()
	if !s.inScope {
		scope := scopes.AppendEmpty()
		ss.Scope().CopyTo(scope.Scope())
		scope.SetSchemaUrl(ss.SchemaUrl())
	}
	span.MoveTo(scopes.At(scopes.Len() - 1).Spans().AppendEmpty())
	s.inResource, s.inScope = true, true
	s.size += size
	p.spans++
}
