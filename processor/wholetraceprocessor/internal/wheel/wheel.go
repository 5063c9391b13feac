// Package wheel wakes many things at many times with one timer: a hierarchical timer wheel with steps of 10 ms.
package wheel

import "time"

const (
	// Step is how exact a wake-up is: never early, at most one step late.
	Step = 10 * time.Millisecond

	slotBits = 8
	slots    = 1 << slotBits // per level: 2.56 s, 11 min, 46 h
	levels   = 3
	none     = ^uint32(0)
)

// Wheel holds handles, small numbers that the caller gives out, each with at most one time. Setting, moving and
// cancelling cost the same however many wait. It is not safe for concurrent use.
type Wheel struct {
	now   int64 // the step that was last fired
	nodes []node
	heads [levels][slots]uint32
}

type node struct {
	at         int64 // in steps
	next, prev uint32
	slot       int32 // level*slots + slot, or -1 when not set
}

// New returns a wheel that stands at now, in nanoseconds.
func New(now int64) *Wheel {
	w := &Wheel{now: now / int64(Step)}
	for l := range w.heads {
		for s := range w.heads[l] {
			w.heads[l][s] = none
		}
	}
	return w
}

// Bytes is the memory that one handle takes.
const Bytes = 24

// Set wakes h at the time at, in nanoseconds, and forgets any time set before. A time that has passed wakes it at the
// next Advance.
func (w *Wheel) Set(h uint32, at int64) {
	for int(h) >= len(w.nodes) {
		w.nodes = append(w.nodes, node{slot: -1})
	}
	step := (at + int64(Step) - 1) / int64(Step)
	if w.nodes[h].slot >= 0 {
		if w.nodes[h].at == step {
			return
		}
		w.Cancel(h)
	}
	w.nodes[h].at = step
	w.link(h, w.now+1)
}

// Cancel forgets the time of h.
func (w *Wheel) Cancel(h uint32) {
	if int(h) >= len(w.nodes) || w.nodes[h].slot < 0 {
		return
	}
	n := &w.nodes[h]
	if n.prev == none {
		w.heads[n.slot>>slotBits][n.slot&(slots-1)] = n.next
	} else {
		w.nodes[n.prev].next = n.next
	}
	if n.next != none {
		w.nodes[n.next].prev = n.prev
	}
	n.slot = -1
}

// Advance moves the wheel to now and calls fire for each handle whose time has come. fire may call Set and Cancel.
func (w *Wheel) Advance(now int64, fire func(h uint32)) {
	for target := now / int64(Step); w.now < target; {
		w.now++
		for l := levels - 1; l > 0; l-- {
			if w.now&(1<<(slotBits*l)-1) == 0 {
				w.empty(l, func(h uint32) { w.link(h, w.now) })
			}
		}
		w.empty(0, fire)
	}
}

// empty takes every handle out of a level's present slot and passes it to f, which puts none back into that slot.
func (w *Wheel) empty(level int, f func(h uint32)) {
	head := &w.heads[level][int(w.now>>(slotBits*level))&(slots-1)]
	for *head != none {
		h := *head
		w.Cancel(h)
		f(h)
	}
}

// link puts h into the slot for its time, but not before the step first: the finest level that reaches so far.
func (w *Wheel) link(h uint32, first int64) {
	n := &w.nodes[h]
	at := max(n.at, first)
	level := 0
	for level < levels-1 && at-w.now >= 1<<(slotBits*(level+1)) {
		level++
	}
	if reach := int64(1)<<(slotBits*levels) - 1; at-w.now > reach {
		at = w.now + reach // farther than the wheel reaches: it comes round and is linked again
	}
	slot := int(at>>(slotBits*level)) & (slots - 1)
	n.slot = int32(level<<slotBits | slot)
	n.prev = none
	n.next = w.heads[level][slot]
	if n.next != none {
		w.nodes[n.next].prev = h
	}
	w.heads[level][slot] = h
}
