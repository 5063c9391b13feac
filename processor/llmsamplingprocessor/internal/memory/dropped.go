package memory

import "go.opentelemetry.io/collector/pdata/pcommon"

// generations is in how many filters the dropped traces are kept besides the one being filled. When that is full the
// oldest is forgotten, so that the last generations/(generations+1) of the room are always remembered: with four,
// 10 million traces take 5 filters of 2.5 million at 4.2 bytes, which is 53 MB.
const generations = 4

// Dropped remembers the traces dropped last, at about 5.3 bytes each.
type Dropped struct {
	each    int       // traces in a filter
	filters []*cuckoo // the newest first
}

// NewDropped makes room for at least limit traces. Zero remembers none. Room is taken as it is needed.
func NewDropped(limit int) *Dropped {
	return &Dropped{each: (limit + generations - 1) / generations}
}

// Put remembers that the trace was dropped.
func (d *Dropped) Put(id pcommon.TraceID) {
	if d.each == 0 {
		return
	}
	if len(d.filters) == 0 || d.filters[0].count >= d.each {
		d.rotate()
	}
	if h := hash(id); !d.filters[0].add(h) {
		d.rotate()
		d.filters[0].add(h)
	}
}

// Has says whether the trace was dropped. It is wrong for one trace in 50 million that were not.
func (d *Dropped) Has(id pcommon.TraceID) bool {
	h := hash(id)
	for _, f := range d.filters {
		if f.has(h) {
			return true
		}
	}
	return false
}

// rotate begins a new filter, in the room of the oldest once there are enough.
func (d *Dropped) rotate() {
	if len(d.filters) <= generations {
		d.filters = append(d.filters, nil)
	}
	oldest := d.filters[len(d.filters)-1]
	copy(d.filters[1:], d.filters)
	if oldest == nil {
		oldest = newCuckoo(d.each)
	} else {
		clear(oldest.buckets)
		oldest.count = 0
	}
	d.filters[0] = oldest
}
