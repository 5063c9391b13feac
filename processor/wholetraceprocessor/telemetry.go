package wholetraceprocessor

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/ledger"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/metadata"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// telemetry is what the processor says of itself.
type telemetry struct {
	*metadata.TelemetryBuilder
	meter   metric.Meter
	watches []metric.Registration
}

func newTelemetry(set component.TelemetrySettings, l *ledger.Ledger) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return nil, err
	}
	t := &telemetry{TelemetryBuilder: builder, meter: metadata.Meter(set)}
	// One callback for all, so that what is read together adds up.
	err = t.register(func(o metric.Observer) { t.balance(o, l.Balance()) },
		t.ProcessorWholeTraceReceivedSpans, t.ProcessorWholeTraceAcceptedSpans, t.ProcessorWholeTraceRefusedSpans,
		t.ProcessorWholeTraceHandedOnSpans, t.ProcessorWholeTraceGivenUpSpans, t.ProcessorWholeTraceWaitingSpans)
	return t, err
}

// watch shows what the buffer and the log take. l is nil without storage.
func (t *telemetry) watch(b *buffer.Buffer, l *spill.Log) error {
	return t.register(func(o metric.Observer) {
		m := b.Usage()
		for part, n := range map[string]int64{
			"live": m.Live, "packed": m.Packed, "index": m.Index, "flight": m.Flight, "words": m.Words, "freed": m.Freed, "fixed": m.Fixed,
		} {
			o.ObserveInt64(t.ProcessorWholeTraceMemory, n, metric.WithAttributes(attribute.String("part", part)))
		}
		o.ObserveInt64(t.ProcessorWholeTraceWaitingTraces, b.Waiting())
		if l == nil {
			return
		}
		all, waiting := l.Usage()
		o.ObserveInt64(t.ProcessorWholeTraceStorage, all, metric.WithAttributes(attribute.String("state", "all")))
		o.ObserveInt64(t.ProcessorWholeTraceStorage, waiting, metric.WithAttributes(attribute.String("state", "waiting")))
		o.ObserveInt64(t.ProcessorWholeTraceDamagedPages, l.Damaged())
	}, t.ProcessorWholeTraceDamagedPages, t.ProcessorWholeTraceMemory, t.ProcessorWholeTraceWaitingTraces, t.ProcessorWholeTraceStorage)
}

func (t *telemetry) register(observe func(metric.Observer), instruments ...metric.Observable) error {
	r, err := t.meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		observe(o)
		return nil
	}, instruments...)
	if err == nil {
		t.watches = append(t.watches, r)
	}
	return err
}

func (t *telemetry) balance(o metric.Observer, b ledger.Balance) {
	o.ObserveInt64(t.ProcessorWholeTraceReceivedSpans, b.Received)
	o.ObserveInt64(t.ProcessorWholeTraceAcceptedSpans, b.Accepted)
	o.ObserveInt64(t.ProcessorWholeTraceWaitingSpans, b.Waiting)
	for reason, n := range b.Refused {
		o.ObserveInt64(t.ProcessorWholeTraceRefusedSpans, n, metric.WithAttributes(attribute.String("reason", reason)))
	}
	for kind, n := range b.HandedOn {
		o.ObserveInt64(t.ProcessorWholeTraceHandedOnSpans, n, metric.WithAttributes(attribute.String("kind", string(kind))))
	}
	for reason, n := range b.GivenUp {
		o.ObserveInt64(t.ProcessorWholeTraceGivenUpSpans, n, metric.WithAttributes(attribute.String("reason", reason)))
	}
}

func (t *telemetry) repeated(spans int) {
	if spans > 0 {
		t.ProcessorWholeTraceDuplicateSpans.Add(context.Background(), int64(spans))
	}
}

// HandedOn counts the traces of a hand-on that downstream has taken.
func (t *telemetry) HandedOn(h *buffer.HandOn) {
	traces := map[buffer.Reason]int64{}
	h.Reasons(func(r buffer.Reason) { traces[r]++ })
	for reason, n := range traces {
		t.ProcessorWholeTraceHandedOnTraces.Add(context.Background(), n, metric.WithAttributes(
			attribute.String("kind", string(h.Mark.Kind)), attribute.String("reason", reason.String())))
	}
}

// Failed counts a call downstream that is repeated.
func (t *telemetry) Failed() { t.ProcessorWholeTraceFailedAttempts.Add(context.Background(), 1) }

func (t *telemetry) restored(r buffer.Restored) {
	t.ProcessorWholeTraceRestoredSpans.Add(context.Background(), int64(r.Spans))
}

func (t *telemetry) storageError() { t.ProcessorWholeTraceStorageErrors.Add(context.Background(), 1) }

func (t *telemetry) shutdown() {
	for _, w := range t.watches {
		_ = w.Unregister()
	}
	t.watches = nil
	t.Shutdown()
}
