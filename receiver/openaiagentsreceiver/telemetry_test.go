package openaiagentsreceiver

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/ingest"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/metadatatest"
)

func TestMetrics(t *testing.T) {
	tel := componenttest.NewTelemetry()
	defer func() { require.NoError(t, tel.Shutdown(context.Background())) }()
	sink := &pipeline{}
	r, err := newReceiver(metadatatest.NewSettings(tel), createDefaultConfig().(*Config), sink)
	require.NoError(t, err)
	send := func(body string) {
		r.handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, ingest.Path, strings.NewReader(body)))
	}
	send(post(goodTrace, goodSpan, badSpan, strings.Replace(goodSpan, `"agent"`, `"made up"`, 1)))
	send(`{`)
	sink.err = errors.New("full")
	send(post(goodSpan))

	items := func(n int64, outcome, typ string) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String("outcome", outcome), attribute.String("type", typ))}
	}
	metadatatest.AssertEqualReceiverOpenaiAgentsItems(t, tel, []metricdata.DataPoint[int64]{
		items(1, "accepted", "trace"), items(1, "accepted", "agent"), items(1, "accepted", "other"),
		items(1, "rejected", "none"), items(1, "refused", "agent"),
	}, metricdatatest.IgnoreTimestamp())
	posts := func(status int) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Value: 1, Attributes: attribute.NewSet(attribute.Int("status", status))}
	}
	metadatatest.AssertEqualReceiverOpenaiAgentsPosts(t, tel, []metricdata.DataPoint[int64]{posts(200), posts(400), posts(503)},
		metricdatatest.IgnoreTimestamp())
}
