// Package spantree arranges the spans of one trace as a tree, the same whatever the order in which they came.
//
// The links of the tree survive hostile input: a span that is its own parent, a cycle of parents and two spans of one
// id are cut at the earliest span, and counted.
package spantree

import (
	"bytes"
	"iter"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
)

// Node is one span and what has been found out about it.
type Node struct {
	Span  ptrace.Span
	Scope dialect.Scope
	Facts dialect.Facts
	// Usage is the span's own token usage, resolved.
	Usage dialect.Usage
	// Provider is the GenAI provider, "" when none or only a framework is told; Framework is that.
	Provider, Framework string

	// Parent is the span above; nil at a root, or where the parent was not seen.
	Parent   *Node
	Children []*Node

	// Role is the role in the trace. It starts as what the span alone tells.
	Role genai.Role
	// Settled says that an earlier pass over more of the trace took the usage off the span: it stays the roll-up or the
	// duplicate that it was found to be.
	Settled bool
	// Cut says that the span names a parent in the trace that cannot be it: itself, or one below it.
	Cut bool
	// Of is the call that a duplicate repeats; OfID is its id, where the call came with an earlier batch.
	Of   *Node
	OfID pcommon.SpanID
	// Estimated marks a roll-up that is the only witness of a call.
	Estimated bool
	// Agent is the agent that ran a call or a tool; Inherited says that the span itself does not tell.
	Agent     string
	Inherited bool
	// Folded marks a span that is dropped.
	Folded bool

	// Above is the nearest kept span above a folded one, Sought whether it was looked for.
	Above  pcommon.SpanID
	Sought bool

	// Room is how many attributes the span will gain besides those of its own kind.
	Room int

	start, end pcommon.Timestamp
	seen       visit
	index      int // among the nodes of the tree
	place      int // among the children of the parent
	below      int // how many children there are
}

// Index is the place of the node among the nodes of its tree.
func (n *Node) Index() int { return n.index }

// Reset makes a node of a span of which nothing has been found out yet. The facts keep what they are, and their memory.
func (n *Node) Reset(span ptrace.Span, scope dialect.Scope) {
	n.Span, n.Scope = span, scope
	n.Usage, n.Provider, n.Framework = dialect.Usage{}, "", ""
	n.Parent, n.Children = nil, nil
	n.Role, n.Settled, n.Cut = "", false, false
	n.Of, n.OfID, n.Estimated = nil, pcommon.SpanID{}, false
	n.Agent, n.Inherited, n.Folded, n.Sought, n.Room = "", false, false, false, 0
	n.start, n.end, n.seen = 0, 0, unseen
}

// visit says how far the search for cycles has come with a span.
type visit uint8

const (
	unseen visit = iota
	onPath
	done
)

// Start is when the span began.
func (n *Node) Start() pcommon.Timestamp { return n.start }

// End is when the span ended; never before its start.
func (n *Node) End() pcommon.Timestamp { return n.end }

// Failed says whether the span is in ERROR and something failed, or names an error.
func (n *Node) Failed() bool {
	return n.Span.Status().Code() == ptrace.StatusCodeError && !n.Facts.Command || n.Facts.Failure
}

// Tree is one trace.
type Tree struct {
	// Nodes are all spans in the order of their start, then of their ids.
	Nodes []*Node
	// Roots are the spans without a parent that was seen, in the same order.
	Roots []*Node
	// Broken counts parent links that had to be cut.
	Broken int
}

// Builder builds one tree after another with the same memory. The zero Builder is ready.
type Builder struct {
	tree     Tree
	byID     map[pcommon.SpanID]*Node
	children []*Node
	path     []*Node
	most     int // how many nodes a tree has had since the last Release
}

// Build links the spans of one trace. It takes over the slice; the tree holds until the next call.
func (b *Builder) Build(nodes []*Node) *Tree {
	for _, n := range nodes {
		n.start, n.end = n.Span.StartTimestamp(), max(n.Span.EndTimestamp(), n.Span.StartTimestamp())
		n.Parent, n.Children, n.seen, n.Cut = nil, nil, unseen, false
	}
	slices.SortStableFunc(nodes, compare)
	t := &b.tree
	*t = Tree{Nodes: nodes, Roots: t.Roots[:0]}
	if b.byID == nil {
		b.byID = make(map[pcommon.SpanID]*Node, len(nodes))
	}
	clear(b.byID)
	for i, n := range nodes {
		n.index, n.below = i, 0
		if id := n.Span.SpanID(); !id.IsEmpty() {
			if _, taken := b.byID[id]; !taken {
				b.byID[id] = n
			}
		}
	}
	for _, n := range nodes {
		if id := n.Span.ParentSpanID(); !id.IsEmpty() {
			n.Parent = b.byID[id]
		}
		if n.Parent == n {
			n.Parent, n.Cut = nil, true
			t.Broken++
		}
	}
	b.cutCycles()
	b.adopt()
	return t
}

