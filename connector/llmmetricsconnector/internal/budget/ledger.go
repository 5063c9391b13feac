package budget

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

type spanKey struct {
	Trace pcommon.TraceID
	Span  pcommon.SpanID
}

// entry is what one call was counted with.
type entry struct {
	at    time.Time
	final bool // its whole trace was seen: nothing more can be known
	parts []part
}

// part is what it took of one window.
type part struct {
	window *window
	slot   int64
	amount float64
}

// ledger remembers what calls were counted with. The oldest are forgotten beyond a bound and a time: they stay counted as
// they were.
type ledger struct {
	entries map[spanKey]*entry
	traces  map[pcommon.TraceID][]pcommon.SpanID // the calls of a trace that are not final
	order   []queued
	free    []*entry // forgotten, to be used again
	unsaved [pieces]bool
}

type queued struct {
	key spanKey
	at  time.Time
}

const (
	maxEntries = 100_000
	maxAge     = time.Hour // as long as whole_trace waits for a trace by default
)

func newLedger() *ledger {
	return &ledger{entries: map[spanKey]*entry{}, traces: map[pcommon.TraceID][]pcommon.SpanID{}}
}

// of returns the entry of a call, making one.
func (l *ledger) of(key spanKey, now time.Time) *entry {
	if e, ok := l.entries[key]; ok {
		return e
	}
	l.forget(now)
	e := l.take()
	e.at, e.final = now, false
	l.entries[key] = e
	l.order = append(l.order, queued{key, now})
	return e
}

func (l *ledger) take() *entry {
	n := len(l.free)
	if n == 0 {
		return &entry{}
	}
	e := l.free[n-1]
	l.free = l.free[:n-1]
	return e
}

// provisional notes that a call may have to be corrected.
func (l *ledger) provisional(key spanKey) {
	l.traces[key.Trace] = append(l.traces[key.Trace], key.Span)
	l.unsaved[key.piece()] = true
}

// takeProvisional returns the calls of a trace that were not final.
func (l *ledger) takeProvisional(trace pcommon.TraceID) []pcommon.SpanID {
	spans := l.traces[trace]
	if spans != nil {
		delete(l.traces, trace)
		l.unsaved[spanKey{Trace: trace}.piece()] = true
	}
	return spans
}

// takeUnsaved says in which pieces of the state calls have changed, and takes them as saved.
func (l *ledger) takeUnsaved() [pieces]bool {
	unsaved := l.unsaved
	l.unsaved = [pieces]bool{}
	return unsaved
}

func (l *ledger) forget(now time.Time) {
	n := 0
	for n < len(l.order) && (len(l.order)-n >= maxEntries || now.Sub(l.order[n].at) > maxAge) {
		key := l.order[n].key
		if e := l.entries[key]; e != nil {
			e.parts = e.parts[:0]
			l.free = append(l.free, e)
		}
		delete(l.entries, key)
		delete(l.traces, key.Trace)
		n++
	}
	if l.order = l.order[n:]; len(l.order) == 0 {
		l.order = nil // let go of the array that was walked through
	}
}

// undo takes back what a call was counted with.
func (e *entry) undo() {
	for _, p := range e.parts {
		p.window.add(p.slot, -p.amount)
	}
	e.parts = e.parts[:0]
}
