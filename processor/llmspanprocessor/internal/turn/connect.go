package turn

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// level is where turns follow one another: at the top of the trace, or inside of one tool or workflow of one turn. A
// turn right inside another has a level of its own.
type level struct {
	parent    *Turn
	container *spantree.Node
}

// connect finds the transitions of a trace and returns how many there are.
func (f *Finder) connect(turns []*Turn) int {
	if len(turns) == 0 {
		return 0
	}
	f.collect()
	if f.last == nil {
		f.last = map[level]*Turn{}
	}
	for _, turn := range turns {
		at := level{turn.Parent, f.container(turn)}
		turn.before = f.last[at]
		turn.In = f.edges(turn, turns)
		f.last[at] = turn
	}
	return number(turns)
}

// container is what separates turns inside of a turn: the tool nearest to it, else the workflow, else the turn's own
// span. A turn that is inside of none may be inside of a tool all the same, where those who run tools are not seen to.
func (f *Finder) container(turn *Turn) *spantree.Node {
	if turn.Parent == nil {
		return toolAbove(turn.Node)
	}
	var tool, workflow *spantree.Node
	for p, left := turn.Node.Parent, spantree.Reach; p != nil && f.of(p) != turn.Parent && left > 0; p, left = p.Parent, left-1 {
		switch {
		case isTool(p):
			tool = p
		case p.Facts.Role() == genai.RoleWorkflow:
			workflow = p
		}
	}
	return cmp.Or(tool, workflow, turn.Node)
}

// edges finds what leads to a turn: what a sign says explicitly, else the order in time.
func (f *Finder) edges(turn *Turn, all []*Turn) []Edge {
	sources := f.previous(turn)
	if len(sources) == 0 && turn.Parent != nil {
		return f.keep(f.inner(turn))
	}
	if turn.before == nil && turn.Parent == nil {
		if caller := f.caller(turn); caller != nil {
			return f.keep(Edge{From: caller.Agent, To: turn.Agent, Source: caller, Kind: genai.KindDelegate, Evidence: genai.EvidenceInferred})
		}
	}
	if e, ok := f.explicitSource(turn, sources, all); ok {
		return f.keep(e)
	}
	from := len(f.edge)
	for _, source := range sources {
		if source.Agent == turn.Agent {
			continue // an agent that speaks twice hands over to nobody
		}
		e := Edge{From: source.Agent, To: turn.Agent, Source: source, Kind: genai.KindTurn, Evidence: genai.EvidenceInferred}
		if sign, ok := find(turn, source, f.signsFor(turn)); ok {
			e.Kind = sign.kind
			if sign.explicit {
				e.Evidence = genai.EvidenceExplicit
			}
		}
		f.edge = append(f.edge, e)
	}
	return f.edge[from:len(f.edge):len(f.edge)]
}

// toolAbove is the nearest tool above a span.
func toolAbove(n *spantree.Node) *spantree.Node { return n.Ancestor(isTool) }

// caller is the agent whose model asked for the tool in which a turn is: the latest that ended before the tool began,
// beside the tool.
func (f *Finder) caller(turn *Turn) *Turn {
	tool := toolAbove(turn.Node)
	if tool == nil {
		return nil
	}
	var caller *Turn
	for b, left := f.last[level{container: toolAbove(tool)}], spantree.Reach; b != nil && left > 0; b, left = b.before, left-1 {
		if b.Agent != turn.Agent && b.End <= tool.Start()+slack && (caller == nil || b.End > caller.End) {
			caller = b
		}
	}
	return caller
}

// keep makes a list of one edge.
func (f *Finder) keep(e Edge) []Edge {
	f.edge = append(f.edge, e)
	return f.edge[len(f.edge)-1 : len(f.edge) : len(f.edge)]
}

// inner is the transition into the first turn inside of another: called like a tool, unless a sign says that control
// passed on.
func (f *Finder) inner(turn *Turn) Edge {
	e := Edge{From: turn.Parent.Agent, To: turn.Agent, Source: turn.Parent, Kind: genai.KindDelegate, Evidence: genai.EvidenceInferred}
	if sameAgent(f.fold(turn.Node.Facts.Text(dialect.ParentAgent)), turn.Parent.key) {
		e.Evidence = genai.EvidenceExplicit
	}
	if sign, ok := find(turn, turn.Parent, f.signsFor(turn)); ok && sign.to != "" {
		if !turn.Node.Under(sign.node) && sign.kind == genai.KindHandoff {
			e.Kind = genai.KindHandoff
		}
		if sign.explicit {
			e.Evidence = genai.EvidenceExplicit
		}
	}
	return e
}

// slack is how far a turn may begin before the one before it ended: some emitters write starts in milliseconds and ends
// in nanoseconds (the Vercel AI SDK).
const slack = pcommon.Timestamp(time.Millisecond)

