package page

import "sync"

// sample is what the next dictionary is made of: pieces of the latest traffic, as many traces as fit.
type sample struct {
	size int // of a dictionary

	mu     sync.Mutex // guards what follows
	pieces []byte
	seen   int // raw bytes since the latest dictionary
	wait   int // and how many there are to be before the next
	made   int // dictionaries
}

// The first dictionary comes early, and each later one after eight times as much traffic.
const (
	pieceBytes      = 4 << 10
	waitGrowth      = 8
	maxDictionaries = 6
)

// learn takes a piece of raw, and returns the content of a new dictionary, and its number, when it is time for one.
func (s *sample) learn(raw []byte) (content []byte, number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made == maxDictionaries {
		return nil, 0
	}
	s.seen += len(raw)
	if s.seen > s.wait/2 && len(s.pieces) < s.size {
		s.pieces = append(s.pieces, raw[:min(len(raw), pieceBytes, s.size-len(s.pieces))]...)
	}
	if s.seen < s.wait {
		return nil, 0
	}
	content = s.pieces
	s.made++
	s.pieces, s.seen, s.wait = nil, 0, s.wait*waitGrowth
	return content, s.made
}
