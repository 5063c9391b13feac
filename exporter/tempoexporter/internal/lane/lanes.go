// Package lane keeps one tenant's trouble from the others: a tenant that Tempo holds back waits by itself, and may fill
// only its share of the queue while it waits.
package lane

import (
	"sync"
	"time"

	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// Limits is how much of one tenant may wait for Tempo before more of it is refused.
type Limits struct {
	// Batches counts batches; the others are in units of the queue, zero is no limit.
	Batches, Calls, Spans, Bytes int
	// Patience is how long a batch that waits may go without an attempt before it counts as given up.
	Patience time.Duration
}

// Lanes are the tenants that wait. It implements otlpclient.Gate.
type Lanes struct {
	limits Limits
	now    func() time.Time

	mu    sync.Mutex // guards lanes
	lanes map[string]*waiting
}

// waiting is what waits in one lane.
type waiting struct {
	until   time.Time
	batches map[uint64]held
}

type held struct {
	batch   otlpclient.Batch
	expires time.Time
}

// New returns lanes with nobody waiting.
func New(limits Limits, now func() time.Time) *Lanes {
	return &Lanes{limits: limits, now: now, lanes: map[string]*waiting{}}
}

// Wait returns how long Tempo wants nothing of the tenant.
func (l *Lanes) Wait(lane string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.lanes[lane]
	if w == nil {
		return 0
	}
	return w.until.Sub(l.now())
}

// Hold notes that a batch waits.
func (l *Lanes) Hold(lane string, after time.Duration, b otlpclient.Batch) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.lanes[lane]
	if w == nil {
		w = &waiting{batches: map[uint64]held{}}
		l.lanes[lane] = w
	}
	now := l.now()
	if until := now.Add(after); until.After(w.until) {
		w.until = until
	}
	w.batches[b.Ticket] = held{batch: b, expires: now.Add(after + l.limits.Patience)}
}

// Release notes that a batch waits no more.
func (l *Lanes) Release(lane string, ticket uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.lanes[lane]
	if w == nil {
		return
	}
	delete(w.batches, ticket)
	if len(w.batches) == 0 && !w.until.After(l.now()) {
		delete(l.lanes, lane)
	}
}

// Full returns how many spans of the tenant wait, and whether that is as much as may.
func (l *Lanes) Full(lane string) (spans int, full bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.lanes[lane]
	if w == nil {
		return 0, false
	}
	now := l.now()
	var all otlpclient.Batch
	for ticket, h := range w.batches {
		if h.expires.Before(now) {
			delete(w.batches, ticket)
			continue
		}
		all.Calls += h.batch.Calls
		all.Spans += h.batch.Spans
		all.Bytes += h.batch.Bytes
	}
	full = over(len(w.batches), l.limits.Batches) || over(all.Calls, l.limits.Calls) ||
		over(all.Spans, l.limits.Spans) || over(all.Bytes, l.limits.Bytes)
	return all.Spans, full
}

func over(n, limit int) bool { return limit > 0 && n >= limit }
