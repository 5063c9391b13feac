package turn

import (
	"slices"
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// Finder finds the turns of one trace after another with the same memory. The zero Finder is ready.
type Finder struct {
	tree  *spantree.Tree
	turns []*Turn
	// turnOf is the turn that a span begins or belongs to as a second witness, by the span's place in the tree.
	turnOf []*Turn

	made  []*Turn // all turns that there is memory for
	used  int     // how many of them are used
	edge  []Edge
	signs []evidence
	last  map[level]*Turn // the last turn on each level
	names []string
	many  map[string]bool // the names, where they are many
	// sources are the turns before a turn.
	sources []*Turn
	// folded are names as tools' names must spell them: the same few come again and again.
	folded map[string]string
}

func (f *Finder) begin(t *spantree.Tree) {
	f.forget()
	f.tree = t
	if cap(f.turnOf) < len(t.Nodes) {
		f.turnOf = make([]*Turn, len(t.Nodes))
	}
	f.turnOf = f.turnOf[:len(t.Nodes)]
}

// forget lets go of the trace before.
func (f *Finder) forget() {
	for _, t := range f.made[:f.used] {
		*t = Turn{}
	}
	clear(f.turnOf)
	clear(f.turns)
	clear(f.edge)
	clear(f.signs)
	clear(f.last)
	clear(f.names)
	clear(f.sources[:cap(f.sources)])
	f.tree, f.used, f.many = nil, 0, nil
	f.turnOf, f.turns, f.edge, f.signs, f.names = f.turnOf[:0], f.turns[:0], f.edge[:0], f.signs[:0], f.names[:0]
}

// Release lets go of the last trace, and of memory that only a giant one needs.
func (f *Finder) Release() {
	const keep = 4096
	if cap(f.turnOf) > keep || cap(f.signs) > keep {
		*f = Finder{folded: f.folded}
		return
	}
	f.forget()
}

// of is the turn that a span begins or belongs to as a second witness, nil for none.
func (f *Finder) of(n *spantree.Node) *Turn {
	turn := f.turnOf[n.Index()]
	for turn != nil && turn.into != nil {
		turn = turn.into
	}
	return turn
}

// named says whether a name is on a list of names that grows by those that are not. Few agents are on most lists.
func (f *Finder) named(list []string, name string) bool {
	const few = 32
	if len(list) < few {
		return slices.Contains(list, name)
	}
	if len(list) == few {
		f.many = map[string]bool{}
		for _, n := range list {
			f.many[n] = true
		}
	}
	known := f.many[name]
	f.many[name] = true
	return known
}

// turn makes a turn.
func (f *Finder) turn(t Turn) *Turn {
	const some = 8
	if f.used == len(f.made) {
		more := make([]Turn, some)
		for i := range more {
			f.made = append(f.made, &more[i])
		}
	}
	made := f.made[f.used]
	f.used++
	*made = t
	return made
}

// fold spells a name as a tool's name, and remembers how.
func (f *Finder) fold(name string) string {
	const most, longest = 256, 64
	if isFolded(name) {
		return name
	}
	if key, ok := f.folded[name]; ok {
		return key
	}
	key := fold(name)
	if len(name) > longest {
		return key
	}
	if f.folded == nil || len(f.folded) >= most {
		f.folded = map[string]string{}
	}
	f.folded[strings.Clone(name)] = key
	return key
}
