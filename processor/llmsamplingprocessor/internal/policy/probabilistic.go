package policy

import (
	"cmp"
	"context"
	"math"
	"math/big"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// contribSalt is the salt that contrib hashes with when none is set.
const contribSalt = "default-hash-seed"

// newProbabilistic samples by a hash of the trace id, as contrib does, or if it is to be consistent by R >= T.
func newProbabilistic(c *Config, set Settings) (evaluator, error) {
	share := c.Probabilistic.SamplingPercentage / 100
	if set.Consistent {
		t := consistent.FromProbability(share)
		return func(_ context.Context, v *rule.View, _ time.Time) result {
			own := max(t, v.Trace.In)
			r := when(own.Keeps(v.Trace.R))
			r.threshold = own
			return r
		}, nil
	}
	// The product is worked out in 64 bits: a float64 has too few for the border to be where contrib's is.
	border, _ := new(big.Float).Mul(new(big.Float).SetPrec(64).SetUint64(math.MaxUint64), big.NewFloat(share)).Uint64()
	seed := fnv1a(fnvOffset, []byte(cmp.Or(c.Probabilistic.HashSalt, contribSalt)))
	return func(_ context.Context, v *rule.View, _ time.Time) result {
		return when(hashID(seed, v.Trace.ID) <= border)
	}, nil
}

// The 64-bit FNV-1a hash, in place so that no hasher is allocated for a trace.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func fnv1a(hash uint64, bytes []byte) uint64 {
	for _, b := range bytes {
		hash = (hash ^ uint64(b)) * fnvPrime
	}
	return hash
}

func hashID(seed uint64, id pcommon.TraceID) uint64 {
	return fnv1a(seed, id[:])
}
