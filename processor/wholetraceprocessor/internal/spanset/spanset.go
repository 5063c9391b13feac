// Package spanset remembers which spans of one trace were seen, and which parents were named but not seen.
package spanset

import "math/bits"

const (
	// bytesPerSlot is what one slot takes: an id of 8 bytes and a tag of 4.
	bytesPerSlot = 12
	firstSlots   = 8

	empty  = 0 // tag of a free slot
	wanted = 1 // tag of a parent that was named and has not come
)

// Set holds span ids in open addressing. It keeps 12 bytes a slot and no pointers inside, so the garbage collector
// does not read it. The zero value is empty and ready; a Set is not safe for concurrent use.
type Set struct {
	ids     []uint64
	tags    []uint32
	used    int
	missing int
}

// Add takes in a span and reports whether it is new: the same id, kind and start twice is one span. Client and server
// may share an id (Zipkin does so), which is why the id alone does not tell a repeat.
func (s *Set) Add(id uint64, kind int32, start uint64) bool {
	s.grow()
	tag := tagOf(kind, start)
	i := s.home(id)
	for ; s.tags[i] != empty; i = s.after(i) {
		if s.ids[i] != id {
			continue
		}
		switch s.tags[i] {
		case wanted:
			s.tags[i] = tag
			s.missing--
			return true
		case tag:
			return false
		}
	}
	s.put(i, id, tag)
	return true
}

// Want notes that a span named id as its parent. A zero id is no parent.
func (s *Set) Want(id uint64) {
	if id == 0 {
		return
	}
	s.grow()
	i := s.home(id)
	for ; s.tags[i] != empty; i = s.after(i) {
		if s.ids[i] == id {
			return
		}
	}
	s.put(i, id, wanted)
	s.missing++
}

// Missing counts the parents that were named and have not come.
func (s *Set) Missing() int { return s.missing }

// Bytes is the memory the slots take.
func (s *Set) Bytes() int { return len(s.ids) * bytesPerSlot }

// Forget frees the slots. What comes afterwards is new.
func (s *Set) Forget() { *s = Set{} }

func (s *Set) put(i int, id uint64, tag uint32) {
	s.ids[i], s.tags[i] = id, tag
	s.used++
}

// home is the slot where the search for id begins. The product's upper half spreads ids over any number of slots,
// so the set can grow by less than twice.
func (s *Set) home(id uint64) int {
	hi, _ := bits.Mul64(id*0x9E3779B97F4A7C15, uint64(len(s.ids)))
	return int(hi)
}

func (s *Set) after(i int) int {
	if i++; i == len(s.ids) {
		return 0
	}
	return i
}

// grow makes room for one more when seven slots in eight are taken.
func (s *Set) grow() {
	if s.used*8 < len(s.ids)*7 {
		return
	}
	ids, tags := s.ids, s.tags
	slots := max(firstSlots, len(ids)+len(ids)/2)
	s.ids, s.tags = make([]uint64, slots), make([]uint32, slots)
	for i, tag := range tags {
		if tag == empty {
			continue
		}
		j := s.home(ids[i])
		for s.tags[j] != empty {
			j = s.after(j)
		}
		s.ids[j], s.tags[j] = ids[i], tag
	}
}

// tagOf mixes kind and start into 32 bits that are neither empty nor wanted.
func tagOf(kind int32, start uint64) uint32 {
	h := (start ^ uint64(uint32(kind))<<56) * 0x9E3779B97F4A7C15
	return uint32(h>>32) | 2
}
