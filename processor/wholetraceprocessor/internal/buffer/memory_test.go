package buffer

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
)

// wide is a batch of spans of one trace with something to compress, and something not.
func wide(rnd *rand.Rand, trace byte, from, n, noise int) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "agents")
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	for i := range n {
		sp := spans.AppendEmpty()
		sp.SetTraceID(pcommon.TraceID{15: trace})
		sp.SetSpanID(pcommon.SpanID{0, byte(from + i), byte((from + i) >> 8)})
		sp.SetParentSpanID(pcommon.SpanID{0xff})
		sp.SetStartTimestamp(pcommon.Timestamp(from + i))
		sp.SetName(fmt.Sprintf("%d/%d", trace, from+i))
		sp.Attributes().PutStr("prompt", strings.Repeat("tell me about it ", 40))
		random := make([]byte, 0, noise+8)
		for len(random) < noise {
			random = binary.LittleEndian.AppendUint64(random, rnd.Uint64())
		}
		sp.Attributes().PutEmptyBytes("noise").FromRaw(random[:noise])
	}
	return td
}

func (b *bench) admit(td ptrace.Traces) error {
	_, err := b.Admit(int64(b.now), fragment.Read(td))
	return err
}

func TestWhatIsPackedComesOutAsItCame(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	b := newBench(t)
	var want []string
	for n := range 60 {
		require.NoError(t, b.admit(wide(rnd, 1, n*3, 3, 100)))
		for i := range 3 {
			want = append(want, fmt.Sprintf("1/%d", n*3+i))
		}
		b.after(2500 * time.Millisecond).Pack(int64(b.now))
		require.Zero(t, b.Usage().Live, "everything that is old enough is packed")
	}
	require.Less(t, b.Usage().Packed, int64(3*256<<10))
	got := b.after(11 * time.Second).take()
	require.Equal(t, want, got[0].names)
	require.Zero(t, b.Usage().Flight)
}

func TestWhatWaitsLongIsPackedDenser(t *testing.T) {
	rnd := rand.New(rand.NewPCG(6, 6))
	b := newBench(t, func(s *Settings) { s.Idle = time.Hour })
	var want []string
	for round := range 4 {
		for n := range 6 {
			require.NoError(t, b.admit(wide(rnd, 1, len(want), 3, 10)))
			for range 3 {
				want = append(want, fmt.Sprintf("1/%d", len(want)))
			}
			b.after(time.Duration(3-n%2) * time.Second).Pack(int64(b.now))
		}
		quick := b.trace(1).held.pageBytes()
		b.after(denseAfter + time.Second).Pack(int64(b.now))
		require.Less(t, b.trace(1).held.pageBytes(), quick, round)
		require.Zero(t, b.trace(1).held.packed.Len())
		require.False(t, b.trace(1).aging)
	}
	require.Equal(t, want, b.after(time.Hour).take()[0].names)
}

func (b *bench) trace(id byte) *trace {
	s := b.shardOf(pcommon.TraceID{15: id})
	slot, ok := s.index.get(s.traces, pcommon.TraceID{15: id})
	require.True(b.t, ok)
	return s.traces[slot]
}

func TestATraceThatIsWholeSoonIsNeverPacked(t *testing.T) {
	b := newBench(t)
	b.send(root, agent)
	b.after(1100 * time.Millisecond).Pack(int64(b.now))
	require.Zero(t, b.Usage().Packed)
	require.Len(t, b.take(), 1)
}

