package otlpclient

import (
	"context"
	"fmt"
	"math/bits"
	"sync"

	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/mem"
)

// encoder encodes traces into buffers that are used again. The Collector's own marshaler makes a new slice each time,
// which costs as much again as filling it; the only other way to the same code leads through a gRPC connection, so this is
// one that goes nowhere and encodes what it is to send.
type encoder struct {
	conn   *grpc.ClientConn
	client ptraceotlp.GRPCClient
}

func newEncoder() (*encoder, error) {
	pool := &buffers{}
	conn, err := grpc.NewClient("passthrough:///nowhere",
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithUnaryInterceptor(pool.capture))
	if err != nil {
		return nil, fmt.Errorf("cannot make an encoder: %w", err)
	}
	return &encoder{conn: conn, client: ptraceotlp.NewGRPCClient(conn)}, nil
}

// encode returns the traces as a message of OTLP. Whoever frees the buffer must not look at it again.
func (e *encoder) encode(td ptrace.Traces) (mem.Buffer, error) {
	var body mem.Buffer
	ctx := context.WithValue(context.Background(), captured{}, &body)
	if _, err := e.client.Export(ctx, ptraceotlp.NewExportRequestFromTraces(td)); err != nil {
		return nil, fmt.Errorf("cannot encode the traces: %w", err)
	}
	return body, nil
}

func (e *encoder) close() error { return e.conn.Close() }

// captured is the key of the context under which encode finds the buffer.
type captured struct{}

// marshaler is what pdata's messages can do.
type marshaler interface {
	SizeProto() int
	MarshalProto(buf []byte) int
}

func (b *buffers) capture(ctx context.Context, _ string, request, _ any, _ *grpc.ClientConn, _ grpc.UnaryInvoker, _ ...grpc.CallOption) error {
	m, ok := request.(marshaler)
	body, asked := ctx.Value(captured{}).(*mem.Buffer)
	if !ok || !asked {
		return fmt.Errorf("a %T is no message of OTLP", request)
	}
	buffer := b.Get(m.SizeProto())
	m.MarshalProto(*buffer)
	*body = mem.NewBuffer(buffer, b)
	return nil
}

// buffers keeps buffers by the power of two that they hold. gRPC's own pool holds few sizes, so that what waits in the
// queue would take many times its size, and clears what is about to be overwritten.
type buffers struct{ pools [maxBits + 1]sync.Pool }

// maxBits: larger buffers than 2^maxBits are not kept.
const maxBits = 24

func (b *buffers) Get(length int) *[]byte {
	class := bits.Len(uint(max(length, 1) - 1))
	if class > maxBits {
		buffer := make([]byte, length)
		return &buffer
	}
	buffer, ok := b.pools[class].Get().(*[]byte)
	if !ok {
		fresh := make([]byte, 1<<class)
		buffer = &fresh
	}
	*buffer = (*buffer)[:length]
	return buffer
}

func (b *buffers) Put(buffer *[]byte) {
	if size := cap(*buffer); size > 0 && size&(size-1) == 0 && size <= 1<<maxBits {
		b.pools[bits.Len(uint(size-1))].Put(buffer)
	}
}
