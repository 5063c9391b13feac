package story

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// fragment is one trace of a run, told by itself. How it joins those before and after it is not told yet.
type fragment struct {
	trace      pcommon.TraceID
	start, end pcommon.Timestamp
	// The span that stands for the trace, its name and its resource.
	name     string
	span     pcommon.SpanID
	resource pcommon.Map
	state    string
	partial  bool
	loop     string

	people []Person
	steps  []Step
	sum    Sum
	// first begins, last is who has the turn at the end; nobody where nothing is told.
	first, last int32
	opening     string // what the user says, one line
	openingID   textID
	heard       []heard
	answer      string
	failed      bool // the last thing that happened went wrong
}

// heard is a text that an agent said: where it opens another trace of the run, that agent is who speaks.
type heard struct {
	text textID
	by   int32
}

// textID stands for a text, without holding it. Zero is none.
type textID uint64

func idOf(text string) textID {
	if text == "" {
		return 0
	}
	return textID(fnv(fnvStart).text(text)) | 1
}

// reuse empties a fragment and keeps its memory.
func (f *fragment) reuse() {
	people, steps, heard, sum := f.people[:0], f.steps[:0], f.heard[:0], f.sum
	if cap(steps) > mostKept {
		steps, heard = nil, nil
	}
	*f = fragment{people: people, steps: steps, heard: heard, sum: sum, first: nobody, last: nobody}
	f.sum.reuse()
}

// mostKept is how many steps' memory is kept: a rare giant run must not hold its own for ever.
const mostKept = 16_384

// see takes a span into what is known of the trace as a whole.
func (f *fragment) see(v *agenttrace.View, trace pcommon.TraceID) {
	if f.name == "" && f.span.IsEmpty() {
		f.trace, f.start = trace, v.In.StartTimestamp()
		f.name, f.span, f.resource = v.In.Name(), v.In.SpanID(), v.Resource
	}
	f.start = min(f.start, v.In.StartTimestamp())
	f.end = max(f.end, v.In.EndTimestamp())
	if v.State != "" {
		f.state = v.State
	}
	if v.Root {
		f.name, f.span, f.resource = v.In.Name(), v.In.SpanID(), v.Resource
		f.partial = f.partial || v.Partial
		f.loop = v.Loop
	}
	if v.Role == genai.RoleCall {
		f.sum.add(v)
	}
	if v.Failed && (v.Role == genai.RoleCall || v.Role == genai.RoleTool) {
		f.sum.Errors++
	}
}