func TestBeyondItsMemoryTheHeaviestTraceGoesEarlyAsAPart(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	b := newBench(t, func(s *Settings) { s.MemoryBytes, s.MaxTraceBytes = 16<<20, 64<<20 })
	for i := range byte(10) {
		require.NoError(t, b.admit(wide(rnd, i+1, 0, 10, 1000)))
	}
	for n := 0; b.line.idle(); n++ {
		require.NoError(t, b.admit(wide(rnd, 99, n*20, 20, 20_000)))
		b.Pack(int64(b.now))
		require.Less(t, n, 100)
	}
	h := b.Take()
	require.Equal(t, wholetrace.Mark{Kind: wholetrace.Part, Part: 1, HandOn: h.Mark.HandOn}, h.Mark)
	td, err := h.Traces()
	require.NoError(t, err)
	require.Equal(t, byte(99), td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).TraceID()[15])
	require.Nil(t, b.Take(), "one is enough")
	b.HandedOn(h)
	b.take() // the pieces of it that come after the first
	require.Less(t, b.account.used(), b.settings.MemoryBytes*low/100)

	require.NoError(t, b.admit(wide(rnd, 99, 60_000, 1, 1)))
	got := b.after(11 * time.Second).take()
	require.True(t, slices.ContainsFunc(got, func(h handed) bool {
		return h.kind == wholetrace.Part && h.part > 1 && slices.Equal(h.names, []string{"99/60000"})
	}))
}

// However slowly downstream takes the parts of a trace that grows and grows, no other goes early in its place.
func TestOneTraceThatGrowsIsTheOnlyOneThatGoesEarly(t *testing.T) {
	for _, slow := range []int{0, 1, 3, 7} {
		t.Run(fmt.Sprintf("a_part_takes_%d_requests", slow), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(9, 9))
			b := newBench(t, func(s *Settings) { s.MemoryBytes, s.MaxTraceBytes, s.Idle = 16<<20, 64<<20, time.Hour })
			for i := range byte(50) {
				require.NoError(t, b.admit(wide(rnd, i+1, 0, 1, 100)))
			}
			var away []*HandOn
			since := 0
			for n := range 120 {
				if err := b.admit(wide(rnd, 99, n*10, 10, 20_000)); err != nil {
					require.ErrorIs(t, err, ErrFull)
				}
				b.after(100 * time.Millisecond)
				if n%5 == 0 {
					b.Pack(int64(b.now))
				}
				for h := b.Take(); h != nil; h = b.Take() {
					td, err := h.Traces()
					require.NoError(t, err)
					require.Equal(t, byte(99), td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).TraceID()[15])
					away, since = append(away, h), n
				}
				if len(away) > 0 && n >= since+slow {
					b.HandedOn(away[0])
					away, since = away[1:], n
				}
			}
			require.NotZero(t, b.ledger.Balance().HandedOn[wholetrace.Part])
		})
	}
}

func TestWithoutRoomTheSenderIsAskedToTryAgain(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	b := newBench(t, func(s *Settings) { s.MemoryBytes = 16 << 20 })
	var err error
	n := 0
	for ; err == nil; n++ {
		err = b.admit(wide(rnd, byte(n), n*20, 20, 20_000)) // nobody takes what goes early
		require.LessOrEqual(t, b.account.used(), b.settings.MemoryBytes)
		require.Less(t, n, 1000)
	}
	require.ErrorIs(t, err, ErrFull)
	b.take()
	require.NoError(t, b.admit(wide(rnd, 1, 60_000, 20, 20_000)))
}

func TestBeyondItsMemoryWhatWaitsMovesToDisk(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 4))
	b := newDurable(t, t.TempDir(), 0, func(s *Settings) { s.MemoryBytes, s.MaxTraceBytes = 16<<20, 64<<20 })
	spans := 0
	for n := range 150 {
		require.NoError(t, b.admit(wide(rnd, byte(n%40), n*20, 20, 20_000)))
		spans += 20
		require.LessOrEqual(t, b.account.used(), b.settings.MemoryBytes)
	}
	require.True(t, b.line.idle(), "nothing went early")
	views, all := b.List(int64(b.now), 50)
	require.Equal(t, 40, all)
	require.True(t, slices.ContainsFunc(views, func(v View) bool { return v.OnDisk }))
	got := 0
	for _, h := range b.after(11 * time.Second).take() {
		require.Equal(t, wholetrace.Whole, h.kind)
		got += len(h.names)
	}
	require.Equal(t, spans, got)
	require.NoError(t, b.log.Flush())
	_, live := b.log.Usage()
	require.Zero(t, live)
}

