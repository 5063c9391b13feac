package keep

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// play sends traces of each key at so many a second on average, and returns how many of each are kept a second, after a
// warm-up: the share of those that came, so that chance in how many come does not matter.
func play(cfg Adaptive, perSecond map[string]float64) map[string]float64 {
	rate := NewRate(Config{Adaptive: &cfg})
	rnd := rand.New(rand.NewPCG(1, 2))
	keys := slices.Sorted(maps.Keys(perSecond))
	var weights []float64
	total := 0.0
	for _, key := range keys {
		weights = append(weights, perSecond[key])
		total += perSecond[key]
	}
	now := time.Unix(1e9, 0)
	const warmUp, measured = 90, 120
	came, kept := map[string]float64{}, map[string]float64{}
	for start := now; now.Sub(start) < (warmUp+measured)*time.Second; {
		now = now.Add(time.Duration(rnd.ExpFloat64() / total * float64(time.Second)))
		at, x := 0, rnd.Float64()*total
		for x -= weights[0]; x > 0 && at < len(keys)-1; x -= weights[at] {
			at++
		}
		p := rate.Probability(now, []byte(keys[at]))
		if now.Sub(start) <= warmUp*time.Second {
			continue
		}
		came[keys[at]]++
		if rnd.Float64() < p {
			kept[keys[at]]++
		}
	}
	for key := range kept {
		kept[key] *= perSecond[key] / came[key]
	}
	return kept
}

func sum(kept map[string]float64) float64 {
	total := 0.0
	for _, n := range kept {
		total += n
	}
	return total
}

func TestAnAdaptiveRateGivesRareKeysMore(t *testing.T) {
	traffic := map[string]float64{"common": 900, "rare": 90, "rarest": 1}
	for goal, want := range map[string]float64{"20/s": 20, "5%": 0.05 * 991} {
		t.Run(goal, func(t *testing.T) {
			kept := play(Adaptive{Goal: goal}, traffic)
			require.InEpsilon(t, want, sum(kept), 0.1)
			require.Greater(t, kept["rarest"]/traffic["rarest"], 0.9, "all of the rarest")
			require.Greater(t, kept["rare"]/traffic["rare"], 3*kept["common"]/traffic["common"])
		})
	}
}

func TestAGoalAboveTheTrafficKeepsEverything(t *testing.T) {
	kept := play(Adaptive{Goal: "500/s"}, map[string]float64{"a": 100, "b": 5})
	require.InEpsilon(t, 105, sum(kept), 0.05)
}

func TestKeysAreBounded(t *testing.T) {
	traffic := map[string]float64{"busy": 300}
	for i := range 1000 {
		traffic[fmt.Sprintf("user-%d", i)] = 1
	}
	cfg := Adaptive{Goal: "50/s", MaxKeys: 10}
	require.InEpsilon(t, 50, sum(play(cfg, traffic)), 0.25)
	rate := newAdaptive(&cfg)
	now := time.Unix(1e9, 0)
	for i := range 100_000 {
		now = now.Add(time.Millisecond)
		rate.Probability(now, fmt.Appendf(nil, "key-%d", i))
		require.LessOrEqual(t, len(rate.keys), 10)
	}
}

// At the start nothing is known of the traffic. What is kept before it is must not be everything.
func TestTheFirstSecondKeepsAFewTimesTheGoalAtMost(t *testing.T) {
	rate := NewRate(Config{Adaptive: &Adaptive{Goal: "20/s"}})
	now, kept := time.Unix(1e9, 0), 0.0
	for range 100_000 {
		now = now.Add(5 * time.Microsecond)
		kept += rate.Probability(now, nil)
	}
	require.Less(t, kept, 20*2*13.0)
}
