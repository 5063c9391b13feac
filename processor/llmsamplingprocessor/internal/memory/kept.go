// Package memory remembers what was decided, so that a late span follows its trace: kept traces with their rule and
// threshold, dropped ones in a few bytes each, and the hand-ons that were counted. Nothing here is safe for use by several
// goroutines at once.
package memory

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
)

// Decision is how a trace was kept.
type Decision struct {
	Rule      int32
	Threshold consistent.Threshold
	// Weighed says that the threshold tells how many traces this one stands for.
	Weighed bool
}

// Kept holds the traces kept last, up to a number; the one asked for or put longest ago gives way.
type Kept struct {
	index map[pcommon.TraceID]int32
	slots []slot
	limit int
	// newest and oldest are slots, or none.
	newest, oldest int32
}

type slot struct {
	id           pcommon.TraceID
	decision     Decision
	newer, older int32
}

const none = -1

// NewKept makes room for limit traces. Zero remembers none.
func NewKept(limit int) *Kept {
	return &Kept{index: make(map[pcommon.TraceID]int32), limit: limit, newest: none, oldest: none}
}

// Get returns how the trace was kept.
func (k *Kept) Get(id pcommon.TraceID) (Decision, bool) {
	at, ok := k.index[id]
	if !ok {
		return Decision{}, false
	}
	k.unlink(at)
	k.push(at)
	return k.slots[at].decision, true
}

// Put remembers how a trace was kept.
func (k *Kept) Put(id pcommon.TraceID, d Decision) {
	if k.limit <= 0 {
		return
	}
	at, ok := k.index[id]
	switch {
	case ok:
		k.unlink(at)
	case len(k.slots) < k.limit:
		at = int32(len(k.slots))
		k.slots = append(k.slots, slot{})
	default:
		at = k.oldest
		k.unlink(at)
		delete(k.index, k.slots[at].id)
	}
	k.slots[at].id, k.slots[at].decision = id, d
	k.index[id] = at
	k.push(at)
}

// Len is how many traces are remembered.
func (k *Kept) Len() int {
	return len(k.index)
}

func (k *Kept) unlink(at int32) {
	s := &k.slots[at]
	if s.newer == none {
		k.newest = s.older
	} else {
		k.slots[s.newer].older = s.older
	}
	if s.older == none {
		k.oldest = s.newer
	} else {
		k.slots[s.older].newer = s.newer
	}
}

func (k *Kept) push(at int32) {
	s := &k.slots[at]
	s.newer, s.older = none, k.newest
	if k.newest != none {
		k.slots[k.newest].newer = at
	}
	k.newest = at
	if k.oldest == none {
		k.oldest = at
	}
}
