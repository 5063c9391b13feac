package anomaly

import (
	"math"
	"slices"
)

// memory is how many runs of one kind are compared with.
const memory = 256

// history is what the last runs of one kind cost: the logarithms, since costs spread by factors.
type history struct {
	logs []float64
	next int
}

func (h *history) add(cost float64) {
	if len(h.logs) < memory {
		h.logs = append(h.logs, math.Log(cost))
		return
	}
	h.logs[h.next] = math.Log(cost)
	h.next = (h.next + 1) % memory
}

// A run must be about twice as dear as runs that all cost the same before it counts as dear at a score of 5: their
// deviation is taken as no less than a tenth.
const leastDeviation = 0.1

// toSigma makes the median absolute deviation of a normal distribution its standard deviation (Iglewicz and Hoaglin).
const toSigma = 0.6745

// score is the robust z-score of a cost, the median, and of how many runs.
func (h *history) score(cost float64) (score, typical float64, runs int) {
	if len(h.logs) == 0 {
		return 0, 0, 0
	}
	sorted := slices.Clone(h.logs)
	middle := median(sorted)
	for i := range sorted {
		sorted[i] = math.Abs(sorted[i] - middle)
	}
	deviation := max(median(sorted), leastDeviation)
	return toSigma * (math.Log(cost) - middle) / deviation, math.Exp(middle), len(h.logs)
}

// median sorts its list.
func median(list []float64) float64 {
	slices.Sort(list)
	n := len(list)
	if n%2 == 1 {
		return list[n/2]
	}
	return (list[n/2-1] + list[n/2]) / 2
}
