// Package spanset remembers which spans of one trace were seen, and which parents were named but not seen.
package spanset

import "math/rand/v2"

const (
	empty  = 0 // tag of a free slot
	wanted = 1 // tag of a parent that was named and has not come
)

// Set holds spans in open addressing, 8 bytes a slot and no pointers inside, so that the garbage collector does not
// read it. A slot is the 64 bits of the span id, mixed without loss, and in their lower half kind and start too: spans of
// one kind and start, which differ in the id, are never taken for one another, and others once in 2^64 pairs, or 2^32
// where the id is the same. A parent counts as seen when the upper 32 bits are equal, which at worst ends a trace's wait
// too early once in a million traces of a hundred spans. The zero value is empty and ready. A Set takes its slots from a
// Pool, always the same, and is not safe for concurrent use.
type Set struct {
	slots   []uint64
	used    uint32
	missing uint32
	class   uint8 // of its size, plus one
}

// Add takes in a span and reports whether it is new: the same id, kind and start twice is one span. Client and server
// may share an id (Zipkin does so), which is why the id alone does not tell a repeat.
func (s *Set) Add(p *Pool, id uint64, kind int32, start uint64) bool {
	s.grow(p)
	key, tag := p.keyAndTag(id, kind, start)
	i := s.home(key)
	for ; s.slots[i] != empty; i = s.after(i) {
		if uint32(s.slots[i]>>32) != key {
			continue
		}
		switch uint32(s.slots[i]) {
		case wanted:
			s.slots[i] = slot(key, tag)
			s.missing--
			return true
		case tag:
			return false
		}
	}
	s.slots[i] = slot(key, tag)
	s.used++
	return true
}

// Want notes that a span named id as its parent. A zero id is no parent.
func (s *Set) Want(p *Pool, id uint64) {
	if id == 0 {
		return
	}
	s.grow(p)
	key, _ := p.keyAndTag(id, 0, 0)
	i := s.home(key)
	for ; s.slots[i] != empty; i = s.after(i) {
		if uint32(s.slots[i]>>32) == key {
			return
		}
	}
	s.slots[i] = slot(key, wanted)
	s.used++
	s.missing++
}

// Missing counts the parents that were named and have not come.
func (s *Set) Missing() int { return int(s.missing) }

// Bytes is the memory the slots take.
func (s *Set) Bytes() int { return len(s.slots) * 8 }

func slot(key, tag uint32) uint64 { return uint64(key)<<32 | uint64(tag) }

// home is the slot where the search for a key begins. The product's upper half spreads keys over any number of slots,
// so that the set can grow by less than twice.
func (s *Set) home(key uint32) int { return int(uint64(key) * uint64(len(s.slots)) >> 32) }

func (s *Set) after(i int) int {
	if i++; i == len(s.slots) {
		return 0
	}
	return i
}

// grow makes room for one more when seven slots in eight are taken.
func (s *Set) grow(p *Pool) {
	if int(s.used)*8 < len(s.slots)*7 {
		return
	}
	old := s.slots
	s.slots = p.get(s.class)
	for _, v := range old {
		if v == empty {
			continue
		}
		i := s.home(uint32(v >> 32))
		for s.slots[i] != empty {
			i = s.after(i)
		}
		s.slots[i] = v
	}
	if old != nil {
		p.put(s.class-1, old)
	}
	s.class++
}

// Free gives the slots back. What comes afterwards is new.
func (s *Set) Free(p *Pool) {
	if s.slots != nil {
		p.put(s.class-1, s.slots)
	}
	*s = Set{}
}

// keyAndTag tells a span by 64 bits: the key is of its id alone, the tag of all and neither empty nor wanted. Nobody
// outside can choose ids whose keys are equal.
func (p *Pool) keyAndTag(id uint64, kind int32, start uint64) (key, tag uint32) {
	if p.seed == 0 {
		p.seed = rand.Uint64() | 1
	}
	m := mix(id ^ p.seed)
	// The product makes a difference for each other kind, whatever the start.
	tag = uint32(m) ^ uint32(mix(start)) ^ uint32(kind)*0x9e3779b1
	if tag <= wanted {
		tag += wanted + 1
	}
	return uint32(m >> 32), tag
}

// mix spreads every bit over all others, and gives no two numbers the same (the finaliser of splitmix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
