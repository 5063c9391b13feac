package enrichment

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/turn"
)

// Transition writes what leads to a turn on the span that begins it: as attributes, as a link back to each turn it came
// from, and as an event.
func Transition(t *turn.Turn) {
	span := t.Node.Span
	clearTransition(span)
	if len(t.In) == 0 {
		return
	}
	writeTransition(span.Attributes(), t.In)
	span.Links().EnsureCapacity(span.Links().Len() + len(t.In))
	span.Events().EnsureCapacity(span.Events().Len() + len(t.In))
	for i := range t.In {
		source := t.In[i].Source.Node.Span
		link := span.Links().AppendEmpty()
		link.SetTraceID(source.TraceID())
		link.SetSpanID(source.SpanID())
		link.Attributes().PutStr(genai.LinkKind, genai.LinkTransition)

		event := span.Events().AppendEmpty()
		event.SetName(genai.TransitionEvent)
		event.SetTimestamp(span.StartTimestamp())
		event.Attributes().EnsureCapacity(edgeAttributes)
		writeTransition(event.Attributes(), t.In[i:i+1])
	}
}

// TransitionRoom is how many attributes Transition adds.
func TransitionRoom(t *turn.Turn) int {
	if len(t.In) == 0 {
		return 0
	}
	return edgeAttributes
}

// edgeAttributes is how many attributes tell an edge.
const edgeAttributes = 5

// writeTransition writes one edge as scalars, several (a join) as arrays of equal length.
func writeTransition(attrs pcommon.Map, edges []turn.Edge) {
	if len(edges) == 1 {
		e := edges[0]
		attrs.PutStr(genai.TransitionFrom, e.From)
		attrs.PutStr(genai.TransitionTo, e.To)
		attrs.PutStr(genai.TransitionKind, e.Kind)
		attrs.PutInt(genai.TransitionSeq, int64(e.Seq))
		attrs.PutStr(genai.TransitionEvidence, e.Evidence)
		return
	}
	from, to := attrs.PutEmptySlice(genai.TransitionFrom), attrs.PutEmptySlice(genai.TransitionTo)
	kind, seq := attrs.PutEmptySlice(genai.TransitionKind), attrs.PutEmptySlice(genai.TransitionSeq)
	evidence := attrs.PutEmptySlice(genai.TransitionEvidence)
	for _, e := range edges {
		from.AppendEmpty().SetStr(e.From)
	}
	for _, e := range edges {
		to.AppendEmpty().SetStr(e.To)
	}
	for _, e := range edges {
		kind.AppendEmpty().SetStr(e.Kind)
	}
	for _, e := range edges {
		seq.AppendEmpty().SetInt(int64(e.Seq))
	}
	for _, e := range edges {
		evidence.AppendEmpty().SetStr(e.Evidence)
	}
}

// clearTransition takes off what an earlier pass wrote.
func clearTransition(span ptrace.Span) {
	if _, ok := span.Attributes().Get(genai.TransitionTo); !ok {
		return
	}
	for _, key := range []string{
		genai.TransitionFrom, genai.TransitionTo, genai.TransitionKind, genai.TransitionSeq, genai.TransitionEvidence,
	} {
		span.Attributes().Remove(key)
	}
	span.Links().RemoveIf(func(l ptrace.SpanLink) bool {
		_, ours := l.Attributes().Get(genai.LinkKind)
		return ours
	})
	span.Events().RemoveIf(func(e ptrace.SpanEvent) bool { return e.Name() == genai.TransitionEvent })
}
