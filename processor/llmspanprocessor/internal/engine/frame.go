package engine

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// frame counts what is wrong with a span's own ids and times.
func (t *tally) frame(span ptrace.Span) {
	if span.SpanID().IsEmpty() || span.TraceID().IsEmpty() {
		t.bad[dialect.BadID]++
	}
	if span.StartTimestamp() == 0 || span.EndTimestamp() < span.StartTimestamp() {
		t.bad[dialect.BadTime]++
	}
}

// clocks counts the spans that begin before what they are below: no program does that, two clocks do.
func (t *tally) clocks(tree *spantree.Tree) {
	for _, n := range tree.Nodes {
		if n.Parent != nil && n.Start() != 0 && n.Start() < n.Parent.Start() {
			t.bad[dialect.BadClock]++
		}
	}
}
