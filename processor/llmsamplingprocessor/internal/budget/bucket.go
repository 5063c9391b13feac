package budget

import (
	"math"
	"time"
)

// slack is the part of a window's amount that may be exceeded. Half of it is the bucket's depth, half is room for the
// last trace, which is let in while anything is left.
const slack = 0.02

// clock tells the seconds since it was first asked. A time is turned into a number once for each trace: arithmetic on
// times would take longer than all that is done with them.
type clock struct {
	epoch time.Time
}

func (c *clock) seconds(now time.Time) float64 {
	if c.epoch.IsZero() {
		c.epoch = now
	}
	return float64(now.Sub(c.epoch)) / float64(time.Second)
}

// bucket fills at a rate and is drawn from by what is kept. It may be drawn below empty, by one trace; nothing is let in
// then until it has filled again.
type bucket struct {
	rate  float64 // a second
	depth float64
	level float64
	last  float64 // seconds
}

func newBucket(rate float64, l limit, burst time.Duration) bucket {
	depth := rate * (l.window().Seconds()*slack/2 + burst.Seconds())
	return bucket{rate: rate, depth: depth, level: depth}
}

// fill returns what ran over.
func (b *bucket) fill(at float64) float64 {
	passed := at - b.last
	if passed <= 0 {
		return 0
	}
	b.last = at
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
	begun   bool
	started float64 // seconds
	last    float64 // seconds
}

// moments is how many times in a window a meter forgets. To work out the exponential anew for each trace would take longer
// than the rest of its budget, and changes the average by a thousandth at most.
const moments = 1024

// add takes an amount in. The meter must have been decayed to the time of it.
func (m *meter) add(amount float64) {
	m.sum += amount
}

// begin starts the meter with the first amount that it is to measure.
func (m *meter) begin(at float64) {
	if !m.begun {
		m.begun, m.started, m.last = true, at, at
	}
}

func (m *meter) decay(at float64) {
	if passed := at - m.last; m.begun && passed*moments > m.window {
		m.sum *= math.Exp(-passed / m.window)
		m.last = at
	}
}

// perSecond is the average; 0 until there is anything to go by.
func (m *meter) perSecond() float64 {
	age := m.last - m.started
	switch {
	case age <= 0:
		return 0
	case age > 8*m.window: // what is missing is less than a thousandth
		return m.sum / m.window
	default:
		return m.sum / m.window / (1 - math.Exp(-age/m.window))
	}
}
