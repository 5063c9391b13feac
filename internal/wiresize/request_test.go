package wiresize

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

func sizeOf(td ptrace.Traces) int {
	var r Request
	for _, rs := range td.ResourceSpans().All() {
		r.Resource(rs)
		for _, ss := range rs.ScopeSpans().All() {
			r.Scope(ss)
			for _, s := range ss.Spans().All() {
				r.Span(s)
			}
		}
	}
	return r.Size()
}

func TestTheRequestsOfTheRecordingsAreAsLargeAsTheMarshalerSays(t *testing.T) {
	var sizer ptrace.ProtoMarshaler
	for _, recording := range tracetest.Recordings(t) {
		for _, td := range recording.Requests {
			require.Equal(t, sizer.TracesSize(td), sizeOf(td))
		}
	}
}

func TestAnyRequestIsAsLargeAsTheMarshalerSays(t *testing.T) {
	d := draw{rand.New(rand.NewPCG(3, 4))}
	var sizer ptrace.ProtoMarshaler
	for range 2000 {
		td := ptrace.NewTraces()
		for range d.IntN(3) {
			rs := td.ResourceSpans().AppendEmpty()
			d.attributes(rs.Resource().Attributes(), 1)
			rs.Resource().SetDroppedAttributesCount(uint32(d.number()))
			rs.SetSchemaUrl(d.text())
			for range d.IntN(3) {
				ss := rs.ScopeSpans().AppendEmpty()
				ss.Scope().SetName(d.text())
				ss.Scope().SetVersion(d.text())
				ss.Scope().SetDroppedAttributesCount(uint32(d.number()))
				d.attributes(ss.Scope().Attributes(), 1)
				ss.SetSchemaUrl(d.text())
				for range d.IntN(3) {
					d.span().MoveTo(ss.Spans().AppendEmpty())
				}
			}
		}
		require.Equal(t, sizer.TracesSize(td), sizeOf(td))
	}
}
