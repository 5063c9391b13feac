package story

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/otelcol-baton/baton/internal/genai"
)

// assembler makes a run of the fragments of its traces. Its memory is reused.
type assembler struct {
	settings Settings
	run      *Run
	cast     cast
	heard    map[textID]int32
	places   []int32 // of a fragment's people in the run
	steps    []Step
	within   steps
	at       int32
	answer   string
	failed   bool
}

func newAssembler(settings Settings) assembler {
	return assembler{settings: settings, cast: newCast(), heard: map[textID]int32{}}
}

// assemble fills a run. Its steps are good until the next is assembled.
func (a *assembler) assemble(run *Run, fragments []fragment) {
	slices.SortFunc(fragments, func(x, y fragment) int {
		if c := cmp.Compare(x.start, y.start); c != 0 {
			return c
		}
		return bytes.Compare(x.trace[:], y.trace[:])
	})
	a.run, a.at = run, nobody
	a.cast.clear()
	clear(a.heard)
	run.empty()
	run.toldAny = true
	run.Steps = a.steps[:0]
	for i := range fragments {
		a.add(&fragments[i], i == 0)
	}
	a.reply()
	a.within.reset()
	run.Steps = collapse(run.Steps, repetitions(run), &a.within)
	if a.steps = run.Steps; cap(a.steps) > mostKept {
		a.steps = nil
	}
	run.Name = shorten(run.Name, 2*nameChars)
	run.Sum.clean()
	run.Steps = fit(run.Steps, a.settings.Lines-around-run.Sum.Lines()-len(run.People))
}

// around is how many lines a diagram has beside people, steps and sum: the kind of diagram, its title.
const around = 2

func (a *assembler) add(f *fragment, first bool) {
	run := a.run
	if first {
		run.Name, run.TraceID, run.SpanID, run.Resource, run.Start = f.name, f.trace, f.span, f.resource, f.start
	}
	run.Traces = append(run.Traces, f.trace)
	run.End = max(run.End, f.end)
	run.Partial = run.Partial || f.partial
	run.State, run.Loop = cmp.Or(run.State, f.state), cmp.Or(run.Loop, f.loop)
	run.Sum.merge(&f.sum)
	if f.first == nobody {
		return
	}
	from, known := a.heard[f.openingID]
	if !known {
		a.person(Person{Role: User, Name: userName}) // stands before whom he asks
	}
	a.places = a.places[:0]
	for i := range f.people {
		a.places = append(a.places, a.person(f.people[i]))
	}
	a.enter(f, from, known)
	run.Steps = append(run.Steps, f.steps...)
	a.place(run.Steps[len(run.Steps)-len(f.steps):])
	for _, h := range f.heard {
		a.heard[h.text] = a.places[h.by]
	}
	if a.at = nobody; f.last != nobody {
		a.at = a.places[f.last]
	}
	a.answer, a.failed = f.answer, f.failed
}

// enter draws who starts a trace: an agent whose text it begins with, or the user.
func (a *assembler) enter(f *fragment, from int32, known bool) {
	to := a.places[f.first]
	if known && from != to {
		a.step(Step{Kind: Transition, From: from, To: to, Label: genai.KindTurn, Text: f.opening})
		return
	}
	a.reply()
	a.step(Step{Kind: Message, From: a.person(Person{Role: User, Name: userName}), To: to, Text: f.opening})
}

// reply draws what the last agent of a trace answers.
func (a *assembler) reply() {
	if a.at == nobody {
		return
	}
	answer := Step{Kind: Message, From: a.at, To: a.person(Person{Role: User, Name: userName}), Failed: a.failed}
	if !a.failed {
		answer.Text = a.answer
	}
	a.step(answer)
}

func (a *assembler) step(s Step) { a.run.Steps = append(a.run.Steps, s) }

// person finds or makes somebody. Who comes beyond the limit is one of the others.
func (a *assembler) person(key Person) int32 {
	return a.cast.add(&a.run.People, key, a.settings.People)
}

// place puts the run's people for the fragment's.
func (a *assembler) place(steps []Step) {
	for i := range steps {
		if s := &steps[i]; s.From != nobody {
			s.From, s.To = a.places[s.From], a.places[s.To]
		}
		a.place(steps[i].Steps)
	}
}
