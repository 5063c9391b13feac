package tempoexporter

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/exporter"

	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/metadata"
	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// NewFactory returns the factory of the exporter tempo.
func NewFactory() exporter.Factory {
	return exporter.NewFactory(metadata.Type, createDefaultConfig,
		exporter.WithTraces(createTraces, metadata.TracesStability))
}

func createDefaultConfig() component.Config {
	return &Config{Client: otlpclient.NewDefaultConfig(), MaxTraceMiB: 4.7, MaxAttributeBytes: 2048}
}

func createTraces(ctx context.Context, set exporter.Settings, cfg component.Config) (exporter.Traces, error) {
	e, err := newTempo(cfg.(*Config), set)
	if err != nil {
		return nil, fmt.Errorf("cannot make the exporter: %w", err)
	}
	traces, err := otlpclient.New(ctx, set, e.settings())
	if err != nil {
		return nil, fmt.Errorf("cannot make the exporter: %w", err)
	}
	if e.names == nil {
		return traces, nil
	}
	return byTenant{Traces: traces, tempo: e}, nil
}
