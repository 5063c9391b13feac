package batch

import "github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"

// Reseed gives the traces the randomness of contrib's probabilistic_sampler in mode hash_seed. What carries sampling of
// its own is left alone: its weight would be lost.
func (b *Batch) Reseed(seed uint32) {
	for i := range b.Traces {
		t := &b.Traces[i]
		if !t.Explicit && t.In == consistent.Always {
			t.R, t.Explicit = consistent.Hashed(t.ID, seed), true
		}
	}
}
