package keytable

import "math/bits"

// Table gives each of its keys a number. It is safe for concurrent use once it is built.
type Table struct {
	keys  []string
	slots []uint16 // one more than the number of the key that stands there; 0 is an empty slot
	shift uint8
	// lengths are the lengths that keys with a first byte have, as a set of their last six bits: most misses end there.
	lengths [256]uint64
	empty   int
}

// room is how many slots there are for each key at least: with so many, most keys stand alone and most misses end at once.
const room = 4

// New numbers the keys in their order. Of equal keys the last counts. There may be 65,534 keys.
func New(keys []string) *Table {
	size := bits.Len(uint(len(keys)*room) | 15)
	t := &Table{keys: keys, slots: make([]uint16, 1<<size), shift: uint8(64 - size)}
	for i, key := range keys {
		t.slots[t.slot(key)] = uint16(i + 1)
		if key != "" {
			t.lengths[key[0]] |= 1 << (len(key) % 64)
		}
	}
	t.empty = int(t.slots[t.slot("")]) - 1
	return t
}

// slot is where a key stands, or would stand.
func (t *Table) slot(key string) uint64 {
	last := uint64(len(t.slots) - 1)
	at := hash(key) >> t.shift & last
	for t.slots[at] != 0 && t.keys[t.slots[at]-1] != key {
		at = (at + 1) & last
	}
	return at
}

// Find returns the number of a key, -1 for one that the table does not have.
func (t *Table) Find(key string) int {
	switch {
	case key == "":
		return t.empty
	case t.lengths[key[0]]&(1<<(len(key)%64)) == 0:
		return -1
	}
	return int(t.slots[t.slot(key)]) - 1
}

// hash mixes the length, the beginning, the middle and the end of a key. That some keys share all of them costs a
// comparison and nothing more: the table's keys are all ours, so nobody can make it slow.
func hash(s string) uint64 {
	n := len(s)
	if n < 8 {
		h := uint64(n)
		for i := range n {
			h = h<<8 | uint64(s[i])
		}
		return h * 0x9e3779b97f4a7c15
	}
	h := word(s)*0x9e3779b97f4a7c15 ^ word(s[n-8:])*0xc2b2ae3d27d4eb4f ^ (word(s[(n-8)/2:])+uint64(n))*0x165667b19e3779f9
	return (h ^ h>>29) * 0xbf58476d1ce4e5b9
}

// word reads eight bytes at once.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
