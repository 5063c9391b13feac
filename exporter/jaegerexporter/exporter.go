package jaegerexporter

import (
	"context"

	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/exporter/jaegerexporter/internal/metadata"
	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// jaeger is what the exporter adds to a plain client of OTLP.
type jaeger struct {
	config    *Config
	telemetry *metadata.TelemetryBuilder
}

func newJaeger(config *Config, set exporter.Settings) (*jaeger, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	return &jaeger{config: config, telemetry: telemetry}, nil
}

func (j *jaeger) settings() otlpclient.Settings {
	return otlpclient.Settings{Config: &j.config.Client, Refused: j.refused}
}

func (j *jaeger) refused(ctx context.Context, spans int, reason string) {
	j.telemetry.ExporterJaegerRefusedSpans.Add(ctx, int64(spans), metric.WithAttributes(attribute.String("reason", reason)))
}
