package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

const impatient = "yaml:processors::whole_trace: {idle: 500ms, after_root: 100ms}"

func TestASidecarBeforeAGatewayChangesNothing(t *testing.T) {
	direct := newToFile(t, impatient)
	gateway := newToFile(t, impatient)
	addresses := elsewhere(t)
	start(t, []string{
		"baton:sidecar",
		"yaml:receivers::otlp::protocols::grpc::endpoint: " + addresses.GRPC,
		"yaml:receivers::otlp::protocols::http::endpoint: " + addresses.HTTP,
		"yaml:exporters::otlp_http: {endpoint: \"http://" + gateway.address + "\", compression: none}",
		"yaml:service::pipelines::traces::exporters: [otlp_http]",
		"yaml:service::extensions: []",
		"yaml:service::telemetry::metrics::level: none",
	}, addresses.HTTP)
	sidecar := toFile{address: addresses.HTTP}

	want := 0
	for _, recording := range tracetest.Recordings(t) {
		want += len(idsOf(direct.send(t, recording)))
		sidecar.send(t, recording)
	}
	for _, b := range []toFile{direct, gateway} {
		require.Eventually(t, func() bool { return len(idsOf(b.handedOn(t))) == want }, patience, patience/100)
	}
	require.Equal(t, summaries(direct.handedOn(t)), summaries(gateway.handedOn(t)))
}

// summaries are what Baton understood, by trace. Requests may overtake one another on the way through a sidecar, so the order of the
// spans in the batch is not compared.
func summaries(traces ptrace.Traces) map[pcommon.TraceID]agenttrace.Trace {
	found := map[pcommon.TraceID]agenttrace.Trace{}
	for _, trace := range agenttrace.Read(traces) {
		found[trace.ID] = *trace
	}
	return found
}
