package story

import (
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// teller tells one trace at a time. Its memory is reused.
type teller struct {
	tree
	settings Settings
	speech   *speech
	f        *fragment
	cast     cast
	// said is what each of the people said last in this turn.
	said     []string
	requests []request // of all answers so far
	steps    steps
	lanes    []lane // of the blocks that are being told
	at       int32  // whose turn it is, -1 for nobody's
	ended    bool   // the last thing that happened went wrong
	depth    int
}

const nobody = -1

func newTeller(settings Settings, speech *speech) teller {
	return teller{tree: newTree(), settings: settings, speech: speech, cast: newCast()}
}

// tell fills a fragment with the spans of one trace, in order.
func (t *teller) tell(f *fragment, batch *agenttrace.Batch, views []int32) {
	t.f, t.at, t.ended, t.depth = f, nobody, false, 0
	t.requests = t.requests[:0]
	t.cast.clear()
	clear(t.said)
	for _, i := range views {
		v := &batch.Spans[i]
		f.see(v, batch.Groups[v.Group].ID)
	}
	t.build(batch, views)
	opening := t.speech.opening(views)
	f.opening, f.openingID = t.short(opening), idOf(opening)
	if len(t.nodes) == 0 {
		return
	}
	f.first = t.actor(max(t.top.first, 0))
	t.at = f.first
	if t.top.first >= 0 {
		f.steps = t.level(f.steps, t.top.first)
	}
	for i := range t.nodes {
		if n := int32(i); t.nodes[n].kind != 0 && !t.nodes[n].told { // #nosec G115 -- in a circle, or too deep
			f.steps = t.one(f.steps, n)
		}
	}
	f.last, f.failed = t.at, t.ended
	f.answer = t.short(t.last(t.at))
}

func (t *teller) short(s string) string { return shorten(s, t.settings.TextChars) }

// last is what somebody said last in this turn.
func (t *teller) last(person int32) string {
	if person >= 0 && int(person) < len(t.said) {
		return t.said[person]
	}
	return ""
}

func (t *teller) say(person int32, said string) {
	for int(person) >= len(t.said) {
		t.said = append(t.said, "")
	}
	t.said[person] = said
}

// person finds or makes somebody. Who comes beyond the limit is one of the others.
func (t *teller) person(role Role, name string) int32 {
	return t.cast.find(&t.f.people, role, name, t.settings.People)
}

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
