package shorthand

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// Vocabulary is the words that texts are written with. It only grows, so a text stays readable. It is safe for concurrent
// use.
type Vocabulary struct {
	seed    maphash.Seed
	door    door
	writers sync.Pool
	readers sync.Pool
	asked   atomic.Uint32

	most  int          // bytes
	mu    sync.RWMutex // guards what follows
	words []string     // by number
	slots []uint32     // open addressing: number+1 of a word, zero is free
	sums  []uint32     // of the words, by number
	bytes int
	long  int // of bytes, in long words
}

// Bounds of a vocabulary. A word is worth its place from three bytes on. What agents are told and which tools they have is
// the same in trace after trace, and most of what a span holds: it is a word too, though such long ones leave some room
// for keys and names that come later.
const (
	leastWord = 3
	mostWord  = 16 << 10
	longWord  = 128
	longShare = 4 // long words take all but one part in so many
	mostWords = 16 << 10
	wordCost  = 40 // bytes around a word: its header, sum and places
)

// NewVocabulary returns a vocabulary without words, for so many bytes of them.
func NewVocabulary(most int) *Vocabulary {
	return &Vocabulary{seed: maphash.MakeSeed(), most: most, slots: make([]uint32, 256)}
}

// Bytes is what the words take.
func (v *Vocabulary) Bytes() int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.bytes + len(v.words)*wordCost
}

// find returns the number of a word. Hold mu for reading.
func (v *Vocabulary) find(s string, sum uint64) (number int, ok bool) {
	mask := uint32(len(v.slots) - 1)
	for i := uint32(sum) & mask; v.slots[i] != 0; i = (i + 1) & mask {
		if n := v.slots[i] - 1; v.sums[n] == uint32(sum>>32) && v.words[n] == s {
			return int(n), true
		}
	}
	return 0, false
}

// known returns the words as they are now. Later ones are added behind.
func (v *Vocabulary) known() []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.words
}

// stranger is a string that was written and is no word.
type stranger struct {
	word string
	sum  uint64
}

// A vocabulary that has seen some traffic listens to a part of what comes.
const (
	attentive = 1000 // passages
	sampled   = 8    // one in so many
)

func (v *Vocabulary) listens() bool {
	n := v.asked.Add(1)
	return n <= attentive || n%sampled == 0
}

// learn makes words of those strangers that have come with several traces.
func (v *Vocabulary) learn(trace uint32, strangers []stranger) {
	if len(strangers) == 0 {
		return
	}
	v.door.mu.Lock()
	defer v.door.mu.Unlock()
	for _, s := range strangers {
		if v.door.pass(trace, s.sum) {
			v.add(s)
		}
	}
}

func (v *Vocabulary) add(s stranger) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.words) == mostWords || v.bytes+len(s.word) > v.most {
		return
	}
	if _, ok := v.find(s.word, s.sum); ok {
		return
	}
	if len(s.word) > longWord {
		if v.long+len(s.word) > v.most-v.most/longShare {
			return
		}
		v.long += len(s.word)
	}
	if len(v.words)*2 >= len(v.slots) {
		v.grow()
	}
	// The clone does not keep the request alive that the string came in.
	v.words = append(v.words, string(append([]byte(nil), s.word...)))
	v.sums = append(v.sums, uint32(s.sum>>32))
	v.bytes += len(s.word)
	v.place(len(v.words)-1, s.sum)
}

func (v *Vocabulary) grow() {
	v.slots = make([]uint32, 2*len(v.slots))
	for n, word := range v.words {
		v.place(n, maphash.String(v.seed, word))
	}
}

func (v *Vocabulary) place(number int, sum uint64) {
	mask := uint32(len(v.slots) - 1)
	i := uint32(sum) & mask
	for v.slots[i] != 0 {
		i = (i + 1) & mask
	}
	v.slots[i] = uint32(number) + 1
}

// door counts the traces that strings came with, of those that came lately.
type door struct {
	mu    sync.Mutex // guards slots
	slots [doorSlots]visitor
}

type visitor struct {
	sum    uint32
	trace  uint32 // the latest
	traces uint32
}

const (
	doorSlots = 8 << 10
	enough    = 3 // traces: an id of one user or one run does not become a word
)

// pass reports whether the string comes with enough traces.
func (d *door) pass(trace uint32, sum uint64) bool {
	v := &d.slots[sum%doorSlots]
	switch {
	case v.sum != uint32(sum>>32):
		*v = visitor{uint32(sum >> 32), trace, 1}
	case v.trace != trace:
		v.trace = trace
		v.traces++
	}
	return v.traces >= enough
}
