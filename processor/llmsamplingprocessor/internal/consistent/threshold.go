// Package consistent is W3C consistent probability sampling: a trace's 56 bits of randomness R, the threshold T that
// they are compared with, and the `ot` entry of the trace state that carries both.
//
// A trace is kept when T <= R, and then stands for 2^56 / (2^56 - T) traces. Whoever compares the same R with the same T
// decides alike, without talking to anyone.
package consistent

import (
	"math"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/sampling"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Threshold is how many of the 2^56 values of R are rejected.
type Threshold uint64

const (
	// Always rejects nothing.
	Always Threshold = 0
	// Never rejects everything.
	Never = Threshold(sampling.MaxAdjustedCount)
)

// FromProbability returns the threshold that keeps the share p of all traces: 0 or less keeps none, 1 or more all.
func FromProbability(p float64) Threshold {
	switch {
	case p >= 1:
		return Always
	case p < sampling.MinSamplingProbability || math.IsNaN(p):
		return Never
	}
	return Never - Threshold(math.Round(p*float64(Never)))
}

// Rounded is FromProbability with a threshold of so many hexadecimal digits at most, 1 to 14, as contrib's
// probabilistic_sampler writes it with sampling_precision.
func Rounded(p float64, digits int) Threshold {
	if digits >= sampling.NumHexDigits {
		return FromProbability(p)
	}
	t, err := sampling.ProbabilityToThresholdWithPrecision(p, digits)
	if err != nil {
		return FromProbability(p)
	}
	return Threshold(t.Unsigned())
}

// FromWeight returns the threshold of a trace that stands for w traces.
func FromWeight(w float64) Threshold {
	return FromProbability(1 / w)
}

// Probability is the share that t keeps, 0 to 1.
func (t Threshold) Probability() float64 {
	return 1 - float64(t)/float64(Never)
}

// Weight is how many traces one that t keeps stands for; 0 when t keeps none.
func (t Threshold) Weight() float64 {
	if t >= Never {
		return 0
	}
	return float64(Never) / float64(Never-t)
}

// Keeps says whether a trace with randomness r is kept.
func (t Threshold) Keeps(r uint64) bool {
	return uint64(t) <= r
}

// Proportional is the threshold that keeps the share p of what t keeps.
func (t Threshold) Proportional(p float64) Threshold {
	if p >= 1 {
		return t
	}
	return FromProbability(t.Probability() * p)
}

func (t Threshold) sampling() sampling.Threshold {
	// Thresholds come from FromProbability and Read, which stay within range.
	th, _ := sampling.UnsignedToThreshold(uint64(t))
	return th
}

// Randomness is R of a trace whose trace state carries no rv: the last seven bytes of its id.
func Randomness(id pcommon.TraceID) uint64 {
	return sampling.TraceIDToRandomness(id).Unsigned()
}
