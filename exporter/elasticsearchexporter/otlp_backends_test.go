//go:build backends

package elasticsearchexporter

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/exporter/otlphttpexporter"

	"github.com/otelcol-baton/baton/e2e/backends"
)

// otlpClient sends to Jaeger's OTLP receiver, without a queue.
func otlpClient(t testing.TB, jaeger *backends.Server) exporter.Traces {
	t.Helper()
	factory := otlphttpexporter.NewFactory()
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(map[string]any{
		"endpoint": jaeger.OTLP, "sending_queue": map[string]any{"enabled": false}, "compression": "none",
	}).Unmarshal(cfg))
	e, err := factory.CreateTraces(t.Context(), exportertest.NewNopSettings(factory.Type()), cfg)
	require.NoError(t, err)
	require.NoError(t, e.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, e.Shutdown(t.Context())) })
	return e
}
