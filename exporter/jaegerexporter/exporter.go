package jaegerexporter

import (
	"context"

	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/exporter/jaegerexporter/internal/message"
	"github.com/otelcol-baton/baton/exporter/jaegerexporter/internal/metadata"
	"github.com/otelcol-baton/baton/exporter/jaegerexporter/internal/process"
	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// jaeger is what the exporter adds to a plain client of OTLP.
type jaeger struct {
	config    *Config
	telemetry *metadata.TelemetryBuilder
	messages  *message.Writer // nil for messages that stay where they are
}

func newJaeger(config *Config, set exporter.Settings) (*jaeger, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	j := &jaeger{config: config, telemetry: telemetry}
	switch config.Messages {
	case MessagesLogs:
		j.messages = message.NewLogs(config.MaxTextChars)
	case MessagesDrop:
		j.messages = message.NewDrop()
	}
	return j, nil
}

func (j *jaeger) settings() otlpclient.Settings {
	settings := otlpclient.Settings{Config: &j.config.Client, Refused: j.refused}
	if j.config.AgentsAsServices || j.messages != nil {
		settings.Change = j.change
	}
	return settings
}

// change returns the traces as Jaeger shows them best: a copy, or the same where nothing is to be changed.
func (j *jaeger) change(_ context.Context, _ string, td ptrace.Traces) (ptrace.Traces, *otlpclient.Loss) {
	split := j.config.AgentsAsServices && process.Concerns(td)
	write := j.messages != nil && j.messages.Concerns(td)
	if !split && !write {
		return td, nil
	}
	out := ptrace.NewTraces()
	if split {
		process.Split(td, out)
	} else {
		td.CopyTo(out)
	}
	if write {
		j.messages.WriteAll(out)
	}
	return out, nil
}

func (j *jaeger) refused(ctx context.Context, spans int, reason string) {
	j.telemetry.ExporterJaegerRefusedSpans.Add(ctx, int64(spans), metric.WithAttributes(attribute.String("reason", reason)))
}
