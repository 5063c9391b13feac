package openaiagents

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver"
)

// pipeline takes spans, after it has refused as many posts as it is told to.
type pipeline struct {
	consumertest.TracesSink
	refuse  atomic.Int64
	refused atomic.Int64
}

func (p *pipeline) ConsumeTraces(ctx context.Context, traces ptrace.Traces) error {
	if p.refuse.Add(-1) >= 0 {
		p.refused.Add(1)
		return context.DeadlineExceeded
	}
	return p.TracesSink.ConsumeTraces(ctx, traces)
}

// startReceiver returns the endpoint to give the SDK.
func startReceiver(t *testing.T, next *pipeline) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())

	factory := openaiagentsreceiver.NewFactory()
	cfg := factory.CreateDefaultConfig().(*openaiagentsreceiver.Config)
	cfg.NetAddr.Endpoint = address
	r, err := factory.CreateTraces(t.Context(), receivertest.NewNopSettings(factory.Type()), cfg, next)
	require.NoError(t, err)
	require.NoError(t, r.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, r.Shutdown(context.Background())) })
	return "http://" + address + "/v1/traces/ingest"
}
