package llmsamplingprocessor

import (
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
)

// hashSeed gives traces the randomness of contrib's probabilistic_sampler in mode hash_seed.
type hashSeed struct{ seed uint32 }

// apply leaves alone what carries sampling of its own: its weight would be lost.
func (h *hashSeed) apply(b *batch.Batch) {
	for i := range b.Traces {
		t := &b.Traces[i]
		if !t.Explicit && t.In == consistent.Always {
			t.R, t.Explicit = consistent.Hashed(t.ID, h.seed), true
		}
	}
}
