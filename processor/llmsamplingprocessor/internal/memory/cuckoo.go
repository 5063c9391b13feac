package memory

import (
	"encoding/binary"
	"math/bits"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

const (
	// slotsPerBucket and load are those of Fan et al., "Cuckoo Filter: Practically Better Than Bloom" (2014): with four
	// slots a table can be filled to 95 %.
	slotsPerBucket = 4
	load           = 0.95
	// maxKicks is how many fingerprints are moved on before the table counts as full.
	maxKicks = 500
)

// cuckoo is a filter of trace ids with fingerprints of 32 bits: four bytes a slot. It says yes wrongly for 8 in 2^32 ids.
type cuckoo struct {
	buckets [][slotsPerBucket]uint32
	count   int
	limit   int
	walk    uint64 // which slot to move on next
}

func newCuckoo(limit int) *cuckoo {
	buckets := int(float64(limit)/load/slotsPerBucket) + 1
	return &cuckoo{buckets: make([][slotsPerBucket]uint32, buckets), limit: limit}
}

// hash spreads the id over 64 bits. The bits that decide on sampling are alike among dropped traces, so all are mixed.
func hash(id pcommon.TraceID) uint64 {
	hi, lo := bits.Mul64(binary.LittleEndian.Uint64(id[:8])^0x9e3779b97f4a7c15, binary.LittleEndian.Uint64(id[8:])^0xe7037ed1a0b428db)
	h := hi ^ lo
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	return h ^ h>>32
}

// place returns the fingerprint of an id, never zero, and its first bucket.
func (c *cuckoo) place(h uint64) (fingerprint uint32, bucket uint64) {
	return max(1, uint32(h)), c.reduce(h)
}

// reduce maps h to a bucket, by its high bits.
func (c *cuckoo) reduce(h uint64) uint64 {
	hi, _ := bits.Mul64(h, uint64(len(c.buckets)))
	return hi
}

// other is the second bucket of a fingerprint in bucket i. Applied twice it leads back, for any number of buckets.
func (c *cuckoo) other(i uint64, fingerprint uint32) uint64 {
	n := uint64(len(c.buckets))
	sum := c.reduce(uint64(fingerprint) * 0x9e3779b97f4a7c15)
	return (sum + n - i) % n
}

func (c *cuckoo) has(h uint64) bool {
	f, i := c.place(h)
	return c.in(i, f) || c.in(c.other(i, f), f)
}

func (c *cuckoo) in(i uint64, f uint32) bool {
	b := &c.buckets[i]
	return b[0] == f || b[1] == f || b[2] == f || b[3] == f
}

// add returns false when the table is full. Then one fingerprint, of some id, has lost its place.
func (c *cuckoo) add(h uint64) bool {
	f, i := c.place(h)
	j := c.other(i, f)
	if c.in(i, f) || c.in(j, f) {
		return true
	}
	if c.put(i, f) || c.put(j, f) {
		c.count++
		return true
	}
	for range maxKicks {
		c.walk++
		at := &c.buckets[i][c.walk%slotsPerBucket]
		f, *at = *at, f
		i = c.other(i, f)
		if c.put(i, f) {
			c.count++
			return true
		}
	}
	return false
}

func (c *cuckoo) put(i uint64, f uint32) bool {
	b := &c.buckets[i]
	for s := range b {
		if b[s] == 0 {
			b[s] = f
			return true
		}
	}
	return false
}
