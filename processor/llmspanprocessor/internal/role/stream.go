package role

import (
	"slices"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// lazy finds the call after a span that ended when a stream was opened: the next one beside it, by another instrumentor,
// of the same model.
func (r *Resolver) lazy(t *spantree.Tree) {
	var opened map[*spantree.Node]*spantree.Node // by what is above
	for _, n := range t.Nodes {
		if n.Role != genai.RoleCall || n.Parent == nil || n.Facts.Dialect == nil {
			continue
		}
		if !hasUsage(n) && n.Facts.Dialect.IsLazy(n.Span.Name()) {
			if opened == nil {
				opened = map[*spantree.Node]*spantree.Node{}
			}
			opened[n.Parent] = n
			continue
		}
		if a := opened[n.Parent]; a != nil {
			delete(opened, n.Parent)
			if !r.shareWitness(a, n) && sameModel(a, n) {
				r.merge(n, a)
			}
		}
	}
}

// mostStreams is how many streams may be open below one span at once; the oldest beyond that are not waited for.
const mostStreams = 64

// streamEnds finds the call that opened a stream for what the same instrumentor wrote when it ended: the latest beside it
// that tells no usage and whose end has not been told.
func (r *Resolver) streamEnds(t *spantree.Tree) {
	if !slices.ContainsFunc(t.Nodes, isStreamEnd) {
		return
	}
	opened := map[*spantree.Node][]*spantree.Node{} // by what is above
	for _, n := range t.Nodes {
		if n.Role != genai.RoleCall || n.Parent == nil {
			continue
		}
		list := opened[n.Parent]
		if !isStreamEnd(n) {
			if !hasUsage(n) && !n.Failed() {
				opened[n.Parent] = append(list[max(0, len(list)-mostStreams):], n)
			}
			continue
		}
		for i := len(list) - 1; i >= 0; i-- {
			if list[i].Scope.Name == n.Scope.Name && sameModel(list[i], n) {
				r.merge(prefer(list[i], n))
				opened[n.Parent] = slices.Delete(list, i, i+1)
				break
			}
		}
	}
}

func isStreamEnd(n *spantree.Node) bool {
	return n.Role == genai.RoleCall && n.Facts.Dialect != nil && n.Facts.Dialect.IsStreamEnd(n.Span.Name())
}
