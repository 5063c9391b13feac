package jaegerexporter

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/exporter"

	"github.com/otelcol-baton/baton/exporter/jaegerexporter/internal/metadata"
	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// NewFactory returns the factory of the exporter jaeger.
func NewFactory() exporter.Factory {
	return exporter.NewFactory(metadata.Type, createDefaultConfig,
		exporter.WithTraces(createTraces, metadata.TracesStability))
}

func createDefaultConfig() component.Config {
	return &Config{Client: otlpclient.NewDefaultConfig(), Messages: MessagesTags, MaxTextChars: 8192}
}

func createTraces(ctx context.Context, set exporter.Settings, cfg component.Config) (exporter.Traces, error) {
	e, err := newJaeger(cfg.(*Config), set)
	if err != nil {
		return nil, fmt.Errorf("cannot make the exporter: %w", err)
	}
	traces, err := otlpclient.New(ctx, set, e.settings())
	if err != nil {
		return nil, fmt.Errorf("cannot make the exporter: %w", err)
	}
	return traces, nil
}
