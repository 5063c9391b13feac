package spanset

// Pool gives out the slots of small sets from slabs of its own, and takes them back. On the heap they would lie among
// short-lived objects of the same size and keep their pages from being freed. The zero value is ready; a Pool is not
// safe for concurrent use.
type Pool struct {
	slab []uint64 // what is left of the latest
	free [pooled][][]uint64
	seed uint64 // of the hashes; zero until the first
}

// slabSlots is how many slots a slab has: 64 KiB.
const slabSlots = 8 << 10

// sizes are what a set may have of slots, each a third more than the one before. The first ones are pooled.
var sizes = [...]int{6, 8, 10, 13, 17, 22, 29, 38, 50, 66, 88, 117, 156}

const pooled = len(sizes)

// size returns how many slots a set of a class has.
func size(class uint8) int {
	if int(class) < pooled {
		return sizes[class]
	}
	n := sizes[pooled-1]
	for range int(class) - pooled + 1 {
		n += n / 3
	}
	return n
}

// get returns empty slots.
func (p *Pool) get(class uint8) []uint64 {
	n := size(class)
	if int(class) >= pooled {
		return make([]uint64, n)
	}
	if free := p.free[class]; len(free) > 0 {
		slots := free[len(free)-1]
		p.free[class] = free[:len(free)-1]
		clear(slots)
		return slots
	}
	if len(p.slab) < n {
		p.slab = make([]uint64, slabSlots)
	}
	slots := p.slab[:n:n]
	p.slab = p.slab[n:]
	return slots
}

func (p *Pool) put(class uint8, slots []uint64) {
	if int(class) < pooled && slots != nil {
		p.free[class] = append(p.free[class], slots)
	}
}
