package buffer

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestAnIndexBehavesLikeAMap(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 8))
	var x index
	var traces []*trace
	want := map[pcommon.TraceID]uint32{}
	id := func() (id pcommon.TraceID) {
		binary.LittleEndian.PutUint64(id[8:], rnd.Uint64N(3000))
		return id
	}
	for n := range 60_000 {
		key := id()
		slot, ok := x.get(traces, key)
		wanted, there := want[key]
		require.Equal(t, there, ok)
		require.Equal(t, wanted, slot)
		shrink := n/10_000%2 == 1
		switch {
		case there && (shrink || rnd.IntN(3) == 0):
			x.remove(traces, slot)
			delete(want, key)
		case !there && !shrink:
			traces = append(traces, &trace{id: key})
			x.put(traces, uint32(len(traces)-1))
			want[key] = uint32(len(traces) - 1)
		}
		require.Equal(t, len(want), x.used)
	}
}
