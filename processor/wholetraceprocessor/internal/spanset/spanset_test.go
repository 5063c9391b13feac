package spanset

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheSameIDKindAndStartTwiceIsOneSpan(t *testing.T) {
	var p Pool
	var s Set
	require.True(t, s.Add(&p, 7, 1, 100))
	require.False(t, s.Add(&p, 7, 1, 100))
	require.True(t, s.Add(&p, 7, 2, 100), "another kind is another span")
	require.True(t, s.Add(&p, 7, 1, 101), "another start is another span")
	require.False(t, s.Add(&p, 7, 2, 100))
}

func TestAParentIsMissingUntilItComes(t *testing.T) {
	var p Pool
	var s Set
	s.Want(&p, 1)
	s.Want(&p, 1)
	require.Equal(t, 1, s.Missing())
	require.True(t, s.Add(&p, 1, 0, 5))
	require.Equal(t, 0, s.Missing())
	s.Want(&p, 1)
	s.Want(&p, 0)
	require.Equal(t, 0, s.Missing())
}

func TestManySpansBehaveLikeAMap(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var p Pool
	var s Set
	type span struct {
		id    uint64
		kind  int32
		start uint64
	}
	seen, ids, wants := map[span]bool{}, map[uint64]bool{}, map[uint64]bool{}
	for range 20000 {
		sp := span{1 + rnd.Uint64N(5000), int32(rnd.IntN(2)), rnd.Uint64N(3)}
		require.Equal(t, !seen[sp], s.Add(&p, sp.id, sp.kind, sp.start))
		seen[sp], ids[sp.id] = true, true
		parent := rnd.Uint64N(9000)
		s.Want(&p, parent)
		if parent != 0 {
			wants[parent] = true
		}
	}
	missing := 0
	for id := range wants {
		if !ids[id] {
			missing++
		}
	}
	require.Equal(t, missing, s.Missing())
	require.Less(t, s.Bytes(), 8*2*(len(seen)+missing))
}

func TestSlotsThatWereGivenBackAreEmpty(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	var p Pool
	sets, n := make([]Set, 50), make([]int, 50)
	for range 5000 {
		i := rnd.IntN(len(sets))
		if rnd.IntN(20) == 0 {
			sets[i].Free(&p)
			n[i] = 0
			require.Zero(t, sets[i].Bytes())
			continue
		}
		n[i]++
		require.True(t, sets[i].Add(&p, uint64(n[i]), 0, uint64(i)))
		require.False(t, sets[i].Add(&p, uint64(1+rnd.IntN(n[i])), 0, uint64(i)))
	}
}

// Whatever senders number their spans by, and though all begin in one step of a coarse clock, none is lost.
func TestSpansOfOneKindAndStartAreToldApartByTheWholeID(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, tt := range []struct {
		name string
		id   func(n uint64) uint64
	}{
		{"one_after_the_other", func(n uint64) uint64 { return n }},
		{"one_after_the_other_the_other_way_round", bits.ReverseBytes64},
		{"in_the_high_half_only", func(n uint64) uint64 { return n << 32 }},
		{"in_both_halves_alike", func(n uint64) uint64 { return n<<32 | n }},
		{"by_chance", func(uint64) uint64 { return rnd.Uint64() }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, start := range []uint64{0, 1_790_000_000_000_000_000, rnd.Uint64()} {
				var p Pool
				var s Set
				seen := map[uint64]bool{}
				for n := uint64(1); n <= 40_000; n++ {
					id := tt.id(n)
					require.Equal(t, !seen[id], s.Add(&p, id, 1, start), "%#x", id)
					seen[id] = true
				}
				for id := range seen {
					require.False(t, s.Add(&p, id, 1, start), "%#x", id)
				}
			}
		})
	}
}

func TestSpansOfOneIDAreToldApartByKindAndStart(t *testing.T) {
	var p Pool
	var s Set
	for start := range uint64(500) {
		for kind := range int32(6) {
			require.True(t, s.Add(&p, 7, kind, start*1_000_000))
		}
	}
}

func BenchmarkSpanSet(b *testing.B) {
	for _, spans := range []int{1, 13, 100, 10_000} {
		b.Run(fmt.Sprintf("%d_spans_a_trace", spans), func(b *testing.B) {
			b.ReportAllocs()
			rnd := rand.New(rand.NewPCG(7, 8))
			var p Pool
			bytes := 0
			for range b.N {
				var s Set
				for range spans {
					s.Add(&p, rnd.Uint64(), 1, 1)
				}
				bytes = s.Bytes()
				s.Free(&p)
			}
			b.ReportMetric(float64(bytes)/float64(spans), "B/span")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*spans), "ns/span")
		})
	}
}
