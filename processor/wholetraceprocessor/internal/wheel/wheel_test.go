package wheel

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNeverEarlyAndAtMostOneStepLate(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	start := int64(time.Hour) + 12345
	w, now := New(start), start
	due := map[uint32]int64{}
	fired := 0
	for now < start+int64(3*time.Hour) {
		for range 3 {
			h := uint32(rnd.IntN(300))
			switch rnd.IntN(8) {
			case 0:
				w.Cancel(h)
				delete(due, h)
			default:
				at := now + rnd.Int64N(1<<rnd.IntN(43))
				w.Set(h, at)
				due[h] = at
			}
		}
		now += rnd.Int64N(int64(3 * time.Second))
		w.Advance(now, func(h uint32) {
			at, ok := due[h]
			require.True(t, ok, "a cancelled handle does not fire")
			require.LessOrEqual(t, at, now)
			delete(due, h)
			fired++
		})
		for h, at := range due {
			require.Greater(t, at, now-int64(Step), "handle %d is late", h)
		}
	}
	require.Greater(t, fired, 5000)
}

func TestFireMaySetAndCancelOthersOfTheSameStep(t *testing.T) {
	w := New(0)
	for h := range uint32(4) {
		w.Set(h, int64(Step))
	}
	var got []uint32
	w.Advance(int64(Step), func(h uint32) {
		got = append(got, h)
		if len(got) == 1 {
			for o := range uint32(4) {
				w.Cancel(o)
			}
			w.Set(h, 0)
		}
	})
	require.Len(t, got, 1)
	w.Advance(2*int64(Step), func(h uint32) { got = append(got, h) })
	require.Equal(t, []uint32{got[0], got[0]}, got)
}

func TestWhatIsFartherThanTheWheelReachesStillFires(t *testing.T) {
	w := New(0)
	at := int64(100 * time.Hour)
	w.Set(1, at)
	fired := false
	w.Advance(at-int64(Step), func(uint32) { fired = true })
	require.False(t, fired)
	w.Advance(at, func(uint32) { fired = true })
	require.True(t, fired)
}
