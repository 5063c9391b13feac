// Package turn finds the turns of a trace (who worked when) and the transitions between them (who handed over to whom).
//
// A turn is one stretch of work of one agent: a span that says so, or where a dialect has none, what stands for it: the
// node of a LangGraph, the span in which AutoGen's runtime delivers a message to an agent that then calls a model.
package turn

import (
	"cmp"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// Turn is one stretch of work of one agent.
type Turn struct {
	Agent string
	// Node is the span that begins the turn.
	Node       *spantree.Node
	Start, End pcommon.Timestamp
	// Parent is the turn inside of which this one happened, nil at the top.
	Parent *Turn
	// In are the transitions that lead here.
	In []Edge

	// key is the agent's name as fold spells it.
	key string
	// teams are the names, so spelled, of the graphs around it, inside of the same turn: who hands over to one of them hands
	// over to the agent in it that works first.
	teams []string
	// firm: a span says that an agent worked; else a call of its own must prove it.
	firm bool
	// calls counts the model and tool calls of the turn itself, models those of models.
	calls, models int
	gone          bool
	// into is the turn that this one is a second witness of.
	into *Turn
	// before is the turn before this one on its level.
	before *Turn
	// scope is the instrumentation that told of the turn.
	scope string
}

// Edge is one transition.
type Edge struct {
	From, To string
	// Source is the turn it came from.
	Source         *Turn
	Kind, Evidence string
	// Seq counts the transitions of the trace from 1.
	Seq int
}

// Result is what happened in a trace.
type Result struct {
	// Turns in the order of their start.
	Turns []*Turn
	// Agents in the order of their first turn.
	Agents []string
	// Edges counts the transitions.
	Edges int
	// Loop is the tool or the cycle of agents that repeats, "" for none.
	Loop string
}

// Find finds turns and transitions, and sets Agent and Inherited on calls and tools. threshold is how many times
// running something must repeat to be a loop. The result holds until the next call.
func (f *Finder) Find(t *spantree.Tree, threshold int) Result {
	f.begin(t)
	f.candidates()
	f.attribute()
	f.demote()
	f.mergeWitnesses()
	f.attribute()
	f.inherit()
	turns := f.settle()
	edges := f.connect(turns)
	return Result{
		Turns:  turns,
		Agents: f.agents(turns),
		Edges:  edges,
		Loop:   loop(t, turns, threshold),
	}
}

// Attribute sets Agent and Inherited on calls and tools, by what the spans that are there tell: for spans that came
// without the rest of their trace. It returns the turns that they begin, without what led to them.
func (f *Finder) Attribute(t *spantree.Tree) []*Turn {
	f.begin(t)
	f.candidates()
	f.attribute()
	f.demote()
	f.attribute()
	f.inherit()
	return f.settle()
}

// candidates makes a turn of every span that may stand for one. Parents come before their children here wherever clocks
// allow; a candidate right below one of the same agent is the same turn.
func (f *Finder) candidates() {
	for _, root := range f.tree.Roots {
		root.Walk(func(n *spantree.Node) bool {
			name, firm := f.agentOf(n)
			if name == "" {
				name = f.prebuilt(n)
			}
			if name == "" {
				return true
			}
			above := f.enclosing(n)
			if above != nil && above.Agent == name && (!firm || !throughTool(n, above.Node)) {
				f.join(above, n, firm)
				return true
			}
			turn := f.turn(Turn{Agent: name, key: f.fold(name), Node: n, Start: n.Start(), End: n.End(), firm: firm, scope: n.Scope.Name})
			f.turns = append(f.turns, turn)
			f.turnOf[n.Index()] = turn
			return true
		})
	}
}

// join adds a second witness to a turn. A span that only stood for the turn (AutoGen's delivery of a message) gives way
// to the one that says so.
func (f *Finder) join(turn *Turn, n *spantree.Node, firm bool) {
	if firm && !turn.firm && turn.Node.Role == genai.RoleMessaging {
		f.turnOf[turn.Node.Index()] = nil
		turn.Node, turn.Start, turn.End, turn.scope = n, n.Start(), n.End(), n.Scope.Name
	}
	turn.firm = turn.firm || firm
	turn.End = max(turn.End, n.End())
	f.turnOf[n.Index()] = turn
}

// enclosing is the turn around a span.
func (f *Finder) enclosing(n *spantree.Node) *Turn {
	for p, left := n.Parent, spantree.Reach; p != nil && left > 0; p, left = p.Parent, left-1 {
		if turn := f.of(p); turn != nil && !turn.gone {
			return turn
		}
	}
	return nil
}

// throughTool says whether a tool or a guardrail stands between a span and what is above it.
func throughTool(n, above *spantree.Node) bool {
	for p, left := n.Parent, spantree.Reach; p != nil && p != above && left > 0; p, left = p.Parent, left-1 {
		if isTool(p) {
			return true
		}
	}
	return false
}

func isTool(n *spantree.Node) bool {
	return n.Facts.Role() == genai.RoleTool || n.Facts.Role() == genai.RoleGuardrail
}

// attribute counts for every turn the calls and tools of its own.
func (f *Finder) attribute() {
	for _, turn := range f.turns {
		turn.calls, turn.models = 0, 0
	}
	for _, n := range f.tree.Nodes {
		switch n.Role {
		case genai.RoleCall, genai.RoleDuplicate, genai.RoleTool, genai.RoleHandoff:
			if turn := f.enclosing(n); turn != nil {
				turn.calls++
				if f := n.Facts.Role(); f == genai.RoleCall || n.Role == genai.RoleCall {
					turn.models++
				}
			}
		}
	}
}

// demote takes away what looked like a turn and is none: a step without a call, a graph that only runs agents, a manager
// that only routes to them, an executor of tools.
func (f *Finder) demote() {
	for i := len(f.turns) - 1; i >= 0; i-- { // inner turns first
		turn := f.turns[i]
		d := turn.Node.Facts.Dialect
		switch {
		case d.Managers && turn.calls > 0 && turn.models == 0:
			turn.gone = true // it runs the tools that other agents ask for
		case turn.calls > 0:
		case !turn.firm:
			turn.gone = true
		case (d.IsGraph(turn.scope) || !turn.Node.Facts.NameIsExplicit()) && f.runsAgents(turn, false):
			turn.gone = true
		case d.Managers && f.runsAgents(turn, true):
			turn.gone = true
		}
	}
	f.demoteExecutors()
}

// demoteExecutors takes away the turns in which one who else only runs tools had nothing to run.
func (f *Finder) demoteExecutors() {
	var executors map[string]bool
	for _, turn := range f.turns {
		if turn.gone && turn.calls > 0 {
			if executors == nil {
				executors = map[string]bool{}
			}
			executors[turn.key] = true
		}
	}
	if executors == nil {
		return
	}
	for _, turn := range f.turns {
		turn.gone = turn.gone || turn.calls == 0 && turn.Node.Facts.Dialect.Managers && executors[turn.key]
	}
}

// runsAgents says whether other turns lie below a turn, not through a tool; direct asks for children only, and takes a
// choice of the next speaker as a sign too.
func (f *Finder) runsAgents(turn *Turn, direct bool) bool {
	found := false
	turn.Node.Walk(func(n *spantree.Node) bool {
		if n == turn.Node {
			return true
		}
		if direct && n.Parent != turn.Node || isTool(n) {
			return false
		}
		if other := f.of(n); other != nil && other != turn && !other.gone || direct && n.Facts.Meaning.Selects {
			found = true
		}
		return !found
	})
	return found
}

// mergeWitnesses joins turns of one agent that two instrumentors told of, in two trees of one trace, or one instrumentor
// by two spans side by side.
func (f *Finder) mergeWitnesses() {
	slices.SortStableFunc(f.turns, byStart)
	for i, a := range f.turns {
		for _, b := range f.turns[i+1 : min(i+1+spantree.Reach, len(f.turns))] {
			if a.gone || b.Start >= a.End {
				break
			}
			if b.gone || a.Agent != b.Agent || a.scope == b.scope && !isBeside(a, b) || !mostlyTogether(a, b) {
				continue
			}
			b.gone, b.into = true, a
			a.End = max(a.End, b.End)
		}
	}
}

// isBeside says whether one of two turns is a span that says so, and the other the step beside it that does the work
// (Traceloop's LangGraph).
func isBeside(a, b *Turn) bool {
	return a.firm != b.firm && a.Node.Parent == b.Node.Parent && (a.calls == 0 || b.calls == 0)
}

func mostlyTogether(a, b *Turn) bool {
	both := min(a.End, b.End) - max(a.Start, b.Start)
	return 2*both > min(a.End-a.Start, b.End-b.Start)
}

// inherit gives calls and tools the agent that ran them.
func (f *Finder) inherit() {
	for _, n := range f.tree.Nodes {
		switch n.Role {
		case genai.RoleCall, genai.RoleDuplicate, genai.RoleTool:
			own := agenttrace.Name(n.Facts.Text(dialect.AgentName))
			if own != "" && !n.Facts.Dialect.IsWrongAgent(own) && !n.Estimated {
				n.Agent, n.Inherited = own, false
				continue
			}
			if turn := f.of(n); n.Estimated && turn != nil {
				n.Agent, n.Inherited = turn.Agent, false
				continue
			}
			n.Agent, n.Inherited = "", false
			if turn := f.enclosing(n); turn != nil {
				n.Agent, n.Inherited = turn.Agent, true
			}
		}
	}
}

// settle returns the turns that are left, each with the turn around it.
func (f *Finder) settle() []*Turn {
	turns := slices.DeleteFunc(f.turns, func(t *Turn) bool { return t.gone })
	f.turns = turns
	slices.SortStableFunc(turns, byStart)
	for _, turn := range turns {
		if above := f.enclosing(turn.Node); above != turn {
			turn.Parent = above
		}
		turn.teams = f.teams(turn)
	}
	return turns
}

// mostTeams is how many graphs around one another count.
const mostTeams = 16

// teams lists what looked like a turn around a turn and is none.
func (f *Finder) teams(turn *Turn) []string {
	var list []string
	for p, left := turn.Node.Parent, spantree.Reach; p != nil && left > 0; p, left = p.Parent, left-1 {
		around := f.of(p)
		switch {
		case around == nil:
		case !around.gone || len(list) == mostTeams:
			return list
		case around.key != turn.key && !slices.Contains(list, around.key):
			list = append(list, around.key)
		}
	}
	return list
}

// byStart orders turns by start, then by their spans' order in the tree.
func byStart(a, b *Turn) int {
	if c := cmp.Compare(a.Start, b.Start); c != 0 {
		return c
	}
	if c := cmp.Compare(b.End, a.End); c != 0 {
		return c
	}
	x, y := a.Node.Span.SpanID(), b.Node.Span.SpanID()
	return slices.Compare(x[:], y[:])
}

// agents lists the agents in the order of their first turn.
func (f *Finder) agents(turns []*Turn) []string {
	list := f.names[:0]
	for _, turn := range turns {
		if !f.named(list, turn.Agent) {
			list = append(list, turn.Agent)
		}
	}
	f.names = list
	return list
}