// What is tried again and again while downstream is away must not be what keeps senders out.
func TestWhatRestsOnDiskBetweenAttemptsTakesNoMemory(t *testing.T) {
	for _, mutates := range []bool{true, false} {
		t.Run(fmt.Sprintf("downstream_mutates_%v", mutates), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(10, 10))
			b := newDurable(t, t.TempDir(), 0)
			b.settings.Mutates = mutates
			require.NoError(t, b.admit(wide(rnd, 1, 0, 20, 1000)))
			h := b.after(11 * time.Second).Take()
			td, err := h.Traces()
			require.NoError(t, err)
			want, whole := names(td), b.Usage().Flight
			require.NotZero(t, whole)
			for range 3 {
				h.Rest()
				require.Zero(t, b.Usage().Flight)
				td, err = h.Traces()
				require.NoError(t, err)
				require.Equal(t, want, names(td))
				require.Equal(t, whole, b.Usage().Flight)
			}
			b.HandedOn(h)
			require.Zero(t, b.Usage().Flight)
		})
	}
}

func TestUsageAddsUpToWhatIsBounded(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 11))
	b := newBench(t)
	for n := range 200 {
		require.NoError(t, b.admit(wide(rnd, byte(n%50), n, 3, 100)))
		b.after(time.Second).Pack(int64(b.now))
		if n%2 == 0 {
			b.take()
		}
		u := b.Usage()
		require.Equal(t, b.account.used(), u.Live+u.Packed+u.Index+u.Flight+u.Words+u.Freed+u.Fixed)
	}
}

func TestWhatIsRememberedOfTracesThatAreGoneIsBounded(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.MemoryBytes = 16 << 20 })
	for i := range 20_000 {
		sp := traces(root)
		sp.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).SetTraceID(pcommon.TraceID{1, byte(i), byte(i >> 8), 15: byte(i)})
		require.NoError(t, b.admit(sp))
		if i%100 == 0 {
			b.after(2 * time.Second).take()
		}
	}
	b.after(2 * time.Second).take()
	require.LessOrEqual(t, b.Usage().Index, b.share(goneShare)+4*1000)
	require.Zero(t, b.Waiting())
	b.after(11 * time.Minute)
	require.EqualValues(t, fixedBytes, b.account.used(), "and nothing is remembered for ever")
}

func TestTheAccountIsEvenWhenAllIsGone(t *testing.T) {
	for name, b := range map[string]*bench{"memory": newBench(t), "storage": newDurable(t, t.TempDir(), 0)} {
		t.Run(name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(5, 5))
			for n := range 300 {
				require.NoError(t, b.admit(wide(rnd, byte(n%50), n%70, 1+n%7, 100)))
				b.after(time.Duration(rnd.IntN(900)) * time.Millisecond).Pack(int64(b.now))
				if n%3 == 0 {
					b.take()
				}
			}
			b.after(20 * time.Second).take()
			b.after(20 * time.Minute)
			u := b.Usage()
			require.Equal(t, Usage{Packed: u.Packed, Words: u.Words, Freed: u.Freed, Fixed: fixedBytes}, u)
			require.Zero(t, b.going.Load())
			require.Zero(t, b.ledger.Balance().Waiting)
		})
	}
}

func TestThePageSaysWhyATraceStillWaits(t *testing.T) {
	b := newBench(t)
	provisional := span{trace: 3, id: 1, provisional: true}
	b.send(span{trace: 1, id: 3, parent: 2})
	b.send(span{trace: 2, id: 1}, span{trace: 2, id: 3, parent: 2})
	b.send(provisional)
	b.send(span{trace: 4, id: 1})
	b.after(500 * time.Millisecond)
	require.Equal(t, map[byte]string{
		1: "no root has ended yet; idle in 9.5s",
		2: "parents missing: 1; idle in 9.5s",
		3: "its root is provisional; idle in 9.5s",
		4: "its root has ended, 500ms of grace are left",
	}, b.reasons())
	b.after(time.Second)
	require.Equal(t, "it stands in line to go downstream", b.reasons()[4])
	h := b.Take()
	require.Equal(t, "it is on its way downstream, attempt 1", b.reasons()[4])
	b.HandedOn(h)
	require.NotContains(t, b.reasons(), byte(4))
}

