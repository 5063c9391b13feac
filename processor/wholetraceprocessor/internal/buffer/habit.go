package buffer

import (
	"sync/atomic"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
)

// habit is how long traces wait lately. Where most spans have to be packed in the end, they are written down when they
// come: what a request has just brought is in the caches of the processor, what came seconds ago is not, and the garbage
// collector has less to look after. Where most traces are whole before that, their spans are left as they are.
type habit struct {
	packed, went atomic.Int64 // of the spans that were left as they are: those that were packed, and those that went
	early        atomic.Bool  // spans are written down when they come
}

const (
	memory = 64 // settle forgets one in so many
	scouts = 8  // of so many traces one is left as it is in any case, to tell when times change
)

// settle looks at what came of spans lately. Call it a few times a second.
func (h *habit) settle() {
	packed, went := h.packed.Load(), h.went.Load()
	h.early.Store(packed > went)
	h.packed.Add(-packed / memory)
	h.went.Add(-went / memory)
}

// write writes a fragment down, in buf, if that is done with its like when they come, or if there is little room left for
// spans as they are. It returns nil if not.
func (b *Buffer) write(buf []byte, f *fragment.Fragment) []byte {
	early := b.habit.early.Load() && hashOf(f.TraceID)>>32%scouts != 0
	if !early && b.account.live.Load() < b.share(liveShare)/4*3 {
		return nil
	}
	text, err := b.words.Append(buf[:0], f.TraceID, []ptrace.Traces{f.Traces})
	if err != nil {
		return nil
	}
	return text
}
