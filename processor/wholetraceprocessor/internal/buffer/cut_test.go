package buffer

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wholetrace"
)

func TestNoPartIsLargerThanATraceMayBe(t *testing.T) {
	for _, tt := range []struct {
		name  string
		limit func(*Settings)
		noise int
		parts int
	}{
		{"by_spans", func(s *Settings) { s.MaxTraceSpans = 50 }, 10, 3},
		{"by_bytes", func(s *Settings) { s.MaxTraceBytes = 300 << 10 }, 10_000, 5},
		{"each_span_larger_than_that", func(s *Settings) { s.MaxTraceBytes = 100 }, 200, 130},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t, tt.limit)
			rnd := rand.New(rand.NewPCG(12, 12))
			require.NoError(t, b.admit(wide(rnd, 1, 0, 130, tt.noise)))
			seen := map[string]bool{}
			parts := 0
			for h := b.Take(); h != nil; h = b.Take() {
				parts++
				td, err := h.Traces()
				require.NoError(t, err)
				require.Equal(t, wholetrace.Part, h.Mark.Kind)
				require.Equal(t, parts, h.Mark.Part)
				require.Equal(t, td.SpanCount(), h.Spans)
				require.True(t, h.Spans == 1 || h.Spans <= b.settings.MaxTraceSpans && (&ptrace.ProtoMarshaler{}).TracesSize(td) < b.settings.MaxTraceBytes+1000)
				service, _ := td.ResourceSpans().At(0).Resource().Attributes().Get("service.name")
				require.Equal(t, "agents", service.Str())
				for _, name := range names(td) {
					require.False(t, seen[name])
					seen[name] = true
				}
				require.False(t, b.Idle())
				b.HandedOn(h)
			}
			require.Equal(t, tt.parts, parts)
			require.Len(t, seen, 130)
			require.True(t, b.Idle())
			require.Zero(t, b.Usage().Flight)
			require.EqualValues(t, 130, b.ledger.Balance().HandedOn[wholetrace.Part])
		})
	}
}

func TestAPartThatFailsIsTheSameInEachAttempt(t *testing.T) {
	for name, b := range map[string]*bench{
		"memory":  newBench(t, func(s *Settings) { s.MaxTraceSpans = 50 }),
		"storage": newDurable(t, t.TempDir(), 0, func(s *Settings) { s.MaxTraceSpans = 50 }),
	} {
		for _, mutates := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s_mutates_%v", name, mutates), func(t *testing.T) {
				b.settings.Mutates = mutates
				rnd := rand.New(rand.NewPCG(13, 13))
				trace := byte(1)
				if mutates {
					trace = 2
				}
				require.NoError(t, b.admit(wide(rnd, trace, 0, 130, 10)))
				left := 130
				for h := b.Take(); h != nil; h = b.Take() {
					td, err := h.Traces()
					require.NoError(t, err)
					want := names(td)
					if mutates {
						td.ResourceSpans().RemoveIf(func(ptrace.ResourceSpans) bool { return true })
					}
					h.Rest()
					td, err = h.Traces()
					require.NoError(t, err)
					require.Equal(t, want, names(td))
					views, _ := b.List(int64(b.now), 1)
					require.Equal(t, left, views[0].Spans)
					left -= h.Spans
					if h.Mark.Part == 2 {
						b.GiveUp(h, "permanent") // which is nothing to those after it
						continue
					}
					b.HandedOn(h)
				}
				require.Zero(t, left)
				require.Zero(t, b.ledger.Balance().Waiting)
				b.after(20 * time.Second)
			})
		}
	}
}
