package buffer

import (
	"sync/atomic"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/shorthand"
)

// habit is how long traces wait lately. Where most spans have to be packed in the end, they are packed when they come:
// what a request has just brought is in the caches of the processor, what came seconds ago is not, and the garbage
// collector has less to look after. Where most traces are whole before that, their spans are left as they are.
type habit struct {
	packed, went atomic.Int64 // of the spans that were left as they are: those that were packed, and those that went
	early        atomic.Bool  // spans are packed when they come
}

const (
	forgets = 64 // settle forgets one in so many, and in any case one
	scouts  = 32 // of so many traces one is left as it is in any case, to tell when times change
)

// settle looks at what came of spans lately. Call it a few times a second.
func (h *habit) settle() {
	packed, went := h.packed.Load(), h.went.Load()
	h.early.Store(packed > went)
	h.packed.Add(-(packed + forgets - 1) / forgets)
	h.went.Add(-(went + forgets - 1) / forgets)
}

// packed is a page that holds a fragment. The zero value is none.
type packed struct {
	page  []byte
	raw   int                // how large it is when open
	words *shorthand.Edition // that it is written with, or an earlier one
}

// early packs the fragments of one batch, without any lock, where that is done with their like.
type early struct {
	*Buffer
	text, page *[]byte
}

func (b *Buffer) early() early { return early{b, b.scratch.get(), b.scratch.get()} }

func (e *early) done() {
	e.scratch.put(e.text)
	e.scratch.put(e.page)
}

// pack packs a fragment if its like are, or if there is little room left for spans as they are. What it returns is good
// until the next one.
func (e *early) pack(f *fragment.Fragment) packed {
	wanted := e.habit.early.Load() && hashOf(f.TraceID)>>32%scouts != 0
	if !wanted && e.account.live.Load() < e.share(liveShare)/4*3 {
		return packed{}
	}
	words := e.words.Edition()
	var err error
	if *e.text, err = e.words.Append((*e.text)[:0], f.TraceID, []ptrace.Traces{f.Traces}); err != nil {
		return packed{}
	}
	*e.page = e.codec.Append((*e.page)[:0], *e.text)
	return packed{*e.page, len(*e.text), words}
}
