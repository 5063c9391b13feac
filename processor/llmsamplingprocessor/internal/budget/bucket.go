package budget

import (
	"math"
	"time"
)

// slack is the part of a window's amount that may be exceeded. Half of it is the bucket's depth, half is room for the
// last trace, which is let in while anything is left.
const slack = 0.02

// bucket fills at a rate and is drawn from by what is kept. It may be drawn below empty, by one trace; nothing is let in
// then until it has filled again.
type bucket struct {
	rate  float64 // a second
	depth float64
	level float64
	last  time.Time
}

func newBucket(rate float64, l limit, burst time.Duration) bucket {
	depth := rate * (l.window().Seconds()*slack/2 + burst.Seconds())
	return bucket{rate: rate, depth: depth, level: depth}
}

// fill returns what ran over.
func (b *bucket) fill(now time.Time) float64 {
	if b.last.IsZero() {
		b.last = now
	}
	passed := now.Sub(b.last).Seconds()
	if passed <= 0 {
		return 0
	}
	b.last = now
	return b.add(b.rate * passed)
}

// add pours amount in and returns what ran over.
func (b *bucket) add(amount float64) float64 {
	b.level += amount
	over := max(0, b.level-b.depth)
	b.level -= over
	return over
}

// meter is a moving average of an amount a second. It is right from the first seconds on: what it has not had time to see
// does not count as nothing.
type meter struct {
	window  float64 // seconds
	sum     float64
	started time.Time
	last    time.Time
}

func (m *meter) add(now time.Time, amount float64) {
	m.decay(now)
	m.sum += amount
}

func (m *meter) decay(now time.Time) {
	if m.started.IsZero() {
		m.started, m.last = now, now
	}
	if passed := now.Sub(m.last).Seconds(); passed > 0 {
		m.sum *= math.Exp(-passed / m.window)
		m.last = now
	}
}

// perSecond is the average; 0 until there is anything to go by.
func (m *meter) perSecond() float64 {
	age := m.last.Sub(m.started).Seconds()
	if age <= 0 {
		return 0
	}
	return m.sum / m.window / (1 - math.Exp(-age/m.window))
}
