package otlpclient

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configgrpc"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"
)

// exportMethod is the method of OTLP's trace service.
const exportMethod = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"

// grpcTransport sends messages by OTLP/gRPC.
type grpcTransport struct {
	conn    *grpc.ClientConn
	options []grpc.CallOption
}

func dial(ctx context.Context, config *configgrpc.ClientConfig, host component.Host, set component.TelemetrySettings, agent string) (*grpcTransport, error) {
	conn, err := config.ToClientConn(ctx, host.GetExtensions(), set,
		configgrpc.WithGrpcDialOption(grpc.WithUserAgent(agent)),
		configgrpc.WithGrpcDialOption(grpc.WithConnectParams(connecting())))
	if err != nil {
		return nil, fmt.Errorf("cannot open a connection to %s: %w", config.Endpoint, err)
	}
	return &grpcTransport{
		conn:    conn,
		options: []grpc.CallOption{grpc.ForceCodecV2(encoded{}), grpc.WaitForReady(config.WaitForReady)},
	}, nil
}

// connecting tries a backend that is down every few seconds. gRPC's own pauses grow to two minutes, for which a backend
// that is up again would be left waiting.
func connecting() grpc.ConnectParams {
	pauses := backoff.DefaultConfig
	pauses.MaxDelay = 5 * time.Second
	return grpc.ConnectParams{Backoff: pauses, MinConnectTimeout: 20 * time.Second}
}

func (t *grpcTransport) send(ctx context.Context, m message, headers map[string]string) (ptraceotlp.ExportPartialSuccess, error) {
	for key, value := range headers {
		ctx = metadata.AppendToOutgoingContext(ctx, key, value)
	}
	answer := ptraceotlp.NewExportResponse()
	err := t.conn.Invoke(ctx, exportMethod, m, answer, t.options...)
	if err != nil {
		err = refusalGRPC(err)
	}
	return answer.PartialSuccess(), err
}

func (t *grpcTransport) close() error { return t.conn.Close() }

// encoded is a codec for messages that are encoded already. Its name is the one that servers know.
type encoded struct{}

func (encoded) Name() string { return "proto" }

func (encoded) Marshal(v any) (mem.BufferSlice, error) {
	m, ok := v.(message)
	if !ok {
		return nil, fmt.Errorf("cannot send a %T", v)
	}
	body := make(mem.BufferSlice, 0, len(m))
	for _, c := range m {
		c.body.Ref() // gRPC frees what it has sent; a retry sends it again
		body = append(body, c.body)
	}
	return body, nil
}

func (encoded) Unmarshal(data mem.BufferSlice, v any) error {
	answer, ok := v.(ptraceotlp.ExportResponse)
	if !ok {
		return fmt.Errorf("cannot read a %T", v)
	}
	return answer.UnmarshalProto(data.Materialize())
}
