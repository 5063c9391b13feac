// Package gathering keeps runs that may gain more traces: what a person calls one run is several traces where a framework
// cuts it up, and they are handed on apart.
package gathering

import (
	"sync"
	"time"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
)

// Runs are runs that gained a trace not long ago. It may be used concurrently.
type Runs struct {
	idle time.Duration
	most int

	mu    sync.Mutex // guards what follows
	byID  map[string]*gathered
	order []*gathered // by the time of the last trace, the oldest first
	size  int
}

// gathered is one run. When it gains a trace, its older places in the order are void.
type gathered struct {
	story.Kept
	id   string
	last time.Time
	turn int // places in the order that are not void yet
}

// New keeps a run until it has gained nothing for idle, and the oldest no longer when all take more than most bytes.
func New(idle time.Duration, most int) *Runs {
	return &Runs{idle: idle, most: most, byID: map[string]*gathered{}}
}

// Add lets keep add to what is kept of a run.
func (r *Runs) Add(id string, now time.Time, keep func(*story.Kept)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	g := r.byID[id]
	if g == nil {
		g = &gathered{id: id}
	}
	before := g.Size
	keep(&g.Kept)
	r.size += g.Size - before
	if before == 0 {
		g.id = g.ID()
		r.byID[g.id] = g
	}
	g.last = now
	g.turn++
	r.order = append(r.order, g)
}

// Full says whether what is kept takes more than it may.
func (r *Runs) Full() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.size > r.most
}

// Take returns the runs that are over: those that have been idle for long enough, the oldest while there is too much, or
// all of them.
func (r *Runs) Take(now time.Time, all bool) []*story.Kept {
	r.mu.Lock()
	defer r.mu.Unlock()
	var over []*story.Kept
	for len(r.order) > 0 {
		g := r.order[0]
		if g.turn == 1 && !all && r.size <= r.most && now.Sub(g.last) < r.idle {
			break
		}
		r.order[0], r.order = nil, r.order[1:]
		if g.turn--; g.turn > 0 {
			continue
		}
		delete(r.byID, g.id)
		r.size -= g.Size
		over = append(over, &g.Kept)
	}
	return over
}

// Len is how many runs are kept.
func (r *Runs) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.byID)
}
