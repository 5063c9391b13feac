package engine

import (
	"encoding/hex"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/role"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/turn"
)

// work is what one batch needs while it is worked on. It is reused.
type work struct {
	nodes    []spantree.Node
	after    spantree.Node // a span as it reads once its content is treated
	scratch  dialect.Scratch
	messages *content.Scratch
	lacking  []dialect.Field
	folded   int
	broken   int
	tally    tally
	trees    spantree.Builder
	roles    role.Resolver
	turns    turn.Finder
	order    []*spantree.Node   // the nodes by trace
	list     [][]*spantree.Node // its parts
}

// read reads every span of a batch.
func (w *work) read(reader *dialect.Reader, batch ptrace.Traces) {
	n := batch.SpanCount()
	if cap(w.nodes) < n {
		w.nodes = make([]spantree.Node, n)
	}
	w.nodes = w.nodes[:n]
	i := 0
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			scope := dialect.Scope{Name: ss.Scope().Name(), Version: ss.Scope().Version(), Resource: rs.Resource().Attributes()}
			for _, span := range ss.Spans().All() {
				node := &w.nodes[i]
				i++
				w.readSpan(reader, node, scope, span)
			}
		}
	}
}

func (w *work) readSpan(reader *dialect.Reader, n *spantree.Node, scope dialect.Scope, span ptrace.Span) {
	n.Reset(span, scope)
	reader.Read(scope, span, &n.Facts, &w.scratch)
	w.understand(n)
}

// understand derives what the facts of one span imply.
func (w *work) understand(n *spantree.Node) {
	f := &n.Facts
	n.Role = f.Role()
	if f.Dialect == nil {
		return
	}
	told := f.Text(dialect.Provider)
	provider, ok := price.Provider(told)
	switch {
	case ok:
		n.Provider = provider
	case told != "":
		n.Framework = told
	}
	if f.Marked {
		if v, ok := n.Span.Attributes().Get(genai.Framework); ok {
			n.Framework = v.AsString()
		}
	}
	n.Usage = f.Usage(n.Provider, n.Scope)
	settle(n)
	if !n.Usage.Known && n.Role != genai.RoleCall && n.Role != genai.RoleDuplicate {
		n.Usage = aggregated(n.Span.Attributes())
	}
	for kind, count := range f.Bad {
		w.tally.bad[kind] += int64(count)
	}
	w.tally.frame(n.Span)
}

// settle takes over what an earlier pass found a call to be: it saw what this one may not see.
func settle(n *spantree.Node) {
	record := n.Role == genai.RoleDuplicate && n.Facts.Meaning.Repeats // it has no usage any more to be matched by
	if n.Role != genai.RoleCall && !record || n.Usage.Known || !n.Facts.Marked {
		return
	}
	v, ok := n.Span.Attributes().Get(genai.SpanRole)
	if !ok {
		return
	}
	switch role := genai.Role(v.AsString()); role {
	case genai.RoleRollup:
		if !record {
			n.Role, n.Settled = role, true
		}
	case genai.RoleDuplicate:
		if of, ok := n.Span.Attributes().Get(genai.DuplicateOf); ok {
			if id, err := hex.DecodeString(of.AsString()); err == nil && len(id) == len(n.OfID) {
				n.Role, n.OfID, n.Settled = role, pcommon.SpanID(id), true
			}
		}
	}
}

// What a roll-up repeats, spelled out once and not for every span.
const (
	aggregatedInput     = genai.AggregatedPrefix + "input_tokens"
	aggregatedOutput    = genai.AggregatedPrefix + "output_tokens"
	aggregatedRead      = genai.AggregatedPrefix + "cache_read.input_tokens"
	aggregatedCreation  = genai.AggregatedPrefix + "cache_creation.input_tokens"
	aggregatedWrite     = genai.AggregatedPrefix + "cache_write.input_tokens"
	aggregatedReasoning = genai.AggregatedPrefix + "reasoning.output_tokens"
)

