package translation

import (
	"errors"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// root is the span that a trace object becomes. The object has no times: the root covers what the same post holds of
// its trace, and is provisional, so that llm_span makes it cover the whole.
type root struct {
	span        ptrace.Span
	begin, stop time.Time
}

func (b *batch) addTrace(it *item) error {
	if it.id == "" {
		return errors.New(`a trace has no "id"`)
	}
	id := traceID(it.id)
	if !b.memory.claim(id, it.workflow) {
		return nil // the root of this trace is out already
	}
	b.out.roots = append(b.out.roots, id)
	b.out.Types["trace"]++

	span := b.spans(id).AppendEmpty()
	span.SetTraceID(id)
	span.SetSpanID(rootID(it.id))
	span.SetKind(ptrace.SpanKindInternal)
	d := draft{span: span, attrs: span.Attributes()}
	d.name("invoke_workflow", it.workflow)
	d.text(genai.OperationName, genai.OpInvokeWorkflow)
	d.text(genai.WorkflowName, it.workflow)
	d.text(genai.ConversationID, it.group)
	d.text(genai.OpenAIAgentsType, "trace")
	d.text(genai.OpenAIAgentsTraceID, it.id)
	d.attrs.PutBool(genai.RootProvisional, true)
	d.all(genai.OpenAIAgentsMetadataPrefix, it.metadata)
	d.finish()
	b.roots[id] = &root{span: span}
	return nil
}

func (r *root) cover(begin, stop time.Time) {
	if r.begin.IsZero() || begin.Before(r.begin) {
		r.begin = begin
	}
	if stop.After(r.stop) {
		r.stop = stop
	}
}

func (r *root) finish(now time.Time) {
	if r.begin.IsZero() {
		r.begin, r.stop = now, now
	}
	r.span.SetStartTimestamp(pcommon.NewTimestampFromTime(r.begin))
	r.span.SetEndTimestamp(pcommon.NewTimestampFromTime(r.stop))
}
