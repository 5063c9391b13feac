package tempoexporter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/cut"
	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/lane"
	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/metadata"
	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/refusal"
	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/tenant"
	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/tracesize"
	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// header is where Tempo looks for the tenant.
const header = "X-Scope-OrgID"

// tempo is what the exporter adds to a plain client of OTLP.
type tempo struct {
	config    *Config
	telemetry *metadata.TelemetryBuilder
	names     *tenant.Names // nil unless an attribute names the tenant
	lanes     *lane.Lanes   // nil with names
	traces    *tracesize.Fitter
}

func newTempo(config *Config, set exporter.Settings) (*tempo, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	t := &tempo{config: config, telemetry: telemetry}
	if config.Tenant.FromAttribute != "" {
		t.names = tenant.NewNames(config.Tenant.FromAttribute, config.Tenant.Default)
		t.lanes = lane.New(config.limits(), time.Now)
	}
	if config.MaxTraceMiB > 0 {
		t.traces = tracesize.NewFitter(int(config.MaxTraceMiB*(1<<20)), time.Now)
	}
	return t, nil
}

func (t *tempo) settings() otlpclient.Settings {
	settings := otlpclient.Settings{
		Config: &t.config.Client, Judge: refusal.Judge, Refused: t.refused, Headers: t.headers,
	}
	if t.config.MaxAttributeBytes > 0 || t.traces != nil {
		settings.Change = t.change
	}
	if t.names != nil {
		settings.Lane, settings.Gate, settings.Workers = t.names.Of, t.lanes, workers
	}
	return settings
}

func (t *tempo) headers(lane string) map[string]string {
	switch {
	case t.names != nil:
		return map[string]string{header: lane}
	case t.config.Tenant.Fixed != "":
		return map[string]string{header: t.config.Tenant.Fixed}
	default:
		return nil
	}
}

// change returns the traces as Tempo takes them: a copy, or the same where nothing is to be changed.
func (t *tempo) change(ctx context.Context, lane string, td ptrace.Traces) (ptrace.Traces, *otlpclient.Loss) {
	out, own := td, false
	if limit := t.config.MaxAttributeBytes; limit > 0 && cut.Concerns(td, limit) {
		out, own = ptrace.NewTraces(), true
		td.CopyTo(out)
		t.telemetry.ExporterTempoCutAttributes.Add(ctx, int64(cut.Attributes(out, limit)))
	}
	if t.traces == nil {
		return out, nil
	}
	out, result := t.traces.Fit(lane, out, own)
	if result.Cut > 0 {
		t.telemetry.ExporterTempoCutTraces.Add(ctx, int64(result.Cut))
	}
	if result.Lost == 0 {
		return out, nil
	}
	return out, &otlpclient.Loss{Spans: result.Lost, Cause: refusal.TooLarge(t.config.MaxTraceMiB)}
}

func (t *tempo) refused(ctx context.Context, spans int, reason string) {
	t.telemetry.ExporterTempoRefusedSpans.Add(ctx, int64(spans), metric.WithAttributes(attribute.String("reason", reason)))
}

// workers is how many batches of all tenants may wait for Tempo at once; each is a goroutine that sleeps.
const workers = 256

// limits let one tenant have half of the queue, and a quarter of the workers, while it waits.
func (c *Config) limits() lane.Limits {
	limits := lane.Limits{Batches: workers / 4, Patience: 2*c.Client.Retry.MaxInterval + c.Client.Timeout}
	if !c.Client.Queue.HasValue() {
		return limits
	}
	half := int(c.Client.Queue.Get().QueueSize / 2)
	switch c.Client.Queue.Get().Sizer {
	case exporterhelper.RequestSizerTypeBytes:
		limits.Bytes = half
	case exporterhelper.RequestSizerTypeItems:
		limits.Spans = half
	default:
		limits.Calls = half
	}
	return limits
}

// byTenant hands each tenant's spans on by themselves.
type byTenant struct {
	exporter.Traces
	tempo *tempo
}

// ConsumeTraces refuses spans of a tenant of whom too much waits already, and takes those of the others.
func (b byTenant) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	parts, invalid := b.tempo.names.Split(td)
	if invalid > 0 {
		b.tempo.telemetry.ExporterTempoInvalidTenants.Add(ctx, int64(invalid))
	}
	var failed []tenant.Part
	var errs []error
	for _, part := range parts {
		if err := b.consume(ctx, part); err != nil {
			failed, errs = append(failed, part), append(errs, err)
		}
	}
	if len(errs) == 0 || len(failed) == len(parts) {
		return errors.Join(errs...)
	}
	return consumererror.NewTraces(errors.Join(errs...), tenant.Join(failed))
}

func (b byTenant) consume(ctx context.Context, part tenant.Part) error {
	if spans, full := b.tempo.lanes.Full(part.Tenant); full {
		return fmt.Errorf("cannot take spans of tenant %q: %d wait for Tempo already, which takes none of them for now", part.Tenant, spans)
	}
	return b.Traces.ConsumeTraces(ctx, part.Traces)
}
