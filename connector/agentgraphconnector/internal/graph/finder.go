package graph

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// Finder finds edges. It is not safe for concurrent use.
type Finder struct {
	names  *Names
	memory *Memory
	found  func(Edge)

	// Of one batch: the time, and scratch by span.
	now      pcommon.Timestamp
	turns    []int32 // the span that begins the turn that a span is in, itself included; -1 is none
	spending []Spending
	answered []bool  // a SERVER or CONSUMER is below
	entry    []int32 // by group: the first turn that no agent is above
}

// NewFinder returns a finder that gives edges to found.
func NewFinder(names *Names, memory *Memory, found func(Edge)) *Finder {
	return &Finder{names: names, memory: memory, found: found}
}

// Find finds the edges of a batch.
func (f *Finder) Find(b *agenttrace.Batch, kind wholetrace.Kind, now time.Time) {
	f.now = pcommon.NewTimestampFromTime(now)
	b.Link()
	f.prepare(b)
	for i := range b.Spans {
		v := &b.Spans[i]
		f.services(b, i, v, kind)
		if !b.Groups[v.Group].Ours {
			continue
		}
		switch v.Role {
		case genai.RoleCall:
			f.call(b, v)
		case genai.RoleTool:
			f.tool(b, v)
		}
		if f.turns[i] == int32(i) { // #nosec G115
			f.turn(b, i, v, now)
		}
	}
	f.remember(b, now)
}

// Join finds only the edges to agents from those of other batches, in a batch that is linked.
func (f *Finder) Join(b *agenttrace.Batch, now time.Time) {
	f.now = pcommon.NewTimestampFromTime(now)
	f.prepare(b)
	for i := range b.Spans {
		v := &b.Spans[i]
		if b.Groups[v.Group].Ours && f.turns[i] == int32(i) && v.Edges() == 0 && turnAbove(b, i) < 0 { // #nosec G115
			f.linked(b, i, f.to(b, i, v), now)
		}
	}
	f.remember(b, now)
}

// prepare finds the turn of every span and what each turn spent.
func (f *Finder) prepare(b *agenttrace.Batch) {
	n := len(b.Spans)
	f.turns = resize(f.turns, n)
	f.spending = resize(f.spending, n)
	f.answered = resize(f.answered, n)
	f.entry = resize(f.entry, len(b.Groups))
	for i := range f.entry {
		f.entry[i] = -1
	}
	for i := range b.Spans {
		v := &b.Spans[i]
		f.turns[i] = turnOf(b, i)
		if v.Role == genai.RoleCall && f.turns[i] >= 0 {
			f.spending[f.turns[i]].add(v)
		}
		if v.Above >= 0 {
			if _, ok := pair(b.Spans[v.Above].In.Kind(), v.In.Kind()); ok {
				f.answered[v.Above] = true
			}
		}
		if f.turns[i] == int32(i) && turnAbove(b, i) < 0 { // #nosec G115
			first := &f.entry[v.Group]
			if *first < 0 || v.In.StartTimestamp() < b.Spans[*first].In.StartTimestamp() {
				*first = int32(i) // #nosec G115
			}
		}
	}
}

func resize[T any](list []T, n int) []T {
	if cap(list) < n {
		return make([]T, n)
	}
	list = list[:n]
	clear(list)
	return list
}

func turnOf(b *agenttrace.Batch, i int) int32 {
	if isTurn(b, &b.Spans[i]) {
		return int32(i) // #nosec G115
	}
	return turnAbove(b, i)
}

// turnAbove climbs to the nearest turn. Parents that go round in a circle have none.
func turnAbove(b *agenttrace.Batch, i int) int32 {
	at := b.Spans[i].Above
	for range 1000 { // deeper than any trace that people nest
		if at < 0 || isTurn(b, &b.Spans[at]) {
			return at
		}
		at = b.Spans[at].Above
	}
	return -1
}

// peers name what answers a call that has no other side in the trace, the best first.
var peers = []struct{ key, kind string }{
	{"peer.service", Direct},
	{"db.namespace", Database},
	{"db.name", Database},
	{"db.system.name", Database},
	{"db.system", Database},
}

// services finds calls between services: the two sides of one, or the one side of a call to what sends no spans.
func (f *Finder) services(b *agenttrace.Batch, i int, v *agenttrace.View, kind wholetrace.Kind) {
	if v.Above >= 0 {
		above := &b.Spans[v.Above]
		if edgeType, ok := pair(above.In.Kind(), v.In.Kind()); ok {
			f.found(Edge{
				Client: above.Service, Server: v.Service, Type: edgeType, Failed: v.Failed || above.Failed,
				ClientSeconds: seconds(above), ServerSeconds: seconds(v), Weight: v.Weight, From: f.exemplar(b, v),
			})
		}
	}
	if v.In.Kind() != ptrace.SpanKindClient || v.Role != genai.RoleNone || f.answered[i] || kind != wholetrace.Whole {
		return
	}
	for _, peer := range peers {
		if name, ok := v.In.Attributes().Get(peer.key); ok && name.AsString() != "" {
			f.found(Edge{
				Client: v.Service, Server: name.AsString(), Type: peer.kind, Failed: v.Failed,
				ClientSeconds: seconds(v), ServerSeconds: seconds(v), Weight: v.Weight, From: f.exemplar(b, v),
			})
			return
		}
	}
}

// call finds the edge to a model.
func (f *Finder) call(b *agenttrace.Batch, v *agenttrace.View) {
	if v.CostReason == genai.ReasonFreeOperation {
		return
	}
	e := f.work(b, v, Model, v.Model())
	e.add(v)
	f.found(e)
}

// tool finds the edge to a tool.
func (f *Finder) tool(b *agenttrace.Batch, v *agenttrace.View) {
	e := f.work(b, v, Tool, v.Tool)
	f.found(e)
}

// work is an edge from an agent, or where there is none its service, to what does not call anybody itself.
func (f *Finder) work(b *agenttrace.Batch, v *agenttrace.View, edgeType, server string) Edge {
	if server == "" {
		server = "unknown"
	}
	return Edge{
		Client: f.names.Node(v.Service, v.Agent), Server: server, Type: edgeType, Failed: v.Failed,
		ClientSeconds: seconds(v), ServerSeconds: seconds(v), Weight: v.Weight, From: f.exemplar(b, v),
	}
}

// exemplar leads to a span. Its time is that of counting: a store of metrics wants times that go up, and traces come in
// any order.
func (f *Finder) exemplar(b *agenttrace.Batch, v *agenttrace.View) series.Exemplar {
	return series.Exemplar{Trace: b.Groups[v.Group].ID, Span: v.In.SpanID(), At: f.now}
}
