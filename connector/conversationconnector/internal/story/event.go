package story

import (
	"cmp"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// Event is one thing that happened at one time. It points into the batch.
type Event struct {
	// Name is one of genai's event names, ConversationAgent and those after it.
	Name string
	At   pcommon.Timestamp
	// Run is the run that it is of; View its span, nil for what is of the run as a whole.
	Run  *Run
	View *agenttrace.View
	// From and To are agents, or the user; Kind is that of a transition.
	From, To, Kind string
	// Text is what was said, in full: as far as it is on the span. Texts says whether it may be told.
	Text  string
	Texts bool
}

// Choice says which events are told.
type Choice struct {
	// Late spans tell no sums, and nothing of how their trace began.
	Late bool
	// Texts are told: without them there are no messages, and no arguments and results of tools.
	Texts bool
}

// Events are the events of all runs of the batch, and their indices in the order of time. They are good until the next
// Read.
func (r *Reader) Events(choice Choice) (events []Event, byTime []int32) {
	l := lister{list: r.events[:0], texts: choice.Texts}
	for i := range r.runs {
		l.run = &r.runs[i]
		for views := range r.traces(l.run) {
			l.trace(r, views, choice.Late)
		}
		if !choice.Late && !l.run.Waits {
			l.whole()
		}
	}
	r.byTime = r.byTime[:0]
	for i := range l.list {
		r.byTime = append(r.byTime, int32(i)) // #nosec G115 -- no batch has 2^31 events
	}
	slices.SortFunc(r.byTime, func(a, b int32) int {
		if c := cmp.Compare(l.list[a].At, l.list[b].At); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	if r.events = l.list; cap(r.events) > mostKept {
		r.events = nil
	}
	return l.list, r.byTime
}

// Ending are the events of a run as a whole, when it ended.
func (run *Run) Ending() []Event {
	l := lister{run: run}
	l.whole()
	return l.list
}

// lister lists the events of one run.
type lister struct {
	run   *Run
	list  []Event
	texts bool
}

func (l *lister) trace(r *Reader, views []int32, late bool) {
	opened := late
	for _, i := range views {
		v := &r.batch.Spans[i]
		switch {
		case v.Operation == genai.OpCreateAgent && v.Agent != "":
			l.add(Event{Name: genai.ConversationAgent, At: v.In.StartTimestamp(), View: v, From: v.Agent})
		case v.Role == genai.RoleTool || v.Role == genai.RoleRetrieval:
			l.add(Event{Name: genai.ConversationTool, At: v.In.EndTimestamp(), View: v, From: v.Agent})
			l.failure(v)
		case v.Role == genai.RoleCall:
			if !opened {
				opened = true
				l.opening(r, v, views)
			}
			l.call(r, i)
		}
		l.transitions(v)
	}
}

// opening is what the user says, at the first call.
func (l *lister) opening(r *Reader, v *agenttrace.View, views []int32) {
	if said := r.speech.opening(views); said != "" {
		l.add(Event{Name: genai.ConversationMessage, At: v.In.StartTimestamp(), View: v, From: userName, To: v.Agent, Text: said})
	}
}

func (l *lister) call(r *Reader, view int32) {
	v := &r.batch.Spans[view]
	l.add(Event{Name: genai.ConversationCall, At: v.In.EndTimestamp(), View: v, From: v.Agent})
	if l.texts {
		if said, _ := r.speech.answer(view); said != "" {
			l.add(Event{Name: genai.ConversationMessage, At: v.In.EndTimestamp(), View: v, From: v.Agent, Text: said})
		}
	}
	l.failure(v)
}

// failure tells a failed call or tool: what failed above it failed because of it.
func (l *lister) failure(v *agenttrace.View) {
	if v.Failed {
		l.add(Event{Name: genai.ConversationError, At: v.In.EndTimestamp(), View: v, From: v.Agent, Text: v.In.Status().Message()})
	}
}

func (l *lister) transitions(v *agenttrace.View) {
	for e := range v.Edges() {
		from, to, kind := v.Edge(e)
		l.add(Event{
			Name: genai.ConversationTransition, At: v.In.StartTimestamp(), View: v,
			From: agenttrace.Name(from), To: agenttrace.Name(to), Kind: kind,
		})
	}
}

// whole tells what is of the run as a whole, when it ended.
func (l *lister) whole() {
	if l.run.Loop != "" {
		l.add(Event{Name: genai.ConversationLoop, At: l.run.End, Text: l.run.Loop})
	}
	if l.run.Sum.Calls > 0 {
		l.add(Event{Name: genai.ConversationCost, At: l.run.End})
	}
}

func (l *lister) add(e Event) {
	if !l.texts && e.Name == genai.ConversationMessage {
		return
	}
	e.Run, e.Texts = l.run, l.texts
	l.list = append(l.list, e)
}
