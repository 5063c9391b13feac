// Package batch reads a batch of spans as traces: which spans belong together, which of them is the root, how long the
// trace took, what it cost. It only looks; the spans stay where they are.
package batch

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
)

// Span is one span of a batch and where it stands.
type Span struct {
	ptrace.Span
	// Resource and Scope are indexes: the span's ResourceSpans in the batch, its ScopeSpans in them.
	Resource, Scope int32
	// Trace is the index of the span's trace in Batch.Traces.
	Trace int32

	next int32
}

// Batch holds the traces of one batch. It is reused: Read, look, Release. The zero value is ready; it is not safe for
// use by several goroutines at once.
type Batch struct {
	Traces []Trace
	Spans  []Span

	data  ptrace.Traces
	index map[pcommon.TraceID]int32
	state traceState
}

// Read takes td apart. The batch refers to td until Release.
func (b *Batch) Read(td ptrace.Traces) {
	b.data = td
	rss := td.ResourceSpans()
	for i := range rss.Len() {
		sss := rss.At(i).ScopeSpans()
		for j := range sss.Len() {
			spans := sss.At(j).Spans()
			for k := range spans.Len() {
				b.add(spans.At(k), int32(i), int32(j))
			}
		}
	}
	for i := range b.Traces {
		b.Traces[i].finish(b)
	}
}

// Release forgets the batch, so that nothing of it is held on to.
func (b *Batch) Release() {
	clear(b.Traces)
	clear(b.Spans)
	clear(b.index)
	b.Traces, b.Spans = b.Traces[:0], b.Spans[:0]
	b.data = ptrace.Traces{}
	b.state = traceState{}
}

// ResourceSpans returns the resource that span i is of, with its scopes.
func (b *Batch) ResourceSpans(s *Span) ptrace.ResourceSpans {
	return b.data.ResourceSpans().At(int(s.Resource))
}

// ScopeSpans returns the scope that span s is of.
func (b *Batch) ScopeSpans(s *Span) ptrace.ScopeSpans {
	return b.ResourceSpans(s).ScopeSpans().At(int(s.Scope))
}

func (b *Batch) add(span ptrace.Span, resource, scope int32) {
	at := int32(len(b.Spans))
	t := b.trace(span.TraceID())
	b.Spans = append(b.Spans, Span{Span: span, Resource: resource, Scope: scope, Trace: t, next: none})
	tr := &b.Traces[t]
	if tr.first == none {
		tr.first = at
	} else {
		b.Spans[tr.last].next = at
	}
	tr.last = at
	tr.see(span, at, b)
}

// trace returns the index of the trace with this id. Spans of one trace mostly come one after another.
func (b *Batch) trace(id pcommon.TraceID) int32 {
	n := len(b.Traces)
	if n > 0 && b.Traces[n-1].ID == id {
		return int32(n - 1)
	}
	if n > 0 {
		if b.index == nil {
			b.index = make(map[pcommon.TraceID]int32)
		}
		if len(b.index) == 0 {
			b.index[b.Traces[0].ID] = 0
		}
		if at, ok := b.index[id]; ok {
			return at
		}
		b.index[id] = int32(n)
	}
	b.Traces = append(b.Traces, newTrace(id))
	return int32(n)
}

// traceState remembers the trace state that was read last: the spans of a trace mostly carry the same.
type traceState struct {
	raw  string
	read consistent.Incoming
}

func (s *traceState) incoming(raw string) consistent.Incoming {
	if raw != s.raw {
		s.raw, s.read = raw, consistent.Read(raw)
	}
	return s.read
}
