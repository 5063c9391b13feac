package wholetraceprocessor

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/ledger"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/metadata"
)

// telemetry is what the processor says of itself.
type telemetry struct {
	*metadata.TelemetryBuilder
	balance metric.Registration
}

func newTelemetry(set component.TelemetrySettings, l *ledger.Ledger) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return nil, err
	}
	t := &telemetry{TelemetryBuilder: builder}
	// One callback for all, so that what is read together adds up.
	t.balance, err = metadata.Meter(set).RegisterCallback(func(_ context.Context, o metric.Observer) error {
		t.observe(o, l.Balance())
		return nil
	},
		t.ProcessorWholeTraceReceivedSpans, t.ProcessorWholeTraceAcceptedSpans, t.ProcessorWholeTraceRefusedSpans,
		t.ProcessorWholeTraceHandedOnSpans, t.ProcessorWholeTraceGivenUpSpans, t.ProcessorWholeTraceWaitingSpans)
	return t, err
}

func (t *telemetry) observe(o metric.Observer, b ledger.Balance) {
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
			attribute.String("kind", string(h.Mark.Kind)), attribute.String("reason", string(reason))))
	}
}

// Failed counts a call downstream that is repeated.
func (t *telemetry) Failed() { t.ProcessorWholeTraceFailedAttempts.Add(context.Background(), 1) }

func (t *telemetry) shutdown() {
	_ = t.balance.Unregister()
	t.Shutdown()
}
