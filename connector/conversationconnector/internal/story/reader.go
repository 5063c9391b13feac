package story

import (
	"bytes"
	"cmp"
	"iter"
	"slices"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// Reader reads batches into runs. It is reused, so that reading allocates little; it may not be used concurrently. What it
// returns points into the batch and is good until the next Read.
type Reader struct {
	settings Settings
	batch    *agenttrace.Batch
	order    []int32 // indices of views
	ofGroup  []int32 // runs of groups, -1 for none
	byID     map[string]int32
	runs     []Run
	ordinal  []int32 // of groups in their runs
	told     []fragment
	kept     Run // that was assembled last
	events   []Event
	byTime   []int32 // indices of events

	speech    speech
	teller    teller
	assembler assembler
}

// Settings say how a run is told.
type Settings struct {
	// TextChars is how many characters of a text a step holds.
	TextChars int
	// Lines is how many lines Steps take at most: one a step, two more for what frames others.
	Lines int
	// People is how many take part at most; the others are told as one.
	People int
}

// NewReader returns a reader.
func NewReader(settings Settings) *Reader {
	r := &Reader{settings: settings, batch: agenttrace.NewBatch(nil), byID: map[string]int32{}, assembler: newAssembler(settings)}
	r.teller = newTeller(settings, &r.speech)
	return r
}

// Read reads a batch into its runs, in the order in which they began. A trace without any model, agent or tool is in none.
func (r *Reader) Read(td ptrace.Traces) {
	r.batch.Read(td)
	r.batch.Link()
	r.speech.begin(r.batch)
	r.sort()
	r.group()
}

// Runs are the runs of the batch, without their steps.
func (r *Reader) Runs() []Run { return r.runs }

// sort puts the spans in an order that does not depend on how they came.
func (r *Reader) sort() {
	r.order = r.order[:0]
	for i := range r.batch.Spans {
		r.order = append(r.order, int32(i)) // #nosec G115 -- a batch has fewer spans than 2^31
	}
	slices.SortFunc(r.order, func(a, b int32) int {
		x, y := &r.batch.Spans[a], &r.batch.Spans[b]
		if c := cmp.Compare(x.In.StartTimestamp(), y.In.StartTimestamp()); c != 0 {
			return c
		}
		if c := cmp.Compare(y.In.EndTimestamp(), x.In.EndTimestamp()); c != 0 {
			return c
		}
		if x.Group != y.Group {
			p, q := r.batch.Groups[x.Group].ID, r.batch.Groups[y.Group].ID
			return bytes.Compare(p[:], q[:])
		}
		p, q := x.In.SpanID(), y.In.SpanID()
		return bytes.Compare(p[:], q[:])
	})
}

// group finds the runs: a run id is the first of its trace.
func (r *Reader) group() {
	groups := r.batch.Groups
	r.ofGroup, r.ordinal = r.ofGroup[:0], r.ordinal[:0]
	for i := range groups {
		groups[i].Run = ""
		r.ofGroup, r.ordinal = append(r.ofGroup, -1), append(r.ordinal, 0)
	}
	for _, i := range r.order {
		if v := &r.batch.Spans[i]; groups[v.Group].Run == "" {
			groups[v.Group].Run = v.RunID
		}
	}
	clear(r.byID)
	r.runs = r.runs[:0]
	for _, i := range r.order {
		v := &r.batch.Spans[i]
		if groups[v.Group].Ours {
			r.run(v, i)
		}
	}
	for i := range r.runs {
		if run := &r.runs[i]; len(run.Traces) > 1 {
			slices.SortStableFunc(run.views, func(a, b int32) int { return cmp.Compare(r.trace(a), r.trace(b)) })
		}
	}
}

// trace is which trace of its run a span is in.
func (r *Reader) trace(view int32) int32 { return r.ordinal[r.batch.Spans[view].Group] }

// traces goes through a run trace by trace.
func (r *Reader) traces(run *Run) iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		for rest := run.views; len(rest) > 0; {
			n := 1
			for n < len(rest) && r.trace(rest[n]) == r.trace(rest[0]) {
				n++
			}
			if !yield(rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// fragments tells the traces of a run. They are good until the next call.
func (r *Reader) fragments(run *Run) []fragment {
	r.teller.steps.reset()
	n := 0
	for views := range r.traces(run) {
		if n == len(r.told) {
			r.told = append(r.told, fragment{})
		}
		r.told[n].reuse()
		r.teller.tell(&r.told[n], r.batch, views)
		n++
	}
	return r.told[:n]
}

// Tell tells a run of the batch: all that Run has beside its id. Its steps are good until the next is told.
func (r *Reader) Tell(run *Run) { r.assembler.assemble(run, r.fragments(run)) }

// run takes a span into its run.
func (r *Reader) run(v *agenttrace.View, i int32) {
	at := r.ofGroup[v.Group]
	if at < 0 {
		at = r.open(v)
	}
	run := &r.runs[at]
	run.views = append(run.views, i)
	run.toldAny = run.toldAny || v.Role == genai.RoleCall || v.Role == genai.RoleTool || v.IsAgent() || v.Transitions
	run.see(v)
}

// see takes what events need to know of a run that is not told.
func (run *Run) see(v *agenttrace.View) {
	run.End = max(run.End, v.In.EndTimestamp())
	if v.State != "" {
		run.State = v.State
	}
}

// open finds or makes the run of a span's trace, which has not been seen before.
func (r *Reader) open(v *agenttrace.View) int32 {
	g := &r.batch.Groups[v.Group]
	id := g.Run
	if id == "" {
		id = g.ID.String()
	}
	at, ok := r.byID[id]
	if !ok {
		at = int32(len(r.runs)) // #nosec G115
		r.byID[id] = at
		if len(r.runs) < cap(r.runs) {
			r.runs = r.runs[:at+1]
		} else {
			r.runs = append(r.runs, Run{})
		}
		run := &r.runs[at]
		run.empty()
		run.ID, run.Start, run.views = id, v.In.StartTimestamp(), run.views[:0]
		run.TraceID, run.SpanID, run.Resource = g.ID, v.In.SpanID(), v.Resource
	}
	r.ofGroup[v.Group] = at
	r.ordinal[v.Group] = int32(len(r.runs[at].Traces)) // #nosec G115
	r.runs[at].Traces = append(r.runs[at].Traces, g.ID)
	return at
}

// HasSteps says whether there is anything to draw: the making of an agent alone is nothing.
func (run *Run) HasSteps() bool { return run.toldAny }
