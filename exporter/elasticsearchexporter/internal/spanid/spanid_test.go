package spanid

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestAppend(t *testing.T) {
	span := func(change func(ptrace.Span)) ptrace.Span {
		s := ptrace.NewSpan()
		s.SetTraceID([16]byte{1, 2, 3})
		s.SetSpanID([8]byte{4, 5})
		s.SetKind(ptrace.SpanKindClient)
		s.SetStartTimestamp(7)
		change(s)
		return s
	}
	same := func(ptrace.Span) {}
	id := func(service string, s ptrace.Span) string { return string(Append(nil, service, s)) }
	first := id("a", span(same))

	require.Len(t, first, Length)
	require.Equal(t, "AQIDAAAAAAAAAAAAAAAAAAQFAAAAAAAAu-aXyC2XDMA", first, "ids must never change")
	require.Equal(t, first, id("a", span(same)), "the_same_span_has_the_same_id")
	require.Equal(t, first, id("a", span(func(s ptrace.Span) { s.Attributes().PutStr("baton.span.role", "call") })), "enriched_or_not")
	require.NotEqual(t, first, id("b", span(same)), "a_shared_id_in_another_service")
	require.NotEqual(t, first, id("a", span(func(s ptrace.Span) { s.SetKind(ptrace.SpanKindServer) })), "a_shared_id_of_another_kind")

	bare := func(name string) ptrace.Span {
		s := ptrace.NewSpan()
		s.SetName(name)
		return s
	}
	require.NotEqual(t, id("a", bare("x")), id("a", bare("y")), "spans_without_ids")
}

func BenchmarkAppend(b *testing.B) {
	s := ptrace.NewSpan()
	s.SetTraceID([16]byte{1})
	s.SetSpanID([8]byte{2})
	b.ReportAllocs()
	var buf []byte
	for b.Loop() {
		buf = Append(buf[:0], "service", s)
	}
}