// aggregated reads the usage that a roll-up repeats under names of its own. It counts only where no call below tells any.
func aggregated(attrs pcommon.Map) dialect.Usage {
	u := dialect.Usage{Input: whole(attrs, aggregatedInput), Output: whole(attrs, aggregatedOutput)}
	if u.Known = u.Input > 0 || u.Output > 0; !u.Known {
		return u
	}
	u.CacheRead = min(whole(attrs, aggregatedRead), u.Input)
	u.CacheWrite = min(max(whole(attrs, aggregatedCreation), whole(attrs, aggregatedWrite)), u.Input-u.CacheRead)
	u.Reasoning = min(whole(attrs, aggregatedReasoning), u.Output)
	return u
}

func whole(attrs pcommon.Map, key string) int64 {
	v, ok := attrs.Get(key)
	if !ok || v.Type() != pcommon.ValueTypeInt {
		return 0
	}
	return max(v.Int(), 0)
}

// traces cuts the batch by trace, in the order in which the traces first appear.
func (w *work) traces() [][]*spantree.Node {
	if cap(w.order) < len(w.nodes) {
		w.order = make([]*spantree.Node, len(w.nodes))
	}
	all := w.order[:len(w.nodes)]
	if w.isOneTrace() {
		for i := range w.nodes {
			all[i] = &w.nodes[i]
		}
		w.list = append(w.list[:0], all)
		return w.list
	}
	index := make(map[pcommon.TraceID]int, 4)
	var sizes []int
	for i := range w.nodes {
		id := w.nodes[i].Span.TraceID()
		at, ok := index[id]
		if !ok {
			at = len(sizes)
			index[id] = at
			sizes = append(sizes, 0)
		}
		sizes[at]++
	}
	list := w.list[:0]
	for _, size := range sizes {
		list, all = append(list, all[:0:size]), all[size:]
	}
	for i := range w.nodes {
		at := index[w.nodes[i].Span.TraceID()]
		list[at] = append(list[at], &w.nodes[i])
	}
	w.list = list
	return list
}

func (w *work) isOneTrace() bool {
	for i := range w.nodes {
		if w.nodes[i].Span.TraceID() != w.nodes[0].Span.TraceID() {
			return false
		}
	}
	return len(w.nodes) > 0
}

// removeFolded takes the dropped spans out of the batch. The nodes stand in the order of the batch.
func (w *work) removeFolded(batch ptrace.Traces) {
	i := 0
	batch.ResourceSpans().RemoveIf(func(rs ptrace.ResourceSpans) bool {
		rs.ScopeSpans().RemoveIf(func(ss ptrace.ScopeSpans) bool {
			had := ss.Spans().Len()
			ss.Spans().RemoveIf(func(ptrace.Span) bool {
				i++
				return w.nodes[i-1].Folded
			})
			return had > 0 && ss.Spans().Len() == 0
		})
		return rs.ScopeSpans().Len() == 0
	})
}

// reset lets go of the batch.
func (w *work) reset() {
	const keep = 4096 // a rare giant batch must not hold its memory for ever
	if cap(w.nodes) > keep {
		w.nodes, w.order, w.list = nil, nil, nil
	}
	w.trees.Release()
	w.roles.Release()
	w.turns.Release()
	clear(w.list)
	clear(w.order[:min(len(w.nodes), cap(w.order))])
	for i := range w.nodes {
		w.nodes[i].Reset(ptrace.Span{}, dialect.Scope{})
		w.nodes[i].Facts.Reset()
	}
	w.nodes = w.nodes[:0]
	w.after.Reset(ptrace.Span{}, dialect.Scope{})
	w.after.Facts.Reset()
	w.scratch.Release()
	w.messages.Release()
	w.folded, w.broken = 0, 0
	w.tally.reset()
}

// isRelevant says whether a role has to do with a model, an agent or a tool, so that its trace is one of ours.
func isRelevant(n *spantree.Node) bool {
	switch n.Role {
	case genai.RoleCall, genai.RoleRollup, genai.RoleDuplicate, genai.RoleAgent, genai.RoleTool, genai.RoleHandoff,
		genai.RoleRetrieval, genai.RoleGuardrail, genai.RoleEvaluator:
		return true
	}
	return n.Facts.Meaning.Operation == genai.OpCreateAgent
}