func begins(turn *Turn) pcommon.Timestamp {
	if turn.Start%slack == 0 {
		return turn.Start + slack
	}
	return turn.Start
}

// previous is the turn that ended last before a turn began, and with it all that overlap it and ended too: a join.
func (f *Finder) previous(turn *Turn) []*Turn {
	var last *Turn
	start := begins(turn)
	for b, left := turn.before, spantree.Reach; b != nil && left > 0; b, left = b.before, left-1 { // the latest first
		if b.End <= start && (last == nil || b.End > last.End) {
			last = b
		}
	}
	if last == nil {
		return nil
	}
	sources := f.sources[:0]
	for b, left := turn.before, spantree.Reach; b != nil && left > 0; b, left = b.before, left-1 {
		if b == last || b.End <= start && b.Start < last.End && last.Start < b.End {
			sources = append(sources, b)
		}
	}
	slices.Reverse(sources)
	f.sources = sources
	return sources
}

// explicitSource finds a sign that names both ends and contradicts the order in time: it beats it.
func (f *Finder) explicitSource(turn *Turn, sources, all []*Turn) (Edge, bool) {
	from := f.fold(turn.Node.Facts.Text(dialect.ParentAgent))
	kind := genai.KindTurn
	since := pcommon.Timestamp(0)
	for _, s := range sources {
		since = max(since, s.Start)
	}
	for _, s := range f.signsFor(turn) {
		if s.explicit && s.kind == genai.KindHandoff && s.from != "" && sameAgent(s.toKey, turn.key) && s.at >= since && s.at <= begins(turn) {
			from, kind = s.fromKey, genai.KindHandoff
		}
	}
	if from == "" {
		return Edge{}, false
	}
	var source *Turn
	upTo := sort.Search(len(all), func(i int) bool { return all[i].Start > turn.Start })
	for i := upTo - 1; i >= 0 && i >= upTo-spantree.Reach; i-- { // the latest first
		if t := all[i]; t != turn && sameAgent(from, t.key) && t.Agent != turn.Agent {
			source = t
			break
		}
	}
	if source == nil {
		return Edge{}, false
	}
	if sign, ok := find(turn, source, f.signsFor(turn)); ok {
		kind = sign.kind
	}
	return Edge{From: source.Agent, To: turn.Agent, Source: source, Kind: kind, Evidence: genai.EvidenceExplicit}, true
}

// signsFor are the signs that a turn can follow: those of spans that began before it did, the latest within reach. The
// signs stand in the order in which their spans began, and none is given before that.
func (f *Finder) signsFor(turn *Turn) []evidence {
	upTo := sort.Search(len(f.signs), func(i int) bool { return f.signs[i].node.Start() > begins(turn) })
	return f.signs[max(0, upTo-4*spantree.Reach):upTo]
}

// find is the best sign of a transition between two turns: one that names the agent that takes over before one that
// does not, a handoff before a mere turn, an explicit one before another, the latest of equals.
func find(turn, source *Turn, signs []evidence) (evidence, bool) {
	best, score := evidence{}, -1
	selected := false
	for _, s := range signs {
		if s.at < source.Start || s.at > begins(turn) {
			continue
		}
		if s.from != "" && !sameAgent(s.fromKey, source.key) && isNamed(s) {
			continue
		}
		selected = selected || s.node.Facts.Meaning.Selects && s.at >= source.End
		points := 0
		switch {
		case s.to == "":
		case sameAgent(s.toKey, turn.key):
			points += 8
		case isTeam(s.toKey, turn):
			points += 7
		default:
			continue
		}
		if s.kind != genai.KindTurn {
			points += 4
		}
		if s.explicit {
			points += 2
		}
		if points >= score {
			best, score = s, points
		}
	}
	if score >= 0 && best.to == "" && selected {
		return evidence{}, false // the next was chosen, so no tool passed control
	}
	return best, score >= 0
}

// isTeam says whether a sign names a graph in which a turn is.
func isTeam(sign string, turn *Turn) bool {
	return slices.ContainsFunc(turn.teams, func(team string) bool { return sameAgent(sign, team) })
}

// isNamed says whether a sign's from is an agent: LangGraph names the node tools there, AutoGen a manager.
func isNamed(s evidence) bool { return s.node.Facts.Dialect.IsAgent(s.from) }

// number gives every transition its place in the trace, in the order in which the receiving turns began.
func number(turns []*Turn) int {
	seq := 0
	for _, turn := range turns {
		slices.SortStableFunc(turn.In, func(a, b Edge) int { return byStart(a.Source, b.Source) })
		for i := range turn.In {
			seq++
			turn.In[i].Seq = seq
		}
	}
	return seq
}
