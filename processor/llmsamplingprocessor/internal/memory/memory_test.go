package memory

import (
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
)

// droppedID draws an id as dropped traces have it: with little randomness R, which is the last seven bytes.
func droppedID(rnd *rand.Rand) pcommon.TraceID {
	var id pcommon.TraceID
	binary.BigEndian.PutUint64(id[:8], rnd.Uint64())
	binary.BigEndian.PutUint64(id[8:], rnd.Uint64()&^(0xf<<52))
	return id
}

func TestTenMillionDroppedTracesTakeLessThan60MB(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const traces = 10_000_000
	const all = traces * 5 / 4 // fills every filter
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d := NewDropped(traces)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range all {
		d.Put(droppedID(rnd))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	size := float64(after.HeapAlloc) - float64(before.HeapAlloc)
	t.Logf("%.1f MB, %.2f bytes a trace", size/1e6, size/traces)
	require.Less(t, size, 60e6)

	// The last ten million are all remembered.
	rnd = rand.New(rand.NewPCG(1, 2))
	missing := 0
	for i := range all {
		if id := droppedID(rnd); i >= all-traces && !d.Has(id) {
			missing++
		}
	}
	require.LessOrEqual(t, missing, 10, "one may be lost when a filter is full before its time")
	wrong := 0
	for range 2_000_000 {
		if d.Has(droppedID(rnd)) {
			wrong++
		}
	}
	require.LessOrEqual(t, wrong, 2)
}

func TestTheTraceAskedForLongestAgoGivesWay(t *testing.T) {
	k := NewKept(2)
	ids := []pcommon.TraceID{{1}, {2}, {3}}
	k.Put(ids[0], Decision{Rule: 1, Threshold: consistent.Always})
	k.Put(ids[1], Decision{Rule: 2})
	got, ok := k.Get(ids[0])
	require.True(t, ok)
	require.Equal(t, Decision{Rule: 1}, got)
	k.Put(ids[2], Decision{Rule: 3})
	_, ok = k.Get(ids[1])
	require.False(t, ok)
	k.Put(ids[0], Decision{Rule: 4})
	got, _ = k.Get(ids[0])
	require.Equal(t, int32(4), got.Rule)
	require.Equal(t, 2, k.Len())
}

func TestZeroRoomRemembersNothing(t *testing.T) {
	k, d := NewKept(0), NewDropped(0)
	k.Put(pcommon.TraceID{1}, Decision{})
	d.Put(pcommon.TraceID{1})
	_, ok := k.Get(pcommon.TraceID{1})
	require.False(t, ok)
	require.False(t, d.Has(pcommon.TraceID{1}))
}

func TestHandOnsForgetTheOldest(t *testing.T) {
	h := NewHandOns(2)
	require.False(t, h.Seen(1))
	require.False(t, h.Seen(2))
	require.True(t, h.Seen(1))
	require.False(t, h.Seen(3))
	require.True(t, h.Seen(2))
	require.False(t, h.Seen(1))
}
