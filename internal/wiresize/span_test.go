package wiresize

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

func requireSameAsMarshaler(t *testing.T, s ptrace.Span) {
	t.Helper()
	var sizer ptrace.ProtoMarshaler
	require.Equal(t, sizer.SpanSize(s), Span(s))
}

func TestTheSpansOfTheRecordingsAreAsLargeAsTheMarshalerSays(t *testing.T) {
	for _, r := range tracetest.Recordings(t) {
		for _, td := range r.Requests {
			for _, rs := range td.ResourceSpans().All() {
				for _, ss := range rs.ScopeSpans().All() {
					for _, s := range ss.Spans().All() {
						requireSameAsMarshaler(t, s)
					}
				}
			}
		}
	}
}

// draw makes up spans of all that OTLP has, with lengths and numbers at which the size of a length or number changes.
type draw struct{ *rand.Rand }

func (d draw) text() string {
	return strings.Repeat("x", []int{0, 0, 1, 5, 120, 125, 126, 127, 128, 129, 16381, 16384}[d.IntN(12)])
}

func (d draw) number() uint64 {
	return []uint64{0, 0, 1, 127, 128, math.MaxUint32, math.MaxUint64}[d.IntN(7)]
}

func (d draw) value(v pcommon.Value, depth int) {
	switch n := d.IntN(8); {
	case n == 0:
		v.SetStr(d.text())
	case n == 1:
		v.SetInt(int64(d.number()))
	case n == 2:
		v.SetDouble(d.Float64())
	case n == 3:
		v.SetBool(d.IntN(2) == 0)
	case n == 4:
		v.SetEmptyBytes().FromRaw([]byte(d.text()))
	case n == 5 && depth > 0:
		d.attributes(v.SetEmptyMap(), depth-1)
	case n == 6 && depth > 0:
		list := v.SetEmptySlice()
		for range d.IntN(4) {
			d.value(list.AppendEmpty(), depth-1)
		}
	}
}

func (d draw) attributes(m pcommon.Map, depth int) {
	for range d.IntN(4) {
		d.value(m.PutEmpty(d.text()), depth)
	}
}

func (d draw) ids() (trace pcommon.TraceID, span pcommon.SpanID) {
	if d.IntN(2) == 0 {
		trace[3], span[5] = 1, 1
	}
	return trace, span
}

func (d draw) span() ptrace.Span {
	s := ptrace.NewSpan()
	trace, span := d.ids()
	s.SetTraceID(trace)
	s.SetSpanID(span)
	_, parent := d.ids()
	s.SetParentSpanID(parent)
	s.TraceState().FromRaw(d.text())
	s.SetName(d.text())
	s.SetKind(ptrace.SpanKind(d.number()))
	s.SetFlags(uint32(d.number()))
	s.SetStartTimestamp(pcommon.Timestamp(d.number()))
	s.SetEndTimestamp(pcommon.Timestamp(d.number()))
	d.attributes(s.Attributes(), 3)
	s.SetDroppedAttributesCount(uint32(d.number()))
	s.SetDroppedEventsCount(uint32(d.number()))
	s.SetDroppedLinksCount(uint32(d.number()))
	s.Status().SetMessage(d.text())
	s.Status().SetCode(ptrace.StatusCode(d.number()))
	for range d.IntN(3) {
		e := s.Events().AppendEmpty()
		e.SetTimestamp(pcommon.Timestamp(d.number()))
		e.SetName(d.text())
		d.attributes(e.Attributes(), 1)
		e.SetDroppedAttributesCount(uint32(d.number()))
	}
	for range d.IntN(3) {
		l := s.Links().AppendEmpty()
		trace, span := d.ids()
		l.SetTraceID(trace)
		l.SetSpanID(span)
		l.TraceState().FromRaw(d.text())
		d.attributes(l.Attributes(), 1)
		l.SetFlags(uint32(d.number()))
		l.SetDroppedAttributesCount(uint32(d.number()))
	}
	return s
}

func TestAnySpanIsAsLargeAsTheMarshalerSays(t *testing.T) {
	d := draw{rand.New(rand.NewPCG(1, 2))}
	for range 20_000 {
		requireSameAsMarshaler(t, d.span())
	}
}
