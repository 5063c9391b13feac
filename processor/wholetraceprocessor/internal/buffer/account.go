package buffer

import "sync/atomic"

// account is the memory that everything takes, in bytes. What lies on the Go heap counts twice, since the collector
// lets the heap grow to twice what is in use before it tidies up.
type account struct {
	live   atomic.Int64 // decoded spans
	heap   atomic.Int64 // the same, as much as it was lately
	packed atomic.Int64 // pages, and the slabs they lie in
	index  atomic.Int64 // what is known of the traces
	flight atomic.Int64 // what is on its way downstream
	words  atomic.Int64 // the vocabulary, as it was lately
}

func (a *account) used() int64 {
	return fixedBytes + max(a.live.Load(), a.heap.Load()) + a.packed.Load() + a.index.Load() + a.flight.Load() + a.words.Load()
}

// settle lets the heap be as large as it was lately: what decoded spans have left, the collector gives back to the system
// over minutes. words is what the vocabulary takes. Call it a few times a second.
func (a *account) settle(words int) {
	a.words.Store(heapFactor * int64(words))
	a.heap.Store(max(a.live.Load(), a.heap.Load()-a.heap.Load()/1024))
}

const (
	heapFactor = 2
	// Dictionaries, encoders and buffers on loan are there whatever waits.
	fixedBytes = 6 << 20
	// A trace costs its struct, its places in the index, the wheel and the classes, and what lies around them
	// (BenchmarkWaiting measures it).
	traceBytes = 250
	diskBytes  = 32
	refBytes   = 24
)

// liveCost is what decoded spans take (measured: 892 bytes for spans of 348 on the wire, 2273 for 1464).
func liveCost(spans, bytes int) int64 {
	return heapFactor * (int64(bytes)*13/10 + int64(spans)*400)
}

func (l *live) cost() int64 {
	if l == nil {
		return 0
	}
	return liveCost(l.spans, l.bytes)
}

func (t *trace) indexCost() int64 {
	bytes := traceBytes + t.seen.Bytes()
	if d := t.held.disk; d != nil {
		bytes += diskBytes + cap(d.refs)*refBytes
	}
	return heapFactor * int64(bytes)
}

// vocabularyBytes is what words may take: little of the memory, and no more than agents and tools have to say in the end.
func vocabularyBytes(memory int64) int { return int(min(memory/vocabularyShare, vocabularyMost)) }

const (
	vocabularyShare = 32
	vocabularyMost  = 4 << 20
)
