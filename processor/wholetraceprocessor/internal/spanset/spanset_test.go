package spanset

import (
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
