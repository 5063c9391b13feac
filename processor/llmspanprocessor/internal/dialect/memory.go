package dialect

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/keytable"
)

// Bounds of what is remembered of the keys that spans have: a hostile sender may invent keys without end.
const (
	mostStrange    = 1024 // keys that no row knows
	longestStrange = 96
)

// known is what a look at a key tells, whatever its value. All of it is next to each other in memory.
type known struct {
	key   string
	signs uint64 // the dialects that the key is a sign of
	entry *entry // what it can mean; nil for a key that no row knows
	next  uint16 // the key that came after it last
	note  int16  // its number for another reader, where it is noted
	noted bool
	// rare: it takes part in With and Unless. ours: the attribute is Baton's own.
	rare, ours, values, stamp bool
	attrs, kinds, docs        bool
}

// memory is all the keys that rows know, and those that were seen beside them. An instrumentor's attributes come in the
// same order span after span, so that most keys are found by one comparison with the one that followed last.
type memory struct {
	of     *Reader
	known  []known  // numbers begin and stranger first
	slots  []uint16 // by hash: the number of a key; 0 is an empty slot
	spaces int      // how many more keys there may be
}

const (
	begin    = 0 // stands for what comes before the first attribute, and for the empty key
	stranger = 1 // stands for a key that is not remembered
)

// newMemory is a memory of all keys that rows know, or that another reader wants.
func (r *Reader) newMemory() memory {
	m := memory{of: r, known: make([]known, 2, 2+len(r.keys)+len(r.interest.Keys)), spaces: mostStrange}
	size := 16
	for size < 2*(cap(m.known)+mostStrange) {
		size *= 2
	}
	m.slots = make([]uint16, size)
	for key, e := range r.keys {
		k := r.strange(key)
		k.signs, k.entry = e.signs, e
		k.rare, k.values, k.stamp = e.with|e.unless != 0, len(e.values) > 0, e.stamp
		k.attrs, k.kinds, k.docs = len(e.attrs) > 0, len(e.kinds) > 0, len(e.docs) > 0
		m.add(m.slot(key), k)
	}
	for _, key := range r.interest.Keys {
		if at := m.slot(key); m.slots[at] == 0 {
			m.add(at, r.strange(key))
		}
	}
	for i, key := range r.interest.Keys {
		k := &m.known[m.slots[m.slot(key)]]
		k.note, k.noted = int16(i), true
	}
	return m
}

// strange is what is remembered of a key that no row knows.
func (r *Reader) strange(key string) known {
	k := known{key: key, signs: r.bySpace(key), ours: strings.HasPrefix(key, ours)}
	for _, p := range r.interest.Prefixes {
		if strings.HasPrefix(key, p) {
			k.note, k.noted = keytable.Prefixed, true
		}
	}
	return k
}

// clone is a memory that begins with what m knows.
func (m *memory) clone() memory {
	c := *m
	c.known, c.slots = slices.Clone(m.known), slices.Clone(m.slots)
	return c
}

// add remembers a key, which belongs into an empty slot.
func (m *memory) add(slot uint64, k known) uint16 {
	n := uint16(len(m.known))
	m.slots[slot] = n
	m.known = append(m.known, k)
	return n
}

// slot is where a key stands, or would stand.
func (m *memory) slot(key string) uint64 {
	last := uint64(len(m.slots) - 1)
	at := maphash.String(m.of.seed, key) & last
	for m.slots[at] != 0 && m.known[m.slots[at]].key != key {
		at = (at + 1) & last
	}
	return at
}

// follow returns the number of a key that is not the one that followed last, which it now is.
func (m *memory) follow(last uint16, key string) uint16 {
	n := m.find(key)
	if n != stranger {
		m.known[last].next = n
	}
	return n
}

// find returns the number of a key, and remembers it.
func (m *memory) find(key string) uint16 {
	if key == "" {
		return begin
	}
	slot := m.slot(key)
	if n := m.slots[slot]; n != 0 {
		return n
	}
	k := m.of.strange(key)
	if m.spaces == 0 || len(key) > longestStrange {
		k.key = "" // the batch's memory must not outlive it
		m.known[stranger] = k
		return stranger
	}
	m.spaces--
	k.key = strings.Clone(key)
	return m.add(slot, k)
}
