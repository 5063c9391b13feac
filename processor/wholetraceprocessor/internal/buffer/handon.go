package buffer

import (
	"fmt"
	"sync/atomic"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/assembly"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/shorthand"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spanset"
)

// HandOn is what one call downstream gets: spans of one kind, and the duty to say what became of them.
type HandOn struct {
	Mark  wholetrace.Mark
	Spans int
	// Lost counts spans that could not be read back.
	Lost int

	buffer  *Buffer
	attempt atomic.Int32 // as in the mark, for who looks on
	items   []item
	pieces  []piece        // of a part that is cut: its own, and those after it
	kept    *ptrace.Traces // what the next attempt gets; for good, when downstream only reads
}

// Traces returns the spans for the next attempt, which owns them, and counts the attempt in the mark. What is
// downstream may change them: another attempt gets them as they were. An error tells of spans that could not be read
// back; the others are there, but for those of a trace that is not whole for that reason: that one goes as a part, in a
// hand-on of its own.
func (h *HandOn) Traces() (ptrace.Traces, error) {
	h.Mark.Attempt++
	h.attempt.Store(int32(h.Mark.Attempt))
	if kept := h.kept; kept != nil {
		if h.buffer.settings.Mutates {
			h.kept = nil
		}
		return *kept, nil
	}
	if h.pieces != nil {
		return h.piece(), nil
	}
	td := ptrace.NewTraces()
	var failed error
	items := h.items[:0]
	for i := range h.items {
		it := h.items[i]
		it.shard.wake(&it)
		fragments, lost, err := h.read(&it)
		if err != nil {
			failed = err
		}
		if lost > 0 && h.Mark.Kind == wholetrace.Whole {
			h.breakOff(it, fragments)
			continue
		}
		items = append(items, it)
		assembly.Join(fragments, td.ResourceSpans())
	}
	clear(h.items[len(items):])
	h.items = items
	if h.Mark.Kind != wholetrace.Whole {
		label(td, h.Mark.Kind)
	}
	if h.Mark.Kind == wholetrace.Part && h.buffer.settings.exceeded(h.Spans, h.items[0].bytes) {
		return h.cut(td), failed
	}
	if !h.buffer.settings.Mutates {
		h.kept = &td
	}
	return td, failed
}

// Rest ends an attempt that failed: until the next, with storage, what is to be handed on takes no memory.
func (h *HandOn) Rest() {
	if h.buffer.log == nil || h.pieces != nil {
		return // where the pieces begin and end, the disk does not tell
	}
	h.kept = nil
	for i := range h.items {
		h.items[i].shard.rest(&h.items[i])
	}
}

// read reads what an item holds and books what of it is lost. An error is told once.
func (h *HandOn) read(it *item) (fragments []ptrace.Traces, lost int, err error) {
	fragments, err = h.buffer.fragments(it)
	if err == nil {
		return fragments, 0, nil
	}
	got := 0
	for _, f := range fragments {
		got += f.SpanCount()
	}
	if lost = it.spans - got; lost <= 0 {
		return fragments, 0, nil
	}
	it.shard.lose(it, lost)
	h.Spans -= lost
	h.Lost += lost
	h.buffer.ledger.GiveUp("damaged", lost)
	return fragments, lost, err
}

// breakOff makes a trace that lost spans a hand-on of its own.
func (h *HandOn) breakOff(it item, fragments []ptrace.Traces) {
	h.Spans -= it.spans
	broken := &HandOn{Spans: it.spans, buffer: h.buffer}
	it.part = it.shard.part(&it, &broken.attempt)
	broken.Mark = wholetrace.Mark{Kind: wholetrace.Part, Part: it.part, HandOn: h.buffer.handOns.Add(1)}
	broken.items = []item{it}
	td := ptrace.NewTraces()
	assembly.Join(fragments, td.ResourceSpans())
	label(td, wholetrace.Part)
	broken.kept = &td
	h.buffer.line.push(broken)
}

// Reasons calls f for each trace of the hand-on.
func (h *HandOn) Reasons(f func(Reason)) {
	for i := range h.items {
		f(h.items[i].reason)
	}
}

// fragments returns all that an item has, decoded anew or for the first time.
func (b *Buffer) fragments(it *item) ([]ptrace.Traces, error) {
	if it.onDisk {
		return b.fromDisk(it)
	}
	read := b.words.Reader(it.id, it.words)
	defer read.Done()
	err := b.readPages(read, it.pages)
	if err == nil && it.image != nil {
		err = read.Read(it.image)
	}
	out := read.Traces()
	if it.live != nil {
		if err := b.keepImage(it); err != nil {
			return out, err
		}
		out = append(out, it.live...)
		it.live = nil
	}
	return out, err
}

// keepImage makes sure of another attempt before downstream gets the decoded spans and writes into them. With storage
// they are on disk.
func (b *Buffer) keepImage(it *item) (err error) {
	switch {
	case !b.settings.Mutates:
	case b.log != nil:
		it.onDisk = true
	default:
		it.words = shorthand.Older(it.words, b.words.Edition())
		it.image, err = b.words.Append(nil, it.id, it.live)
	}
	return err
}

func (b *Buffer) readPages(read *shorthand.Reader, pages []byte) error {
	buf := b.scratch.get()
	defer b.scratch.put(buf)
	for len(pages) > 0 {
		text, rest, err := b.codec.Open(*buf, pages)
		if err != nil {
			return err
		}
		*buf = text
		if err = read.Read(text); err != nil { // which copies what it keeps
			return err
		}
		pages = rest
	}
	return nil
}

// fromDisk reads the pieces of a trace as they were received: with the repeats, which are left out here.
func (b *Buffer) fromDisk(it *item) ([]ptrace.Traces, error) {
	var out []ptrace.Traces
	var failed error
	var seen known
	var buf []byte
	for n := 0; ; n++ {
		var err error
		var more bool
		if buf, more, err = b.readPiece(buf[:0], it, n); !more {
			return out, failed
		}
		if err != nil {
			failed = err
			continue
		}
		td, err := decoder.UnmarshalTraces(buf)
		if err != nil {
			failed = fmt.Errorf("cannot decode spans from storage: %w", err)
			continue
		}
		out = append(out, seen.remove(td))
	}
}

// readPiece reads the nth piece of an item, and reports false when there is none.
func (b *Buffer) readPiece(buf []byte, it *item, n int) (data []byte, ok bool, err error) {
	at, ok := it.shard.place(it, n)
	for ok {
		data, err = b.log.Read(buf, at)
		if now, _ := it.shard.place(it, n); err == nil || now == at {
			return data, true, err
		} else {
			at = now // it was moved meanwhile
		}
	}
	return buf, false, nil
}

// known are the spans of one trace that were read already.
type known struct {
	set  spanset.Set
	pool spanset.Pool
}

// remove drops the spans that are known, and makes the others known.
func (k *known) remove(td ptrace.Traces) ptrace.Traces {
	known, repeats := []bool(nil), false
	for _, f := range fragment.Read(td).Cut() {
		for _, s := range f.Spans {
			repeat := s.ID != 0 && !k.set.Add(&k.pool, s.ID, s.Kind, s.Start)
			known, repeats = append(known, repeat), repeats || repeat
		}
		td = f.Traces // a piece is of one trace
	}
	if repeats {
		without(td, known)
	}
	return td
}

func label(td ptrace.Traces, kind wholetrace.Kind) {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				span.Attributes().PutStr(genai.TraceState, string(kind))
			}
		}
	}
}