func TestThePageShowsWhatIsTriedAgainAndAgain(t *testing.T) {
	for name, b := range map[string]*bench{"memory": newBench(t), "storage": newDurable(t, t.TempDir(), 0)} {
		t.Run(name, func(t *testing.T) {
			b.send(root, agent)
			before, _ := b.List(int64(b.now), 10)
			h := b.after(2 * time.Second).Take()
			for attempt := range 3 {
				_, err := h.Traces()
				require.NoError(t, err)
				views, _ := b.List(int64(b.now), 10)
				require.Equal(t, 2, views[0].Spans)
				require.Equal(t, before[0].Bytes, views[0].Bytes)
				require.Equal(t, fmt.Sprintf("it is on its way downstream, attempt %d", attempt+1), views[0].Why)
			}
			b.send(chat)
			views, _ := b.List(int64(b.now), 10)
			require.Equal(t, 3, views[0].Spans)
			b.HandedOn(h)
			views, _ = b.List(int64(b.now), 10)
			require.Equal(t, 1, views[0].Spans)
		})
	}
}

// reasons returns why each trace waits, by the last byte of its id.
func (b *bench) reasons() map[byte]string {
	why := map[byte]string{}
	views, all := b.List(int64(b.now), 10)
	require.Len(b.t, views, all)
	for _, v := range views {
		why[v.ID[15]] = v.Why
	}
	return why
}

func TestPackingEndsThoughAShardsClockIsBehind(t *testing.T) {
	b := newBench(t)
	b.send(root) // it goes in a second, and is left as it is until then
	b.Pack(int64(5 * time.Second))
	b.Pack(int64(5 * time.Second))
	require.NotZero(t, b.Usage().Live)
	require.Len(t, b.after(2*time.Second).take(), 1)
}

func TestSpansThatComeWhileTheirTraceIsBeingPackedArePackedLater(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.Idle = time.Hour })
	b.send(chat)
	tr, s := b.trace(chat.trace), b.shardOf(pcommon.TraceID{15: chat.trace})
	tr.packing = true // somebody is at it, who takes long
	b.after(3 * time.Second).Pack(int64(b.now))
	require.NotZero(t, b.Usage().Live)
	s.endPacking(0, tr)
	b.after(3 * time.Second).Pack(int64(b.now))
	require.Zero(t, b.Usage().Live)
}

func TestWhereSpansWaitLongTheyArePackedWhenTheyCome(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 8))
	b := newBench(t)
	settle := func() bool {
		b.Pack(int64(b.now))
		return b.habit.early.Load()
	}
	require.NoError(t, b.admit(wide(rnd, 1, 0, 3, 10)))
	require.False(t, settle(), "they are left as they are at first")
	require.NotZero(t, b.Usage().Live)
	b.after(3 * time.Second)
	require.True(t, settle(), "all had to be packed")
	for n := range byte(64) {
		require.NoError(t, b.admit(wide(rnd, n, 10, 3, 10)))
	}
	require.Less(t, b.Usage().Live, liveCost(64*3/2, 64*3*700/2), "all but a few scouts")
	require.NotZero(t, b.Usage().Live)
	got := 0
	for _, h := range b.after(20 * time.Second).take() {
		got += len(h.names)
	}
	require.Equal(t, 65*3, got)
	for n := range 100 {
		b.send(span{trace: byte(n), id: byte(n), name: "root"})
		b.after(2 * time.Second).take()
		settle()
	}
	require.False(t, b.habit.early.Load(), "scouts tell that times have changed")
}
