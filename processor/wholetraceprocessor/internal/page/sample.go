package page

import (
	"math"
	"sync"
	"sync/atomic"
)

// sample is what the next dictionary is made of: pieces from all over the latest traffic.
type sample struct {
	size int // of a dictionary

	seen atomic.Int64 // raw bytes since the latest dictionary
	next atomic.Int64 // how many there are to be before something is to be done

	mu     sync.Mutex // guards what follows
	pieces []byte
	wait   int64 // how many raw bytes there are to be before the next dictionary
	made   int   // dictionaries
}

// The first dictionary comes early, and each later one after eight times as much traffic.
const (
	pieceBytes      = 4 << 10
	waitGrowth      = 8
	maxDictionaries = 6
)

func newSample(size int, wait int64) *sample {
	s := &sample{size: size, wait: wait}
	s.next.Store(wait / 2)
	return s
}

// learn looks at raw, and returns the content of a new dictionary when it is time for one. It is called for every page:
// most of the time it only counts.
func (s *sample) learn(raw []byte) (content []byte) {
	if s.seen.Add(int64(len(raw))) < s.next.Load() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen.Load()
	if seen < s.next.Load() || s.made == maxDictionaries {
		return nil
	}
	s.pieces = append(s.pieces, raw[:min(len(raw), pieceBytes, s.size-len(s.pieces))]...)
	if seen < s.wait {
		// The pieces are taken evenly over the second half of the wait.
		half := s.wait / 2
		s.next.Store(half + half*int64(len(s.pieces))/int64(s.size))
		return nil
	}
	content, s.pieces = s.pieces, nil
	s.wait *= waitGrowth
	s.seen.Store(0)
	s.next.Store(s.wait / 2)
	if s.made++; s.made == maxDictionaries {
		s.next.Store(math.MaxInt64)
	}
	return content
}
