package consistent

import (
	"encoding/binary"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// The hash of contrib's probabilistic_sampler in its mode hash_seed: 32-bit FNV-1a over the seed and the trace id, of
// which 14 bits decide.
const (
	fnvOffset  = 2166136261
	fnvPrime   = 16777619
	bucketBits = 14
	buckets    = 1 << bucketBits
)

// Hashed is the R that contrib's hash_seed mode gives a trace. Its top 14 bits are those that decide; the others are
// what contrib fills up with.
func Hashed(id pcommon.TraceID, seed uint32) uint64 {
	hash := uint32(fnvOffset)
	for _, b := range binary.LittleEndian.AppendUint32(nil, seed) {
		hash = (hash ^ uint32(b)) * fnvPrime
	}
	for _, b := range id {
		hash = (hash ^ uint32(b)) * fnvPrime
	}
	low := uint64(hash % buckets)
	high := uint64(hash >> (32 - bucketBits))
	return (buckets-1-low)<<42 | (high^high<<10)<<bucketBits | low
}

// Bucketed is the threshold that contrib's hash_seed mode gives a share: a whole number of 1/16384, rounded down.
func Bucketed(p float64) Threshold {
	// The arithmetic is that of float32 on a percentage, for the border to be where contrib's is.
	const perPercent = float32(buckets) / 100
	kept := Threshold(min(float32(p*100), 100) * perPercent)
	return (buckets - kept) << 42
}
