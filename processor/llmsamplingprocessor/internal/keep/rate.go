package keep

import "time"

// Rate says which share of the traces of one kind to keep. Calls may not overlap.
type Rate interface {
	// Probability counts one more trace with this key and returns the share to keep, 0 to 1. It never depends on the
	// randomness of the trace itself, so that weights made from it are right.
	Probability(now time.Time, key []byte) float64
}

// NewRate makes the rate that cfg describes. cfg must be valid.
func NewRate(cfg Config) Rate {
	if cfg.Adaptive != nil {
		return newAdaptive(cfg.Adaptive)
	}
	p, _ := cfg.Probability()
	return fixed(p)
}

type fixed float64

func (f fixed) Probability(time.Time, []byte) float64 {
	return float64(f)
}
