package delivery

import (
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"go.opentelemetry.io/collector/config/configretry"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
)

// attempt is a hand-on with its history.
type attempt struct {
	handOn *buffer.HandOn
	began  time.Time
	pause  backoff.ExponentialBackOff
	timer  *time.Timer
}

func newAttempt(h *buffer.HandOn, retry configretry.BackOffConfig) *attempt {
	return &attempt{handOn: h, began: time.Now(), pause: backoff.ExponentialBackOff{
		InitialInterval:     retry.InitialInterval,
		RandomizationFactor: retry.RandomizationFactor,
		Multiplier:          retry.Multiplier,
		MaxInterval:         retry.MaxInterval,
	}}
}

// places is how many hand-ons may wait for another attempt. One that fails again and again takes one place and holds
// up nobody; when downstream is away, the places are soon taken and the callers rest.
const places = 16

// parking is where hand-ons wait for another attempt.
type parking struct {
	due chan *attempt // has room for all

	mu     sync.Mutex // guards parked, taken and closed
	parked map[*attempt]bool
	taken  int // places, those of due attempts included
	closed bool
}

func newParking() *parking {
	return &parking{due: make(chan *attempt, places+callers), parked: map[*attempt]bool{}}
}

func (p *parking) full() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken >= places
}

// park lets an attempt wait for as long as its history asks.
func (p *parking) park(a *attempt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken++
	if p.closed {
		p.due <- a
		return
	}
	p.parked[a] = true
	a.timer = time.AfterFunc(a.pause.NextBackOff(), func() { p.wake(a) })
}

func (p *parking) wake(a *attempt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.parked[a] {
		delete(p.parked, a)
		p.due <- a
	}
}

// leave frees the place of an attempt that was received from due.
func (p *parking) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken--
}

// clear ends all waiting.
func (p *parking) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for a := range p.parked {
		a.timer.Stop()
		delete(p.parked, a)
		p.due <- a
	}
}
