package tempoexporter

import (
	"context"

	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/metadata"
	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// tempo is what the exporter adds to a plain client of OTLP.
type tempo struct {
	config    *Config
	telemetry *metadata.TelemetryBuilder
}

func newTempo(config *Config, set exporter.Settings) (*tempo, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	return &tempo{config: config, telemetry: telemetry}, nil
}

func (j *tempo) settings() otlpclient.Settings {
	return otlpclient.Settings{Config: &j.config.Client, Refused: j.refused}
}

func (j *tempo) refused(ctx context.Context, spans int, reason string) {
	j.telemetry.ExporterTempoRefusedSpans.Add(ctx, int64(spans), metric.WithAttributes(attribute.String("reason", reason)))
}
