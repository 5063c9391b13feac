package sampler

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/keep"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// The bytes of dropped traces add up to the truth whatever ids programs make.
func TestBytesOfDroppedTracesAreEstimatedRightlyForAnyKindOfID(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for name, id := range map[string]func(n uint64) (hi, lo uint64){
		"random":               func(uint64) (uint64, uint64) { return rnd.Uint64(), rnd.Uint64() },
		"of 64 bits":           func(uint64) (uint64, uint64) { return 0, rnd.Uint64() },
		"counted up":           func(n uint64) (uint64, uint64) { return 7, n },
		"with a constant end":  func(uint64) (uint64, uint64) { return rnd.Uint64(), rnd.Uint64() &^ 0xff },
		"of a time and a seed": func(n uint64) (uint64, uint64) { return n << 20, 42 },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLoad(t, 1000, nil, rule.Config{Name: "all", Keep: keep.Fixed("0%")})
			var sizer ptrace.ProtoMarshaler
			truth := 0
			for n := range uint64(110_000) {
				var whole pcommon.TraceID
				hi, lo := id(n)
				binary.BigEndian.PutUint64(whole[:8], hi)
				binary.BigEndian.PutUint64(whole[8:], lo)
				_, service, spans := l.next()
				l.send(whole, service, spans, wholeMark)
				truth += spans * sizer.SpanSize(l.shapes[service][1].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0))
			}
			var dropped Sums
			for line := range l.Ledger() {
				if !line.Kept {
					dropped.Bytes += line.Sums.Bytes
				}
			}
			require.InEpsilon(t, truth, dropped.Bytes, 0.03)
		})
	}
}
