// Package tracesize knows how large traces are that come in several batches.
package tracesize

import (
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Forgetting: a trace that gained nothing for idle is over (Tempo 3 itself forgets one after some seconds without spans),
// and of more traces than most the older half is forgotten.
const (
	idle = time.Minute
	most = 100_000
)

// Memory remembers the sizes of traces. It may be used from several goroutines.
type Memory struct {
	now func() time.Time

	mu sync.Mutex // guards what follows
	// Two generations: what is asked for moves to the young one, the old one goes when the young one is full or idle has passed.
	young, old map[key]int
	turned     time.Time
}

type key struct {
	tenant string
	trace  pcommon.TraceID
}

// NewMemory returns an empty memory.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, young: map[key]int{}, turned: now()}
}

// Add adds to a trace's size and returns what it was before.
func (m *Memory) Add(tenant string, trace pcommon.TraceID, size int) (before int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn()
	k := key{tenant: tenant, trace: trace}
	before, ok := m.young[k]
	if !ok {
		before = m.old[k]
		delete(m.old, k)
	}
	m.young[k] = before + size
	return before
}

func (m *Memory) turn() {
	if now := m.now(); now.Sub(m.turned) >= idle || len(m.young) >= most/2 {
		m.young, m.old = map[key]int{}, m.young
		m.turned = now
	}
}
