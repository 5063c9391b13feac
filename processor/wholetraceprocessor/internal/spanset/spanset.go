// Package spanset remembers which spans of one trace were seen, and which parents were named but not seen.
package spanset

import "math/bits"

const (
	wordsPerSlot = 3 // the id in two, the tag in one
	firstSlots   = 6

	empty  = 0 // tag of a free slot
	wanted = 1 // tag of a parent that was named and has not come
)

// Set holds span ids in open addressing. It keeps 12 bytes a slot and no pointers inside, so the garbage collector
// does not read it. The zero value is empty and ready; a Set is not safe for concurrent use.
type Set struct {
	words   []uint32
	used    uint32
	missing uint32
}

// Add takes in a span and reports whether it is new: the same id, kind and start twice is one span. Client and server
// may share an id (Zipkin does so), which is why the id alone does not tell a repeat.
func (s *Set) Add(id uint64, kind int32, start uint64) bool {
	s.grow()
	tag := tagOf(kind, start)
	i := s.home(id)
	for ; s.tag(i) != empty; i = s.after(i) {
		if s.id(i) != id {
			continue
		}
		switch s.tag(i) {
		case wanted:
			s.words[i*wordsPerSlot+2] = tag
			s.missing--
			return true
		case tag:
			return false
		}
	}
	s.put(i, id, tag)
	s.used++
	return true
}

// Want notes that a span named id as its parent. A zero id is no parent.
func (s *Set) Want(id uint64) {
	if id == 0 {
		return
	}
	s.grow()
	i := s.home(id)
	for ; s.tag(i) != empty; i = s.after(i) {
		if s.id(i) == id {
			return
		}
	}
	s.put(i, id, wanted)
	s.used++
	s.missing++
}

// Missing counts the parents that were named and have not come.
func (s *Set) Missing() int { return int(s.missing) }

// Bytes is the memory the slots take.
func (s *Set) Bytes() int { return len(s.words) * 4 }

// Forget frees the slots. What comes afterwards is new.
func (s *Set) Forget() { *s = Set{} }

func (s *Set) slots() int       { return len(s.words) / wordsPerSlot }
func (s *Set) tag(i int) uint32 { return s.words[i*wordsPerSlot+2] }
func (s *Set) id(i int) uint64 {
	return uint64(s.words[i*wordsPerSlot]) | uint64(s.words[i*wordsPerSlot+1])<<32
}

func (s *Set) put(i int, id uint64, tag uint32) {
	w := s.words[i*wordsPerSlot : (i+1)*wordsPerSlot]
	w[0], w[1], w[2] = uint32(id), uint32(id>>32), tag
}

// home is the slot where the search for id begins. The product's upper half spreads ids over any number of slots,
// so the set can grow by less than twice.
func (s *Set) home(id uint64) int {
	hi, _ := bits.Mul64(id*0x9E3779B97F4A7C15, uint64(s.slots()))
	return int(hi)
}

func (s *Set) after(i int) int {
	if i++; i == s.slots() {
		return 0
	}
	return i
}

// grow makes room for one more when seven slots in eight are taken.
func (s *Set) grow() {
	if int(s.used)*8 < s.slots()*7 {
		return
	}
	old := *s
	s.words = make([]uint32, wordsPerSlot*max(firstSlots, old.slots()+old.slots()/3))
	for i := range old.slots() {
		if old.tag(i) == empty {
			continue
		}
		j := s.home(old.id(i))
		for s.tag(j) != empty {
			j = s.after(j)
		}
		s.put(j, old.id(i), old.tag(i))
	}
}

// tagOf mixes kind and start into 32 bits that are neither empty nor wanted.
func tagOf(kind int32, start uint64) uint32 {
	h := (start ^ uint64(uint32(kind))<<56) * 0x9E3779B97F4A7C15
	return uint32(h>>32) | 2
}