// adopt gives every node its children, all of them from one slice.
func (b *Builder) adopt() {
	t := &b.tree
	for _, n := range t.Nodes {
		if n.Parent != nil {
			n.Parent.below++
		}
	}
	if cap(b.children) < len(t.Nodes) {
		b.children = make([]*Node, len(t.Nodes))
	}
	b.most = max(b.most, len(t.Nodes))
	left := b.children[:len(t.Nodes)]
	for _, n := range t.Nodes {
		n.Children, left = left[:0:n.below], left[n.below:]
	}
	for _, n := range t.Nodes {
		if n.Parent == nil {
			t.Roots = append(t.Roots, n)
			continue
		}
		n.place = len(n.Parent.Children)
		n.Parent.Children = append(n.Parent.Children, n)
	}
}

// Release lets go of the last tree.
func (b *Builder) Release() {
	const keep = 4096 // a rare giant trace must not hold its memory for ever
	if cap(b.children) > keep {
		*b = Builder{}
		return
	}
	clear(b.byID)
	clear(b.children[:b.most])
	clear(b.path[:min(b.most, cap(b.path))])
	clear(b.tree.Roots[:min(b.most, cap(b.tree.Roots))])
	b.tree.Nodes, b.most = nil, 0
}

// compare orders spans by start, then longest first, then by id, then by all else that can set two spans apart.
func compare(a, b *Node) int {
	if a.start != b.start {
		if a.start < b.start {
			return -1
		}
		return 1
	}
	if a.end != b.end {
		if a.end > b.end {
			return -1
		}
		return 1
	}
	x, y := a.Span.SpanID(), b.Span.SpanID()
	if c := bytes.Compare(x[:], y[:]); c != 0 {
		return c
	}
	if c := int(a.Span.Kind()) - int(b.Span.Kind()); c != 0 {
		return c
	}
	if a.Span.Name() != b.Span.Name() {
		if a.Span.Name() < b.Span.Name() {
			return -1
		}
		return 1
	}
	x, y = a.Span.ParentSpanID(), b.Span.ParentSpanID()
	return bytes.Compare(x[:], y[:])
}

// cutCycles makes the earliest span of every cycle a root.
func (b *Builder) cutCycles() {
	t, path := &b.tree, b.path
	for _, n := range t.Nodes {
		path = path[:0]
		at := n
		for at != nil && at.seen == unseen {
			at.seen = onPath
			path = append(path, at)
			at = at.Parent
		}
		if at != nil && at.seen == onPath {
			first := at
			for x := at.Parent; x != at; x = x.Parent {
				if compare(x, first) < 0 {
					first = x
				}
			}
			first.Parent, first.Cut = nil, true
			t.Broken++
		}
		for _, x := range path {
			x.seen = done
		}
	}
	b.path = path
}

// Walk calls visit for n and everything below it, parents first, until visit returns false for a span: then what is
// below that span is left out.
func (n *Node) Walk(visit func(*Node) bool) {
	for x := n; ; {
		if visit(x) && len(x.Children) > 0 {
			x = x.Children[0]
			continue
		}
		for x != n && x.place+1 == len(x.Parent.Children) {
			x = x.Parent
		}
		if x == n {
			return
		}
		x = x.Parent.Children[x.place+1]
	}
}

// Reach is how far up a tree anything is looked for, and how many of equals are compared with one another: much more than
// any real trace needs. Without a bound one span of a hostile trace would cost as much as all its spans.
const Reach = 1024

// Ancestor returns the nearest span above n for which want is true, nil when there is none within Reach.
func (n *Node) Ancestor(want func(*Node) bool) *Node {
	for p, left := n.Parent, Reach; p != nil && left > 0; p, left = p.Parent, left-1 {
		if want(p) {
			return p
		}
	}
	return nil
}

// Before yields the spans beside n that started before it or with it, the latest first, within Reach.
func (n *Node) Before() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		beside := n.Parent.Children
		at := n.place
		for at+1 < len(beside) && beside[at+1].start <= n.start {
			at++
		}
		for left := Reach; at >= 0 && left > 0; at, left = at-1, left-1 {
			if beside[at] != n && !yield(beside[at]) {
				return
			}
		}
	}
}

// Under says whether n lies below top.
func (n *Node) Under(top *Node) bool {
	return n.Ancestor(func(p *Node) bool { return p == top }) != nil
}

// Root is the trace's root: the earliest span without a parent. partial says that no span of the trace is a root: all
// that have no parent here name one that was not seen.
func (t *Tree) Root() (root *Node, partial bool) {
	for _, n := range t.Roots {
		if n.Span.ParentSpanID().IsEmpty() {
			return n, false
		}
	}
	if len(t.Roots) == 0 {
		return nil, true
	}
	return t.Roots[0], true
}
