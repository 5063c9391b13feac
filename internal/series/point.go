package series

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Point is one series: a sum or a histogram and its labels.
type Point struct {
	values []string // of the instrument's labels; nil in the series that takes what is too much
	bounds []float64
	start  pcommon.Timestamp
	seen   time.Time // of the last collection that found it changed
	dirty  bool      // changed since the last collection

	sum    float64
	counts []float64 // one more than bounds
	// traces are of the last interval in which anything came: an older one still leads to a trace.
	traces [2]exemplar
	told   bool // traces were sent
}

// Exemplar is the span that a value was counted from.
type Exemplar struct {
	Trace pcommon.TraceID
	Span  pcommon.SpanID
	At    pcommon.Timestamp
}

// exemplar is one of the two that are kept of each collection: the largest value, which is what people look for, and the
// latest.
type exemplar struct {
	Exemplar
	value float64
	set   bool
}

const (
	largest = iota
	latest
)

// Add adds to a sum.
func (p *Point) Add(value, weight float64, from Exemplar) {
	p.sum += value * weight
	p.remember(value, from)
}

// Observe puts a value into a histogram.
func (p *Point) Observe(value, weight float64, from Exemplar) {
	p.sum += value * weight
	p.counts[bucket(p.bounds, value)] += weight
	p.remember(value, from)
}

// bucket is the first whose upper bound is not below the value. There are few: counting beats halving.
func bucket(bounds []float64, value float64) int {
	i := 0
	for i < len(bounds) && value > bounds[i] {
		i++
	}
	return i
}

func (p *Point) remember(value float64, from Exemplar) {
	p.dirty = true
	if from.Trace.IsEmpty() {
		return
	}
	if p.told {
		p.traces, p.told = [2]exemplar{}, false
	}
	e := exemplar{Exemplar: from, value: value, set: true}
	if !p.traces[largest].set || value > p.traces[largest].value {
		p.traces[largest] = e
	} else {
		p.traces[latest] = e
	}
}

func (p *Point) reset(start pcommon.Timestamp) {
	p.sum, p.start = 0, start
	clear(p.counts)
}
