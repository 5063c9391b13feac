// Package arena keeps bytes where the garbage collector neither reads nor counts them.
package arena

import "encoding/binary"

const (
	// SlabBytes is how much is asked of the operating system at a time.
	SlabBytes = 256 << 10

	// A chunk is small, so that the last one of a chain, half empty on average, costs little.
	chunkBytes = 128
	linkBytes  = 4
	chunkRoom  = chunkBytes - linkBytes
	perSlab    = SlabBytes / chunkBytes
	none       = ^uint32(0)
)

// Chain is a run of bytes in the arena. The zero value is empty. A Chain is a small value without pointers; it is owned
// by one holder, who frees it.
type Chain struct {
	head, tail uint32 // chunks
	size       uint32
}

// Len is how many bytes the chain holds.
func (c Chain) Len() int { return int(c.size) }

// Arena gives out chunks of slabs that it maps and unmaps as needed. It is not safe for concurrent use.
type Arena struct {
	slabs   []*slab // by number; nil where unmapped
	open    []int32 // slabs that have a free chunk, in any order
	current *slab   // the one of these that chunks are taken from until it is full
	gaps    []int32 // unmapped numbers
	bytes   int64
}

type slab struct {
	number int32
	memory []byte
	free   uint32 // first free chunk of the slab, by number in it; the others follow by their links
	used   int
	place  int32 // in Arena.open, or -1
}

// Bytes is what the arena has mapped.
func (a *Arena) Bytes() int64 { return a.bytes }

// Append adds p to the chain.
func (a *Arena) Append(c *Chain, p []byte) {
	for len(p) > 0 {
		at := int(c.size % chunkRoom)
		if at == 0 {
			a.extend(c)
		}
		n := copy(a.chunk(c.tail)[linkBytes+at:], p)
		c.size += uint32(n)
		p = p[n:]
	}
}

// AppendTo appends the bytes of the chain, from the byte at offset on, to dst.
func (a *Arena) AppendTo(dst []byte, c Chain, offset int) []byte {
	left := int(c.size) - offset
	if left <= 0 {
		return dst
	}
	id, at := a.seek(c, offset)
	for left > 0 {
		n := min(left, chunkRoom-at)
		chunk := a.chunk(id)
		dst = append(dst, chunk[linkBytes+at:linkBytes+at+n]...)
		left -= n
		at = 0
		id = binary.LittleEndian.Uint32(chunk)
	}
	return dst
}

// Truncate cuts the chain off after size bytes.
func (a *Arena) Truncate(c *Chain, size int) {
	if size == 0 {
		a.Free(c)
		return
	}
	last, _ := a.seek(*c, size-1)
	a.release(binary.LittleEndian.Uint32(a.chunk(last)))
	a.setLink(last, none)
	c.tail, c.size = last, uint32(size)
}

// Free gives the chain's memory back and makes it empty.
func (a *Arena) Free(c *Chain) {
	if c.size > 0 {
		a.release(c.head)
	}
	*c = Chain{}
}

// Close unmaps everything; no chain is good any more.
func (a *Arena) Close() {
	for _, s := range a.slabs {
		if s != nil {
			unmapMemory(s.memory)
		}
	}
	*a = Arena{}
}

// seek finds the chunk that holds the byte at offset, and where in it.
func (a *Arena) seek(c Chain, offset int) (id uint32, at int) {
	id = c.head
	for ; offset >= chunkRoom; offset -= chunkRoom {
		id = binary.LittleEndian.Uint32(a.chunk(id))
	}
	return id, offset
}

func (a *Arena) chunk(id uint32) []byte {
	at := id % perSlab * chunkBytes
	return a.slabs[id/perSlab].memory[at : at+chunkBytes]
}

func (a *Arena) setLink(id, to uint32) { binary.LittleEndian.PutUint32(a.chunk(id), to) }

func (a *Arena) extend(c *Chain) {
	id := a.take()
	a.setLink(id, none)
	if c.size == 0 {
		c.head = id
	} else {
		a.setLink(c.tail, id)
	}
	c.tail = id
}

// take hands out one chunk.
func (a *Arena) take() uint32 {
	if a.current == nil {
		a.choose()
	}
	s := a.current
	id := uint32(s.number)*perSlab + s.free
	s.free = binary.LittleEndian.Uint32(a.chunk(id))
	if s.used++; s.used == perSlab {
		a.shut(s)
		a.current = nil
	}
	return id
}

// choose makes the fullest slab that has a free chunk the current one, so that those that are nearly empty can become
// so and be unmapped.
func (a *Arena) choose() {
	if len(a.open) == 0 {
		a.addSlab()
	}
	for _, n := range a.open {
		if s := a.slabs[n]; a.current == nil || s.used > a.current.used {
			a.current = s
		}
	}
}

// release gives back a chunk and all that follow it.
func (a *Arena) release(id uint32) {
	for id != none {
		n := id / perSlab
		s := a.slabs[n]
		next := binary.LittleEndian.Uint32(a.chunk(id))
		a.setLink(id, s.free)
		s.free = id % perSlab
		if s.used == perSlab {
			s.place = int32(len(a.open))
			a.open = append(a.open, int32(n))
		}
		if s.used--; s.used == 0 && s != a.current && len(a.open) > 1 {
			a.dropSlab(s) // the last one stays at hand
		}
		id = next
	}
}

func (a *Arena) addSlab() {
	n := int32(len(a.slabs))
	s := &slab{memory: mapMemory(SlabBytes)}
	if g := len(a.gaps); g > 0 {
		n = a.gaps[g-1]
		a.gaps = a.gaps[:g-1]
		a.slabs[n] = s
	} else {
		a.slabs = append(a.slabs, s)
	}
	for i := range uint32(perSlab) {
		next := i + 1
		if next == perSlab {
			next = none
		}
		a.setLink(uint32(n)*perSlab+i, next)
	}
	s.number = n
	s.place = int32(len(a.open))
	a.open = append(a.open, n)
	a.bytes += SlabBytes
}

func (a *Arena) dropSlab(s *slab) {
	a.shut(s)
	unmapMemory(s.memory)
	a.slabs[s.number] = nil
	a.gaps = append(a.gaps, s.number)
	a.bytes -= SlabBytes
}

// shut takes a slab off the list of those that have a free chunk.
func (a *Arena) shut(s *slab) {
	last := len(a.open) - 1
	moved := a.open[last]
	a.open[s.place] = moved
	a.slabs[moved].place = s.place
	a.open = a.open[:last]
	s.place = -1
}
