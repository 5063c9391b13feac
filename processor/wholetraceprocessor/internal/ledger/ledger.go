// Package ledger counts what becomes of every span, so that none can go missing unseen.
//
// At any moment received = refused + accepted, and accepted = handed on + given up + waiting.
package ledger

import (
	"maps"
	"sync"

	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// Balance is what the ledger shows at one moment. Repeated spans count nowhere.
type Balance struct {
	Received, Accepted int64
	Refused            map[string]int64 // by reason
	HandedOn           map[wholetrace.Kind]int64
	GivenUp            map[string]int64 // by reason
	Waiting            int64
}

// Ledger is safe for concurrent use.
type Ledger struct {
	mu  sync.Mutex // guards now
	now Balance
}

// New returns a ledger in which nothing has happened.
func New() *Ledger {
	return &Ledger{now: Balance{
		Refused: map[string]int64{}, HandedOn: map[wholetrace.Kind]int64{}, GivenUp: map[string]int64{},
	}}
}

// Accept books spans that the buffer has taken. Book them before anybody can hand them on.
func (l *Ledger) Accept(spans int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.Received += int64(spans)
	l.now.Accepted += int64(spans)
	l.now.Waiting += int64(spans)
}

// Refuse books spans that were given back to the sender.
func (l *Ledger) Refuse(reason string, spans int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.Received += int64(spans)
	l.now.Refused[reason] += int64(spans)
}

// HandOn books spans that the next component has taken.
func (l *Ledger) HandOn(kind wholetrace.Kind, spans int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.HandedOn[kind] += int64(spans)
	l.now.Waiting -= int64(spans)
}

// GiveUp books spans that are lost.
func (l *Ledger) GiveUp(reason string, spans int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.GivenUp[reason] += int64(spans)
	l.now.Waiting -= int64(spans)
}

// Balance returns what the ledger shows now.
func (l *Ledger) Balance() Balance {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.now
	b.Refused, b.HandedOn, b.GivenUp = maps.Clone(b.Refused), maps.Clone(b.HandedOn), maps.Clone(b.GivenUp)
	return b
}
