package jaegerdoc

import (
	"sync"
	"time"
)

// Services remembers which operations were stored, so that each is written now and then and not with every span. An
// operation counts only once the server has it. Its methods may be called from many goroutines.
type Services struct {
	now func() time.Time

	mu       sync.RWMutex // guards the rest
	young    map[string]struct{}
	old      map[string]struct{}
	turnedAt time.Time
}

// A generation ends when it is full or old; what it knew is known for one more. Jaeger's writer forgets after 12 hours.
const (
	generationSize = 50_000
	generationAge  = 6 * time.Hour
)

// NewServices returns an empty memory.
func NewServices(now func() time.Time) *Services {
	return &Services{now: now, young: map[string]struct{}{}, turnedAt: now()}
}

// knows says that the operation is stored.
func (s *Services) knows(key []byte) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if _, ok := s.young[string(key)]; ok {
		return true
	}
	_, ok := s.old[string(key)]
	return ok
}

// Stored notes that the operation of this key is stored.
func (s *Services) Stored(key string) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.young) >= generationSize || now.Sub(s.turnedAt) > generationAge {
		s.old, s.young, s.turnedAt = s.young, map[string]struct{}{}, now
	}
	s.young[key] = struct{}{}
}
