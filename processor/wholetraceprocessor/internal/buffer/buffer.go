// Package buffer holds spans until their trace is whole.
//
// Admit files them, Tick finds out what has waited long enough, Take hands out what is to go downstream; HandedOn and
// GiveUp say what became of it. All may be called at the same time. The buffer never calls anybody.
package buffer

import (
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/ledger"
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
	Ledger        *ledger.Ledger
}

// ErrFull refuses spans for which there is no room. The sender may try again.
var ErrFull = errors.New("no room for more spans")

// liveFactor is how much memory a decoded span takes for a byte on the wire (measured: 892 bytes for 348).
const liveFactor = 3

// Buffer holds the traces that wait.
type Buffer struct {
	settings Settings
	shards   []*shard
	line     *line

	used    atomic.Int64 // bytes on the wire of what waits and of what is on its way
	flying  atomic.Int64 // hand-ons between Take and Done
	handOns atomic.Uint64
}

// New returns an empty buffer. now is the time in nanoseconds on the clock of all calls to come.
func New(s Settings, now int64) *Buffer {
	b := &Buffer{settings: s, line: newLine()}
	for range s.Shards {
		b.shards = append(b.shards, newShard(&b.settings, b.line, now))
	}
	// Ids go on from anywhere, so that they are not given twice by two runs of the program.
	b.handOns.Store(rand.Uint64())
	return b
}

// Admit files the batch, which is the buffer's then, and returns how many of its spans are new: the others came before.
// With an error nothing was taken and the batch is as it was.
func (b *Buffer) Admit(now int64, batch *fragment.Batch) (spans int, err error) {
	if (b.used.Load()+int64(batch.Bytes))*liveFactor > b.settings.MemoryBytes {
		return 0, ErrFull
	}
	for _, f := range batch.Cut() {
		n, bytes := b.shardOf(f.TraceID).admit(now, f)
		spans += n
		b.used.Add(int64(bytes))
	}
	return spans, nil
}

func (b *Buffer) shardOf(id pcommon.TraceID) *shard {
	return b.shards[binary.LittleEndian.Uint64(id[8:])%uint64(len(b.shards))]
}

// Tick puts in line what has become due. Call it every wheel.Step.
func (b *Buffer) Tick(now int64) {
	for _, s := range b.shards {
		s.tick(now)
	}
}

// Drain puts in line everything that waits.
func (b *Buffer) Drain() {
	for _, s := range b.shards {
		s.drain()
	}
}

// Take waits for something to hand on, or returns nil when ctx is done.
func (b *Buffer) Take(ctx context.Context) *HandOn {
	waiters := b.line.next(ctx)
	if waiters == nil {
		return nil
	}
	h := &HandOn{Mark: wholetrace.Mark{Kind: waiters[0].kind, HandOn: b.handOns.Add(1)}}
	for _, w := range waiters {
		it, part := w.shard.take(w)
		h.items = append(h.items, it)
		h.Spans += it.held.spans
		if h.Mark.Kind == wholetrace.Part {
			h.Mark.Part = part
		}
	}
	b.flying.Add(1)
	return h
}

// HandedOn ends a hand-on that downstream has taken.
func (b *Buffer) HandedOn(h *HandOn) {
	b.settings.Ledger.HandOn(h.Mark.Kind, h.Spans)
	b.done(h)
}

// GiveUp ends a hand-on that downstream will never take.
func (b *Buffer) GiveUp(h *HandOn, reason string) {
	b.settings.Ledger.GiveUp(reason, h.Spans)
	b.done(h)
}

func (b *Buffer) done(h *HandOn) {
	for _, it := range h.items {
		it.shard.done(it.slot)
		b.used.Add(-int64(it.held.bytes))
	}
	b.flying.Add(-1)
}

// Empty reports whether nothing stands in line or is on its way.
func (b *Buffer) Empty() bool { return b.line.length() == 0 && b.flying.Load() == 0 }
