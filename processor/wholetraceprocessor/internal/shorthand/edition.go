package shorthand

import (
	"hash/maphash"
	"sync/atomic"
)

// Edition is the words of a vocabulary, for a time. Words are only added to it, so that what was written with them stays
// readable; when too many of them are not used any more, the next one begins. Who holds texts holds the edition that the
// first of them was written with, or an earlier one: it leads to all later ones, and those that nobody holds are freed.
type Edition struct {
	number uint32
	next   atomic.Pointer[Edition]

	// What follows is guarded by the vocabulary's lock as long as this is its edition; then it does not change any more.
	words []string // by number
	slots []uint32 // open addressing: number+1 of a word, zero is free
	sums  []uint32 // of the words, by number
	bytes int
	long  int // of bytes, in long words

	used [mostWords / 32]atomic.Uint32 // bits, by number: a word was written lately
}

func newEdition(number uint32) *Edition {
	return &Edition{number: number, slots: make([]uint32, 256)}
}

// Older returns the earlier of two editions. One that is nil is none.
func Older(a, b *Edition) *Edition {
	if a == nil || b != nil && b.number < a.number {
		return b
	}
	return a
}

// find returns the number of a word.
func (e *Edition) find(s string, sum uint64) (number int, ok bool) {
	mask := uint32(len(e.slots) - 1)
	for i := uint32(sum) & mask; e.slots[i] != 0; i = (i + 1) & mask {
		if n := e.slots[i] - 1; e.sums[n] == uint32(sum>>32) && e.words[n] == s {
			return int(n), true
		}
	}
	return 0, false
}

// fits reports whether there is room for a word, among so many bytes.
func (e *Edition) fits(word string, most int) bool {
	return len(e.words) < mostWords && e.bytes+len(word) <= most && (len(word) <= longWord || e.long+len(word) <= most-most/longShare)
}

// add takes in a word that is not there and fits.
func (e *Edition) add(word string, sum uint64, seed maphash.Seed) {
	if len(e.words)*2 >= len(e.slots) {
		e.grow(seed)
	}
	e.words = append(e.words, word)
	e.sums = append(e.sums, uint32(sum>>32))
	e.bytes += len(word)
	if len(word) > longWord {
		e.long += len(word)
	}
	e.place(len(e.words)-1, sum)
	e.use(len(e.words) - 1)
}

func (e *Edition) grow(seed maphash.Seed) {
	e.slots = make([]uint32, 2*len(e.slots))
	for n, word := range e.words {
		e.place(n, maphash.String(seed, word))
	}
}

func (e *Edition) place(number int, sum uint64) {
	mask := uint32(len(e.slots) - 1)
	i := uint32(sum) & mask
	for e.slots[i] != 0 {
		i = (i + 1) & mask
	}
	e.slots[i] = uint32(number) + 1
}

// use notes that a word is written.
func (e *Edition) use(number int) {
	bits, bit := &e.used[number/32], uint32(1)<<(number%32)
	if bits.Load()&bit == 0 { // most of the time it is noted already, and nobody's cache is disturbed
		bits.Or(bit)
	}
}

// lately calls f for the words that were written since forget.
func (e *Edition) lately(f func(word string)) {
	for n, word := range e.words {
		if e.used[n/32].Load()&(1<<(n%32)) != 0 {
			f(word)
		}
	}
}

func (e *Edition) forget() {
	for i := range e.used {
		e.used[i].Store(0)
	}
}

// size is what the edition takes.
func (e *Edition) size() int { return e.bytes + len(e.words)*wordCost }
