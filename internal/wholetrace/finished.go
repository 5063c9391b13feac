package wholetrace

import "sync"

// Finished remembers the hand-ons that were taken, for those who count: a hand-on that is repeated because another branch
// of the fan-out failed must not be counted twice. It may be used concurrently.
type Finished struct {
	mu   sync.Mutex
	seen map[uint64]struct{}
	ring []uint64
	next int
}

// NewFinished remembers the last limit hand-ons.
func NewFinished(limit int) *Finished {
	return &Finished{seen: make(map[uint64]struct{}), ring: make([]uint64, 0, max(limit, 1))}
}

// Seen says whether a hand-on was taken before. Who can fail asks first, and takes the hand-on when all is done.
func (f *Finished) Seen(m Mark) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, ok := f.seen[m.HandOn]
	return ok
}

// Take says whether a hand-on is taken for the first time, and remembers it.
func (f *Finished) Take(m Mark) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.seen[m.HandOn]; ok {
		return false
	}
	f.seen[m.HandOn] = struct{}{}
	if len(f.ring) < cap(f.ring) {
		f.ring = append(f.ring, m.HandOn)
		return true
	}
	delete(f.seen, f.ring[f.next])
	f.ring[f.next] = m.HandOn
	f.next = (f.next + 1) % len(f.ring)
	return true
}
