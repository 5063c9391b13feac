package chore

import (
	"sync"
	"time"
)

// Quiet lets one pass a minute. The zero value is ready.
type Quiet struct {
	mu   sync.Mutex // guards next
	next time.Time
}

// Pass reports whether a minute has gone by since it last did.
func (q *Quiet) Pass(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Before(q.next) {
		return false
	}
	q.next = now.Add(time.Minute)
	return true
}
