// Package buffer holds spans until their trace is whole.
//
// Admit files them, Tick finds out what has waited long enough, Take hands out what is to go downstream; HandedOn and
// GiveUp say what became of it. Pack makes what waits small. All may be called at the same time. The buffer never calls
// anybody.
package buffer

import (
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/ledger"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/page"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/shorthand"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// Settings say when a trace is whole, and how much may wait.
type Settings struct {
	Idle, AfterRoot, MaxAge time.Duration
	// LateMemory is how long a trace that was handed on is remembered.
	LateMemory    time.Duration
	MaxTraceSpans int
	MaxTraceBytes int
	MemoryBytes   int64
	Shards        int
	// Mutates says that downstream changes what it gets.
	Mutates bool
}

// exceeded reports whether what is held of a trace, or handed on as a part of it, is too large.
func (s *Settings) exceeded(spans int, bytes int64) bool {
	return spans > s.MaxTraceSpans || bytes > int64(s.MaxTraceBytes)
}

// ErrFull refuses spans for which there is no room. The sender may try again.
var ErrFull = errors.New("no room for more spans in memory_mib")

// Buffer holds the traces that wait.
type Buffer struct {
	*shared
	shards []*shard

	relief  sync.Mutex // held by whoever makes room
	handOns atomic.Uint64
}

// shared is what all shards use.
type shared struct {
	settings  *Settings
	ledger    *ledger.Ledger
	log       *spill.Log // nil without storage
	words     *shorthand.Vocabulary
	codec     *page.Codec
	scratch   scratch
	line      *line
	account   account
	habit     habit
	waiting   atomic.Int64 // traces that have not been handed on
	going     atomic.Int64 // without storage: memory of what stands in line, or will in a moment
	goneLimit int64        // memory for what is known of traces that are gone, per shard
}

// New returns an empty buffer; log is nil without storage. now is the time in nanoseconds on the clock of all calls.
func New(s Settings, l *ledger.Ledger, log *spill.Log, now int64) *Buffer {
	b := &Buffer{shared: &shared{settings: &s, ledger: l, log: log, words: shorthand.NewVocabulary(vocabularyBytes(s.MemoryBytes)), codec: page.NewCodec(), line: newLine()}}
	// A trace is decoded in one piece: it must not be most of the memory then.
	s.MaxTraceBytes = min(s.MaxTraceBytes, int(s.MemoryBytes/8))
	b.goneLimit = b.share(goneShare) / int64(s.Shards)
	for range s.Shards {
		b.shards = append(b.shards, newShard(b.shared, now))
	}
	// Ids go on from anywhere, so that they are not given twice by two runs of the program.
	b.handOns.Store(rand.Uint64())
	return b
}

// Admit files the batch, which is the buffer's then, and returns how many of its spans are new: the others came before.
// With an error nothing was taken and the batch is as it was.
func (b *Buffer) Admit(now int64, batch *fragment.Batch) (spans int, err error) {
	if more := batchCost(batch); b.account.used()+more > b.share(liveShare) {
		b.relieve(more)
		if b.account.used()+more > b.settings.MemoryBytes {
			return 0, ErrFull
		}
	}
	fragments := batch.Cut()
	if b.log != nil {
		if err := b.store(now, fragments); err != nil {
			batch.Restore(fragments)
			return 0, err
		}
	}
	early := b.early()
	defer early.done()
	for i := range fragments {
		f := &fragments[i]
		repeats, clean := b.shardOf(f.TraceID).admit(now, f, early.pack(f))
		b.tidy(now, f, repeats, clean)
		spans += len(f.Spans) - repeats
	}
	return spans, nil
}

// tidy takes what had come before off the disk again.
func (b *Buffer) tidy(now int64, f *fragment.Fragment, repeats int, clean []byte) {
	if b.log == nil || repeats == 0 {
		return
	}
	stale := f.Ref
	if clean != nil {
		refs, err := b.log.Append(now, []spill.Piece{{TraceID: f.TraceID, Data: clean}})
		if err != nil {
			return // there is no room: the repeats stay, and are left out when they are read
		}
		if !(owner{b}).Moved(f.TraceID, f.Ref, refs[0]) {
			stale = refs[0] // the spans have left meanwhile, by their first place
		}
	} else if repeats < len(f.Spans) {
		return
	}
	b.log.Left(now, spill.Departure{TraceID: f.TraceID, Refs: []spill.Ref{stale}})
}

func batchCost(b *fragment.Batch) int64 {
	return liveCost(b.Spans, b.Bytes) + heapFactor*int64(b.Spans*20+b.Traces()*traceBytes)
}

// store writes fragments to disk and notes where they are.
func (b *Buffer) store(now int64, fragments []fragment.Fragment) error {
	pieces := make([]spill.Piece, len(fragments))
	for i, f := range fragments {
		data, err := encoder.MarshalTraces(f.Traces)
		if err != nil {
			return err
		}
		pieces[i] = spill.Piece{TraceID: f.TraceID, Data: data}
	}
	refs, err := b.log.Append(now, pieces)
	for i := range refs {
		fragments[i].Ref = refs[i]
	}
	return err
}

func (b *Buffer) shardOf(id pcommon.TraceID) *shard {
	return b.shards[uint32(hashOf(id))%uint32(len(b.shards))]
}

// Tick puts in line what has become due. Call it every wheel.Step.
func (b *Buffer) Tick(now int64) {
	var due []waiter
	for _, s := range b.shards {
		due = append(due, s.tick(now)...)
	}
	b.line.join(due...)
}

// Drain puts in line everything that waits.
func (b *Buffer) Drain() {
	for _, s := range b.shards {
		s.drain()
	}
}

// Take returns what is to be handed on next, or nil when there is nothing.
func (b *Buffer) Take() *HandOn {
	if h := b.line.pop(); h != nil {
		b.Ring() // there may be more
		return h
	}
	for {
		waiters, more := b.line.take()
		if waiters == nil {
			return nil
		}
		if more {
			b.Ring()
		}
		if h := b.handOn(waiters); h != nil {
			return h
		}
		b.line.back()
	}
}

// Bell has a ring when there may be something to take, for one listener.
func (b *Buffer) Bell() <-chan struct{} { return b.line.bell }

// Ring makes a listener look again.
func (b *Buffer) Ring() { b.line.ring() }

// Durable reports whether what waits outlives the process.
func (b *Buffer) Durable() bool { return b.log != nil }

func (b *Buffer) handOn(waiters []waiter) *HandOn {
	h := &HandOn{Mark: wholetrace.Mark{Kind: waiters[0].kind}, buffer: b, items: make([]item, 0, len(waiters))}
	for _, w := range waiters {
		it, ok := w.shard.take(w, &h.attempt)
		if !ok {
			continue
		}
		h.items = append(h.items, it)
		h.Spans += it.spans
		if h.Mark.Kind == wholetrace.Part {
			h.Mark.Part = it.part
		}
	}
	if len(h.items) == 0 {
		return nil
	}
	h.Mark.HandOn = b.handOns.Add(1)
	return h
}

// HandedOn ends a hand-on that downstream has taken.
func (b *Buffer) HandedOn(h *HandOn) {
	b.ledger.HandOn(h.Mark.Kind, h.Spans)
	b.done(h)
}

// GiveUp ends a hand-on that downstream will never take.
func (b *Buffer) GiveUp(h *HandOn, reason string) {
	b.ledger.GiveUp(reason, h.Spans)
	b.done(h)
}

// Abandon ends a hand-on that goes on in the next life of the processor: storage has its spans.
func (b *Buffer) Abandon(*HandOn) { b.line.back() }

func (b *Buffer) done(h *HandOn) {
	if next := h.next(); next != nil {
		b.line.push(next)
		b.line.back()
		return
	}
	for i := range h.items {
		it := &h.items[i]
		now, departure := it.shard.done(it)
		if b.log != nil {
			b.log.Left(now, departure)
		}
	}
	b.line.back()
}

// Idle reports whether nothing stands in line or is on its way.
func (b *Buffer) Idle() bool { return b.line.idle() }
