package llmsamplingprocessor

import (
	"context"
	"errors"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/metadata"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/sampler"
)

var errUnmarked = errors.New("llm_sampling in mode tail decides on whole traces: put whole_trace before it in the pipeline, with no batch and no queue in between, or set mode: head")

// tracesProcessor decides on batches and hands on copies of what it keeps.
type tracesProcessor struct {
	component.StartFunc

	sampler   *sampler.Sampler
	next      consumer.Traces
	telemetry *metadata.TelemetryBuilder
	tail      bool
	dryRun    bool
	reseed    bool // R is contrib's hash of the id, with this seed
	seed      uint32
	desks     sync.Pool // of *desk
}

// desk is room to work on one batch.
type desk struct {
	batch    batch.Batch
	view     rule.View
	verdicts []sampler.Verdict
}

// Capabilities says that what comes in is not written to.
func (p *tracesProcessor) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

// Shutdown ends the telemetry. No span is held, so that nothing is left to hand on.
func (p *tracesProcessor) Shutdown(context.Context) error {
	p.telemetry.Shutdown()
	return nil
}

// ConsumeTraces decides on the traces of td and hands on those that are kept.
func (p *tracesProcessor) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	mark, marked := wholetrace.FromContext(ctx)
	if p.tail && !marked {
		return consumererror.NewPermanent(errUnmarked)
	}
	out, any := p.decide(ctx, td, mark)
	if !any {
		return nil
	}
	return p.next.ConsumeTraces(ctx, out)
}

// decide returns copies of what is kept, and false when that is nothing.
func (p *tracesProcessor) decide(ctx context.Context, td ptrace.Traces, mark wholetrace.Mark) (ptrace.Traces, bool) {
	d, _ := p.desks.Get().(*desk)
	if d == nil {
		d = &desk{}
	}
	defer p.desks.Put(d)
	defer d.release()
	d.batch.Read(td)
	if p.reseed {
		d.batch.Reseed(p.seed)
	}
	d.verdicts = p.sampler.Decide(ctx, &d.batch, &d.view, mark, d.verdicts)
	kept := p.dryRun && len(d.verdicts) > 0
	for _, v := range d.verdicts {
		kept = kept || v.Keep
	}
	if !kept {
		return ptrace.Traces{}, false
	}
	states := stateWriter{}
	return d.batch.Copy(
		func(s *batch.Span) bool { return p.dryRun || d.verdicts[s.Trace].Keep },
		func(at int, span ptrace.Span) {
			s := &d.batch.Spans[at]
			trace, verdict := &d.batch.Traces[s.Trace], d.verdicts[s.Trace]
			if verdict.Weighed && !p.dryRun {
				states.write(span, verdict.Threshold, trace)
			}
			// Where no root came, the earliest span stands for it in a whole trace only: the root may come in another part.
			if trace.IsRoot(at) && (trace.Rooted || mark.Kind == wholetrace.Whole) {
				p.explain(span, verdict)
			}
		},
	), true
}

func (d *desk) release() {
	d.batch.Release()
	d.view.Release()
	d.verdicts = d.verdicts[:0]
}

// explain writes on the root span why the trace is kept.
func (p *tracesProcessor) explain(span ptrace.Span, verdict sampler.Verdict) {
	attrs := span.Attributes()
	attrs.PutStr(genai.SamplingRule, p.sampler.Name(verdict))
	if verdict.Weighed {
		attrs.PutDouble(genai.SamplingRate, verdict.Threshold.Probability())
	}
	if !p.dryRun {
		return
	}
	decision := decisionDropped
	if verdict.Keep {
		decision = decisionKept
	}
	attrs.PutStr(genai.SamplingDecision, decision)
}

// stateWriter writes trace states. The spans of a trace mostly carry the same, so that the last is reused.
type stateWriter struct {
	raw, written string
	threshold    consistent.Threshold
	r            uint64
	any          bool
}

func (w *stateWriter) write(span ptrace.Span, t consistent.Threshold, trace *batch.Trace) {
	raw := span.TraceState().AsRaw()
	if !w.any || raw != w.raw || t != w.threshold || trace.R != w.r {
		w.raw, w.threshold, w.r, w.any = raw, t, trace.R, true
		w.written = consistent.Write(raw, t, trace.R, trace.Explicit)
	}
	span.TraceState().FromRaw(w.written)
}
