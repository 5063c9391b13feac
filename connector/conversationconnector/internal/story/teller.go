package story

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// teller tells the traces of one run, one after another.
type teller struct {
	tree
	source   *agenttrace.Batch
	settings Settings
	run      *Run
	people   map[Person]int32
	// said is what each of the people said last in this turn.
	said map[int32]string
	// heard is who said a text, in the run: it opens a trace of the same run where one agent answers another by network.
	heard    map[string]int32
	requests []request
	memory   []Step // of the runs' steps
	opening  string // what the user says in this trace
	at       int32  // whose turn it is, -1 for nobody's
	ended    bool   // the last thing that happened went wrong
	depth    int
}

const nobody = -1

func newTeller(settings Settings) teller {
	return teller{
		tree: newTree(), settings: settings,
		people: map[Person]int32{}, said: map[int32]string{}, heard: map[string]int32{},
	}
}

// start forgets another run.
func (t *teller) start(source *agenttrace.Batch, run *Run) {
	t.source, t.run, t.at, t.ended, t.depth = source, run, nobody, false, 0
	clear(t.people)
	clear(t.said)
	clear(t.heard)
}

// Tell tells a run of the batch: People, Steps and what belongs to them. Its steps are good until the next is told.
func (r *Reader) Tell(run *Run) {
	t := &r.teller
	t.start(r.batch, run)
	run.Steps = t.memory[:0]
	for _, trace := range run.Traces {
		t.trace(r.views(run, trace))
	}
	t.reply()
	run.Steps = collapse(run.Steps, repetitions(run))
	if t.memory = run.Steps; cap(t.memory) > mostKept {
		t.memory = nil
	}
	run.Name = shorten(run.Name, 2*nameChars)
	run.Sum.clean()
	run.Steps = fit(run.Steps, r.settings.Lines-around-run.Sum.Lines()-len(run.People))
}

// mostKept is how many steps' memory is kept: a rare giant run must not hold its own for ever.
const mostKept = 16_384

// around is how many lines a diagram has beside people, steps and sum: the kind of diagram, its title.
const around = 2

// views are the spans of one trace of a run. Most runs have one.
func (r *Reader) views(run *Run, trace pcommon.TraceID) []int32 {
	if len(run.Traces) == 1 {
		return run.views
	}
	var list []int32
	for _, i := range run.views {
		if r.batch.Groups[r.batch.Spans[i].Group].ID == trace {
			list = append(list, i)
		}
	}
	return list
}

func (t *teller) trace(views []int32) {
	t.build(t.source, views)
	t.requests = t.requests[:0]
	t.opening = findOpening(t.source, views)
	before := t.at
	t.at = nobody
	if first := t.top.first; first >= 0 {
		t.enter(first, before)
		t.run.Steps = t.level(t.run.Steps, first)
	} else {
		t.at = before
	}
	for i := range t.nodes {
		if n := int32(i); t.nodes[n].kind != 0 && !t.nodes[n].told { // #nosec G115 -- in a circle, or too deep
			t.run.Steps = t.one(t.run.Steps, n)
		}
	}
}

// findOpening is the user's text in the first call of a trace, or in what stands above it.
func findOpening(batch *agenttrace.Batch, views []int32) string {
	above := ""
	for _, i := range views {
		v := &batch.Spans[i]
		if v.Role != genai.RoleCall && v.Role != genai.RoleWorkflow && !v.IsAgent() {
			continue
		}
		messages, ok := v.In.Attributes().Get(genai.InputMessages)
		if !ok {
			continue
		}
		switch said := lastText(messages.AsString(), "user"); {
		case said == "":
		case v.Role == genai.RoleCall:
			return said
		case above == "":
			above = said
		}
	}
	return above
}

// enter draws who starts a trace: an agent whose text it begins with, or the user.
func (t *teller) enter(first, before int32) {
	from, ok := t.heard[t.opening]
	if !ok {
		t.person(User, userName) // stands before whom he asks
	}
	to := t.actor(first)
	if ok && t.opening != "" && from != to {
		t.add(Step{Kind: Transition, From: from, To: to, Label: genai.KindTurn, Text: t.short(t.opening)})
	} else {
		t.at = before
		t.reply()
		t.add(Step{Kind: Message, From: t.person(User, userName), To: to, Text: t.short(t.opening)})
	}
	t.at = to
}

// reply draws what the last agent of a trace answers.
func (t *teller) reply() {
	if t.at == nobody {
		return
	}
	answer := Step{Kind: Message, From: t.at, To: t.person(User, userName), Failed: t.ended}
	if !t.ended {
		answer.Text = t.short(t.said[t.at])
	}
	t.add(answer)
}

func (t *teller) add(s Step) { t.run.Steps = append(t.run.Steps, s) }

func (t *teller) short(s string) string { return shorten(s, t.settings.TextChars) }

// person finds or makes somebody. Who comes beyond the limit is one of the others.
func (t *teller) person(role Role, name string) int32 {
	if name = shorten(name, nameChars); name == "" {
		name = string(role)
	}
	key := Person{Role: role, Name: name}
	if at, ok := t.people[key]; ok {
		return at
	}
	if len(t.run.People) >= t.settings.People {
		key = Person{Role: Program, Name: "others"}
		if at, ok := t.people[key]; ok {
			return at
		}
	}
	at := int32(len(t.run.People)) // #nosec G115
	t.run.People = append(t.run.People, key)
	t.people[key] = at
	return at
}

// userName is who asks, and who gets the answer.
const userName = "user"

// nameChars is how many characters of a name are shown.
const nameChars = 60

// actor is who a node is of: its own agent, or the agent of the turn above, or whoever's turn it is.
func (t *teller) actor(n int32) int32 {
	if agent := t.agent(n); agent != "" {
		return t.person(Agent, agent)
	}
	if p := t.turnAbove(t.nodes[n].parent); p >= 0 {
		return t.person(Agent, t.agent(p))
	}
	if t.at != nobody {
		return t.at
	}
	return t.person(Program, t.batch.Spans[t.nodes[n].view].Service)
}

// label is the name of what a node calls.
func (t *teller) label(v *agenttrace.View) string {
	switch {
	case v.Role == genai.RoleCall:
		return shorten(v.Model(), nameChars)
	case v.Tool != "":
		return shorten(v.Tool, nameChars)
	}
	return shorten(v.In.Name(), nameChars)
}
