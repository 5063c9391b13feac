package arena

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChainsHoldWhatWasAppended(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	var a Arena
	defer a.Close()
	chains, want := make([]Chain, 200), make([][]byte, 200)
	for range 20000 {
		i := rnd.IntN(len(chains))
		switch rnd.IntN(10) {
		case 0:
			a.Free(&chains[i])
			want[i] = nil
		case 1:
			size := rnd.IntN(len(want[i]) + 1)
			a.Truncate(&chains[i], size)
			want[i] = want[i][:size]
		default:
			p := bytes.Repeat([]byte{byte(rnd.Int())}, rnd.IntN(1500))
			a.Append(&chains[i], p)
			want[i] = append(want[i], p...)
		}
		require.Equal(t, len(want[i]), chains[i].Len())
		from := rnd.IntN(len(want[i]) + 1)
		require.True(t, bytes.Equal(want[i][from:], a.AppendTo(nil, chains[i], from)))
	}
	for i := range chains {
		require.True(t, bytes.Equal(want[i], a.AppendTo(nil, chains[i], 0)))
	}
}

func TestFreedMemoryGoesBack(t *testing.T) {
	var a Arena
	defer a.Close()
	chains := make([]Chain, 100)
	for i := range chains {
		a.Append(&chains[i], make([]byte, 100_000))
	}
	require.InDelta(t, 100*100_000, a.Bytes(), 2*SlabBytes)
	for i := range chains {
		a.Free(&chains[i])
	}
	require.LessOrEqual(t, a.Bytes(), int64(2*SlabBytes))
	full := a.Bytes()
	a.Append(&chains[0], make([]byte, 1000))
	require.Equal(t, full, a.Bytes(), "a free slab is used again")
}

func TestHalfFreeSlabsAreFilledBeforeEmptierOnes(t *testing.T) {
	var a Arena
	defer a.Close()
	old := make([]Chain, 400)
	for i := range old {
		a.Append(&old[i], make([]byte, 10_000))
	}
	full := a.Bytes()
	// Each is replaced by one of half the size, oldest first, as pages are that become denser.
	for i := range old {
		var half Chain
		a.Append(&half, make([]byte, 5_000))
		a.Free(&old[i])
		old[i] = half
	}
	require.Less(t, a.Bytes(), full*6/10)
}
