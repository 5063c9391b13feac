package llmmetricsconnector

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/metadatatest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

func TestItTellsWhatBecameOfBatches(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, telemetry.Shutdown(context.Background())) })
	c, err := newMetricsConnector(metadatatest.NewSettings(telemetry), createDefaultConfig().(*Config), consumertest.NewErr(errors.New("full")), time.Now)
	require.NoError(t, err)
	batch := write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 100, 0.5, nil)})
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), batch))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), batch))
	c.send(context.Background(), false)

	outcome := func(value string) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Value: 1, Attributes: attribute.NewSet(attribute.String("outcome", value))}
	}
	metadatatest.AssertEqualConnectorLlmMetricsBatches(t, telemetry, []metricdata.DataPoint[int64]{outcome("counted"), outcome("repeated")}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualConnectorLlmMetricsFailedSends(t, telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualConnectorLlmMetricsSeries(t, telemetry, []metricdata.DataPoint[int64]{{Value: 8}}, metricdatatest.IgnoreTimestamp())
}
