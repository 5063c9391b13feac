package shorthand

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
	"weak"
)

// Vocabulary is the words that texts are written with. It is safe for concurrent use.
type Vocabulary struct {
	seed    maphash.Seed
	most    int // bytes of an edition
	doors   [2]door
	writers sync.Pool
	readers sync.Pool
	asked   atomic.Uint32

	mu     sync.RWMutex // guards what follows, and what is in now
	now    *Edition
	before []former
	missed int // bytes that were heard and would have been words if there had been room
}

// former is an edition that is not written with any more. It is gone when nobody holds it.
type former struct {
	edition weak.Pointer[Edition]
	size    int
}

// Bounds of a vocabulary. A word is worth its place from three bytes on. What agents are told and which tools they have is
// the same in trace after trace, and most of what a span holds: it is a word too, though such long ones leave some room
// for keys and names that come later.
const (
	leastWord   = 3
	mostWord    = 16 << 10
	longWord    = 128
	longShare   = 4 // long words take all but one part in so many
	mostWords   = 16 << 10
	wordCost    = 40 // bytes around a word: its header, sum and places
	mostFormers = 2  // editions that are still held
)

// NewVocabulary returns a vocabulary without words, for so many bytes of them.
func NewVocabulary(most int) *Vocabulary {
	return &Vocabulary{seed: maphash.MakeSeed(), most: most, now: newEdition(0)}
}

// Edition is what is written with from now on, until there is a later one.
func (v *Vocabulary) Edition() *Edition {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.now
}

// Bytes is what the words take.
func (v *Vocabulary) Bytes() int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	n := v.now.size()
	for _, f := range v.before {
		if f.edition.Value() != nil {
			n += f.size
		}
	}
	return n
}

// known returns the words of an edition as they are now. Later ones are added behind.
func (v *Vocabulary) known(e *Edition) []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return e.words
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

// learn makes words of those strangers that have come with several traces. Long ones have a door of their own, where they
// are not pushed aside by ids, of which there are many more.
func (v *Vocabulary) learn(trace uint32, strangers []stranger) {
	for _, s := range strangers {
		d := &v.doors[0]
		if len(s.word) > longWord {
			d = &v.doors[1]
		}
		if d.pass(trace, s.sum) {
			v.add(s)
		}
	}
}

func (v *Vocabulary) add(s stranger) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, ok := v.now.find(s.word, s.sum); ok {
		return
	}
	if !v.now.fits(s.word, v.most) {
		v.miss(len(s.word))
		return
	}
	v.now.add(s.word, s.sum, v.seed)
}

// Traffic changes: what agents are told is edited, and models come and go. When so many times the vocabulary was heard in
// strings that found no room, it is looked at which words are used. It may be all of them: then there is no more to gain.
const (
	missedTimes = 4
	staleShare  = 4 // one part in so many is not used
)

func (v *Vocabulary) miss(bytes int) {
	half := missedTimes * v.most / 2
	if v.missed < half && v.missed+bytes >= half {
		v.now.forget() // what is used in the second half is what is used lately
	}
	if v.missed += bytes; v.missed < 2*half {
		return
	}
	v.missed = 0
	if v.now.stale() {
		v.renew()
	}
}

// renew begins an edition with the words that are used lately, unless too many former ones are held still.
func (v *Vocabulary) renew() {
	held := v.before[:0]
	for _, f := range v.before {
		if f.edition.Value() != nil {
			held = append(held, f)
		}
	}
	if v.before = held; len(held) == mostFormers {
		return
	}
	next := v.now.successor(v.seed)
	v.before = append(v.before, former{weak.Make(v.now), v.now.size()})
	v.now.next.Store(next)
	v.now = next
	v.asked.Store(0)
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
	d.mu.Lock()
	defer d.mu.Unlock()
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
