package buffer

import "sync"

// scratch lends out buffers for work on pages, which would otherwise be most of what the garbage collector has to do.
type scratch struct{ pool sync.Pool }

// scratchMost is the largest buffer that is kept; what is rarely needed is not.
const scratchMost = 1 << 20

func (s *scratch) get() *[]byte {
	if b, ok := s.pool.Get().(*[]byte); ok {
		return b
	}
	return new([]byte)
}

func (s *scratch) put(b *[]byte) {
	if cap(*b) <= scratchMost {
		*b = (*b)[:0]
		s.pool.Put(b)
	}
}
