package graph

import (
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// turn finds what leads to a turn: the transitions that it carries, an agent of another trace that it is linked to, or
// for the first turn of a trace its service.
func (f *Finder) turn(b *agenttrace.Batch, i int, v *agenttrace.View, now time.Time) {
	e := f.to(b, i, v)
	if n := v.Edges(); n > 0 {
		e.Spending = f.spending[i].share(n)
		f.transitions(b, v, e)
		return
	}
	if turnAbove(b, i) >= 0 {
		return // it works inside of another's turn, which llm_span knows of
	}
	e.Spending = f.spending[i]
	if f.linked(b, i, e, now) {
		return
	}
	if f.entry[v.Group] == int32(i) { // #nosec G115
		e.Client, e.Type = v.Service, Direct
		f.found(e)
	}
}

// to is an edge to a turn, from nobody yet.
func (f *Finder) to(b *agenttrace.Batch, i int, v *agenttrace.View) Edge {
	return Edge{
		Server: f.names.Node(v.Service, v.Agent), Type: Agent, Failed: v.Failed,
		ClientSeconds: waited(b, i), ServerSeconds: seconds(v), Weight: v.Weight, From: f.exemplar(b, v),
	}
}

func (f *Finder) transitions(b *agenttrace.Batch, v *agenttrace.View, e Edge) {
	for k := range v.Edges() {
		from, to, _ := v.Edge(k)
		each := e
		each.Client = f.names.Node(Origin(b, v, k), agenttrace.Name(from))
		each.Server = f.names.Node(v.Service, agenttrace.Name(to))
		f.found(each)
	}
}

// Origin is the service that the k-th transition to a span comes from: that of the span its k-th link of ours leads to.
func Origin(b *agenttrace.Batch, v *agenttrace.View, k int) string {
	for _, link := range v.In.Links().All() {
		if !isOurs(link) {
			continue
		}
		if k > 0 {
			k--
			continue
		}
		if at := b.Find(link.TraceID(), link.SpanID()); at >= 0 {
			return b.Spans[at].Service
		}
		break
	}
	return v.Service
}

func isOurs(link ptrace.SpanLink) bool {
	_, ours := link.Attributes().Get(genai.LinkKind)
	return ours
}

// waited is how long the caller waited for a turn: for the tool or the call that it runs in, else for the turn itself.
func waited(b *agenttrace.Batch, i int) float64 {
	outer := i
	for at := b.Spans[i].Above; at >= 0 && !isTurn(b, &b.Spans[at]); at = b.Spans[at].Above {
		if at == int32(i) { // #nosec G115
			break // a circle
		}
		if b.Spans[at].Role == genai.RoleTool || b.Spans[at].In.Kind() == ptrace.SpanKindClient {
			outer = int(at)
		}
	}
	return seconds(&b.Spans[outer])
}

// linked joins a turn to an agent of another batch: the one its parent belongs to, or the one that it or what is above it
// is linked to. It says whether there is such a link, known or not: what is not known waits.
func (f *Finder) linked(b *agenttrace.Batch, i int, e Edge, now time.Time) bool {
	at := i
	for range 1000 {
		v := &b.Spans[at]
		for _, link := range v.In.Links().All() {
			if !isOurs(link) && b.Find(link.TraceID(), link.SpanID()) < 0 {
				f.join(spanKey{link.TraceID(), link.SpanID()}, e, now)
				return true
			}
		}
		if v.Above < 0 {
			break
		}
		at = int(v.Above)
	}
	top := &b.Spans[at]
	if parent := top.In.ParentSpanID(); !parent.IsEmpty() {
		if node, ok := f.memory.Get(spanKey{b.Groups[top.Group].ID, parent}); ok {
			e.Client = f.names.Node(node.service, node.agent)
			f.found(e)
			return true
		}
	}
	return false
}

func (f *Finder) join(key spanKey, e Edge, now time.Time) {
	if node, ok := f.memory.Get(key); ok {
		e.Client = f.names.Node(node.service, node.agent)
		f.found(e)
		return
	}
	f.memory.Wait(key, e, now)
}

// remember keeps who ran each span, for the turns of other batches that lead back to it, and finds those that waited.
func (f *Finder) remember(b *agenttrace.Batch, now time.Time) {
	for i := range b.Spans {
		v := &b.Spans[i]
		if !b.Groups[v.Group].Ours || v.Role == genai.RoleCall || v.Role == genai.RoleDuplicate {
			continue
		}
		n := node{v.Service, v.Agent}
		if n.agent == "" && f.turns[i] >= 0 {
			n.agent = b.Spans[f.turns[i]].Agent
		}
		if n.agent == "" {
			continue
		}
		for _, e := range f.memory.Put(spanKey{b.Groups[v.Group].ID, v.In.SpanID()}, n, now) {
			e.Client = f.names.Node(n.service, n.agent)
			f.found(e)
		}
	}
}
