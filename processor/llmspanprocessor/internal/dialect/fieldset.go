package dialect

import (
	"iter"
	"math/bits"
)

// fieldSet is a set of fields.
type fieldSet [(int(lastField) + 63) / 64]uint64

func (s *fieldSet) add(x Field)      { s[x/64] |= 1 << (x % 64) }
func (s *fieldSet) remove(x Field)   { s[x/64] &^= 1 << (x % 64) }
func (s *fieldSet) has(x Field) bool { return s[x/64]&(1<<(x%64)) != 0 }

func (s *fieldSet) set(x Field, in bool) {
	if in {
		s.add(x)
	} else {
		s.remove(x)
	}
}

// all yields the fields in their order.
func (s *fieldSet) all() iter.Seq[Field] {
	return func(yield func(Field) bool) {
		for i, word := range s {
			for ; word != 0; word &= word - 1 {
				if !yield(Field(i*64 + bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}
