package jaegerexporter

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/apache/thrift/lib/go/thrift"
	model "github.com/jaegertracing/jaeger-idl/model/v1"
	"github.com/jaegertracing/jaeger-idl/proto-gen/api_v2"
	"github.com/jaegertracing/jaeger-idl/thrift-gen/agent"
	idl "github.com/jaegertracing/jaeger-idl/thrift-gen/jaeger"
	"github.com/open-telemetry/opentelemetry-collector-contrib/receiver/jaegerreceiver"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

// Jaeger's old ports, as config/gateway.yaml switches them on: what still sends to an agent or a collector of Jaeger v1.
func TestWhatSendsToJaegersOldPortsIsReceived(t *testing.T) {
	sink, cfg := &consumertest.TracesSink{}, gatewayReceiver(t)
	factory := jaegerreceiver.NewFactory()
	r, err := factory.CreateTraces(t.Context(), receivertest.NewNopSettings(factory.Type()), cfg, sink)
	require.NoError(t, err)
	require.NoError(t, r.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, r.Shutdown(context.Background())) })
	for name, send := range map[string]func(*testing.T){
		"collector gRPC 14250": func(t *testing.T) { sendGRPC(t, cfg.Protocols.GRPC.Get().NetAddr.Endpoint) },
		"collector HTTP 14268": func(t *testing.T) { sendHTTP(t, cfg.Protocols.ThriftHTTP.Get().NetAddr.Endpoint) },
		"agent compact UDP 6831": func(t *testing.T) {
			sendUDP(t, cfg.Protocols.ThriftCompactUDP.Get().Endpoint, thrift.NewTCompactProtocolFactoryConf(nil))
		},
		"agent binary UDP 6832": func(t *testing.T) {
			sendUDP(t, cfg.Protocols.ThriftBinaryUDP.Get().Endpoint, thrift.NewTBinaryProtocolFactoryConf(nil))
		},
	} {
		t.Run(name, func(t *testing.T) {
			sink.Reset()
			send(t)
			require.Eventually(t, func() bool { return sink.SpanCount() == 1 }, 10*time.Second, 10*time.Millisecond)
			rs := sink.AllTraces()[0].ResourceSpans().At(0)
			service, _ := rs.Resource().Attributes().Get("service.name")
			require.Equal(t, "shop", service.Str())
			span := rs.ScopeSpans().At(0).Spans().At(0)
			require.Equal(t, pcommon.TraceID{7: 1, 15: 2}, span.TraceID())
			require.Equal(t, pcommon.SpanID{7: 3}, span.SpanID())
			require.Equal(t, pcommon.SpanID{7: 4}, span.ParentSpanID())
			require.Equal(t, "chat gpt-4o", span.Name())
			require.Equal(t, begun, span.StartTimestamp().AsTime())
			require.Equal(t, 2*time.Second, span.EndTimestamp().AsTime().Sub(begun))
			tokens, _ := span.Attributes().Get("gen_ai.usage.input_tokens")
			require.EqualValues(t, 1200, tokens.Int())
		})
	}
}

// gatewayReceiver is the receiver jaeger of config/gateway.yaml, on ports that are free.
func gatewayReceiver(t *testing.T) *jaegerreceiver.Config {
	text, err := os.ReadFile(filepath.Join(tracetest.Root(t), "config", "gateway.yaml"))
	require.NoError(t, err)
	retrieved, err := confmap.NewRetrievedFromYAML(text)
	require.NoError(t, err)
	all, err := retrieved.AsConf()
	require.NoError(t, err)
	own, err := all.Sub("receivers::jaeger")
	require.NoError(t, err)
	cfg := jaegerreceiver.NewFactory().CreateDefaultConfig().(*jaegerreceiver.Config)
	require.NoError(t, own.Unmarshal(cfg))
	cfg.Protocols.GRPC.Get().NetAddr.Endpoint = freePort(t, "tcp")
	cfg.Protocols.ThriftHTTP.Get().NetAddr.Endpoint = freePort(t, "tcp")
	cfg.Protocols.ThriftCompactUDP.Get().Endpoint = freePort(t, "udp")
	cfg.Protocols.ThriftBinaryUDP.Get().Endpoint = freePort(t, "udp")
	require.NoError(t, confmap.Validate(cfg))
	return cfg
}

func freePort(t *testing.T, network string) string {
	if network == "udp" {
		conn, err := net.ListenPacket("udp", "127.0.0.1:0")
		require.NoError(t, err)
		defer conn.Close()
		return conn.LocalAddr().String()
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

var begun = time.Date(2026, 11, 22, 14, 47, 17, 0, time.UTC)

// thriftBatch is a span as a client of Jaeger writes it: times in microseconds, ids as numbers.
func thriftBatch() *idl.Batch {
	tokens := int64(1200)
	return &idl.Batch{
		Process: &idl.Process{ServiceName: "shop"},
		Spans: []*idl.Span{{
			TraceIdHigh: 1, TraceIdLow: 2, SpanId: 3, ParentSpanId: 4, OperationName: "chat gpt-4o", Flags: 1,
			StartTime: begun.UnixMicro(), Duration: (2 * time.Second).Microseconds(),
			Tags: []*idl.Tag{{Key: "gen_ai.usage.input_tokens", VType: idl.TagType_LONG, VLong: &tokens}},
		}},
	}
}

func sendHTTP(t *testing.T, address string) {
	transport := thrift.NewTMemoryBuffer()
	require.NoError(t, thriftBatch().Write(t.Context(), thrift.NewTBinaryProtocolConf(transport, nil)))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/api/traces?format=jaeger.thrift", bytes.NewReader(transport.Bytes()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-thrift")
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusAccepted, response.StatusCode)
}

// sendUDP sends a datagram as the clients send it to an agent: the call emitBatch, of which no answer comes.
func sendUDP(t *testing.T, address string, protocols thrift.TProtocolFactory) {
	transport := thrift.NewTMemoryBuffer()
	client := agent.NewAgentClientFactory(transport, protocols)
	require.NoError(t, client.EmitBatch(t.Context(), thriftBatch()))
	conn, err := net.Dial("udp", address)
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write(transport.Bytes())
	require.NoError(t, err)
}

func sendGRPC(t *testing.T, address string) {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	defer conn.Close()
	_, err = api_v2.NewCollectorServiceClient(conn).PostSpans(t.Context(), &api_v2.PostSpansRequest{Batch: model.Batch{
		Process: &model.Process{ServiceName: "shop"},
		Spans: []*model.Span{{
			TraceID: model.NewTraceID(1, 2), SpanID: 3, OperationName: "chat gpt-4o", StartTime: begun, Duration: 2 * time.Second,
			References: []model.SpanRef{model.NewChildOfRef(model.NewTraceID(1, 2), 4)},
			Tags:       model.KeyValues{model.Int64("gen_ai.usage.input_tokens", 1200)},
		}},
	}})
	require.NoError(t, err)
}
