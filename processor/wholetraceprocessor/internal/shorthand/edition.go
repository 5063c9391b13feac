package shorthand

import (
	"hash/maphash"
	"sync/atomic"
	"unsafe"
)

// Edition is the words of a vocabulary, for a time. Words are only added to it, so that what was written with them stays
// readable; when too many of them are not used any more, the next one begins. Who holds texts holds the edition that the
// first of them was written with, or an earlier one: it leads to all later ones, and those that nobody holds are freed.
type Edition struct {
	number uint32
	next   atomic.Pointer[Edition]

	// What follows is guarded by the vocabulary's lock as long as this is its edition; then it does not change any more.
	words []string // by number; empty where there was one in a former edition
	free  []int    // these numbers
	slots []uint32 // open addressing: number+1 of a word, zero is free
	sums  []uint32 // of the words, by number
	slab  []byte   // that words are copied to; it does not grow
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
	return e.count() < mostWords && e.bytes+len(word) <= most && (len(word) <= longWord || e.long+len(word) <= most-most/longShare)
}

// add takes in a word that is not there and fits.
func (e *Edition) add(word string, sum uint64, seed maphash.Seed) {
	number := len(e.words)
	if last := len(e.free) - 1; last >= 0 {
		number, e.free = e.free[last], e.free[:last]
	} else {
		e.words, e.sums = append(e.words, ""), append(e.sums, 0)
	}
	if len(e.words)*2 > len(e.slots) {
		e.grow(seed)
	}
	e.set(number, word, sum)
}

func (e *Edition) set(number int, word string, sum uint64) {
	e.words[number], e.sums[number] = e.keep(word), uint32(sum>>32)
	e.bytes += len(word)
	if len(word) > longWord {
		e.long += len(word)
	}
	e.place(number, sum)
	e.use(number)
}

// slabBytes hold a few of the longest words.
const slabBytes = 4 * mostWord

// keep copies a word, which is not empty, to where words lie together: it does not keep the request alive that it came in.
// Each by itself would lie among short-lived strings of its size and keep a page of the heap from being freed.
func (e *Edition) keep(word string) string {
	if len(e.slab)+len(word) > cap(e.slab) {
		e.slab = make([]byte, 0, slabBytes)
	}
	start := len(e.slab)
	e.slab = append(e.slab, word...)
	return unsafe.String(&e.slab[start], len(word))
}

func (e *Edition) grow(seed maphash.Seed) {
	e.slots = make([]uint32, 2*len(e.slots))
	for n, word := range e.words {
		if word != "" {
			e.place(n, maphash.String(seed, word))
		}
	}
}

// successor is the next edition: the words that are used lately keep their numbers, of which the dictionaries of pages are
// full; those of the others are free.
func (e *Edition) successor(seed maphash.Seed) *Edition {
	next := &Edition{number: e.number + 1, words: make([]string, len(e.words)), sums: make([]uint32, len(e.sums)), slots: make([]uint32, len(e.slots))}
	for n, word := range e.words {
		if word != "" && e.isUsed(n) {
			next.set(n, word, maphash.String(seed, word))
		} else {
			next.free = append(next.free, n)
		}
	}
	return next
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

// isUsed reports whether a word was written since forget.
func (e *Edition) isUsed(number int) bool { return e.used[number/32].Load()&(1<<(number%32)) != 0 }

// stale reports whether many of the words were not written since forget.
func (e *Edition) stale() bool {
	used, words := 0, 0
	for n, word := range e.words {
		if word != "" && e.isUsed(n) {
			used, words = used+len(word), words+1
		}
	}
	return used <= e.bytes-e.bytes/staleShare || e.count() == mostWords && words <= mostWords-mostWords/staleShare
}

// count is how many words there are.
func (e *Edition) count() int { return len(e.words) - len(e.free) }

func (e *Edition) forget() {
	for i := range e.used {
		e.used[i].Store(0)
	}
}

// size is what the edition takes.
func (e *Edition) size() int { return e.bytes + len(e.words)*wordCost }
