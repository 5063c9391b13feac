package consistent

import (
	"math/rand/v2"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/sampling"
	"github.com/stretchr/testify/require"
)

func TestThresholdsAreThoseOfContrib(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		p := rnd.Float64()
		want, err := sampling.ProbabilityToThreshold(p)
		require.NoError(t, err)
		require.Equal(t, want.Unsigned(), uint64(FromProbability(p)))
		require.InDelta(t, want.AdjustedCount(), FromProbability(p).Weight(), 1e-9*want.AdjustedCount())
	}
	require.Equal(t, Always, FromProbability(1))
	require.Equal(t, Never, FromProbability(0))
	require.False(t, Never.Keeps(1<<56-1))
	require.Zero(t, Never.Weight())
}

func TestWriteSetsTheThresholdAndKeepsTheRest(t *testing.T) {
	half := FromProbability(0.5)
	const r = 0xf << 52
	for raw, want := range map[string]string{
		"":                        "ot=th:8",
		"vendor=x":                "ot=th:8,vendor=x",
		"ot=rv:f0000000000000":    "ot=rv:f0000000000000;th:8",
		"vendor=x,ot=th:4;k:v":    "ot=th:8;k:v,vendor=x",
		"ot=th:c":                 "ot=th:c",
		"ot=th:c,vendor=x":        "ot=th:c,vendor=x",
		"ot=th:ff":                "ot=th:8", // contradicts R
		"no trace state":          "ot=th:8",
		"ot=th:nonsense,vendor=x": "ot=th:8",
	} {
		require.Equal(t, want, Write(raw, half, r, false), raw)
	}
	require.Equal(t, "ot=rv:f0000000000000;th:8,vendor=x", Write("vendor=x", half, r, true))
	require.Equal(t, "ot=th:0", Write("", Always, r, false))
}

func TestReadOfATraceStateWithoutSamplingSaysNothing(t *testing.T) {
	for _, raw := range []string{"", "vendor=x", "ot=", "ot=k:v", "bot=th:8", "==,ot=th:8"} {
		in := Read(raw)
		require.False(t, in.HasT || in.HasR, raw)
	}
	require.Equal(t, Incoming{R: 1 << 52, HasR: true, T: 1 << 55, HasT: true}, Read("a=b,ot=th:8;rv:10000000000000"))
}
