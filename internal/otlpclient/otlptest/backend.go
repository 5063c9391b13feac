// Package otlptest is for tests: a backend that takes OTLP by gRPC and by HTTP on 127.0.0.1, keeps what it took, and
// answers as it is told.
package otlptest

import (
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // the server must know how to unpack
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"google.golang.org/grpc/status"
)

// Message is one request as it arrived.
type Message struct {
	Traces ptrace.Traces
	// Tenant is the header X-Scope-OrgID, Bytes the size of the message, uncompressed.
	Tenant string
	Bytes  int
}

// Backend is a running backend.
type Backend struct {
	// GRPC is host:port, HTTP a URL.
	GRPC, HTTP string

	tb     testing.TB
	answer func(Message) error
	grpc   *grpc.Server
	http   *http.Server

	mu    sync.Mutex // guards took and asked
	took  []Message
	asked []Message
}

// Start starts a backend that takes everything for which answer returns nil; an answer that is a gRPC status is given by
// HTTP as a status of 400, 429, 503 or 500. A nil answer takes everything.
func Start(tb testing.TB, answer func(Message) error) *Backend {
	tb.Helper()
	b := &Backend{tb: tb, answer: answer, GRPC: "127.0.0.1:0", HTTP: "http://127.0.0.1:0"}
	b.Restart()
	tb.Cleanup(b.Stop)
	return b
}

// Restart starts a backend that was stopped, at its old addresses.
func (b *Backend) Restart() {
	b.tb.Helper()
	g, err := net.Listen("tcp", b.GRPC)
	require.NoError(b.tb, err)
	h, err := net.Listen("tcp", b.HTTP[len("http://"):])
	require.NoError(b.tb, err)
	b.GRPC, b.HTTP = g.Addr().String(), "http://"+h.Addr().String()

	b.grpc = grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(b.grpc, &service{b: b})
	b.http = &http.Server{Handler: http.HandlerFunc(b.serveHTTP)}
	go func() { _ = b.grpc.Serve(g) }()
	go func() { _ = b.http.Serve(h) }()
}

// Stop ends it at once.
func (b *Backend) Stop() {
	b.grpc.Stop()
	_ = b.http.Close()
}

// Took returns what it took so far, Asked all that came.
func (b *Backend) Took() []Message  { return b.list(&b.took) }
func (b *Backend) Asked() []Message { return b.list(&b.asked) }

func (b *Backend) list(from *[]Message) []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Message(nil), *from...)
}

// Spans counts the spans that it took.
func (b *Backend) Spans() (n int) {
	for _, m := range b.Took() {
		n += m.Traces.SpanCount()
	}
	return n
}

func (b *Backend) take(m Message) error {
	m.Bytes = (&ptrace.ProtoMarshaler{}).TracesSize(m.Traces)
	b.mu.Lock()
	b.asked = append(b.asked, m)
	b.mu.Unlock()
	if b.answer != nil {
		if err := b.answer(m); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.took = append(b.took, m)
	return nil
}

type service struct {
	ptraceotlp.UnimplementedGRPCServer
	b *Backend
}

func (s *service) Export(ctx context.Context, r ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	m := Message{Traces: r.Traces()}
	if headers, ok := metadata.FromIncomingContext(ctx); ok {
		if tenants := headers.Get("x-scope-orgid"); len(tenants) > 0 {
			m.Tenant = tenants[0]
		}
	}
	return ptraceotlp.NewExportResponse(), s.b.take(m)
}

func (b *Backend) serveHTTP(w http.ResponseWriter, r *http.Request) {
	request, err := read(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
	err = b.take(Message{Traces: request.Traces(), Tenant: r.Header.Get("X-Scope-OrgID")})
	if err == nil {
		answer, _ := ptraceotlp.NewExportResponse().MarshalProto()
		_, _ = w.Write(answer)
		return
	}
	s := status.Convert(err)
	answer, _ := proto.Marshal(s.Proto())
	w.WriteHeader(httpStatus(s))
	_, _ = w.Write(answer)
}

func read(r *http.Request) (ptraceotlp.ExportRequest, error) {
	request := ptraceotlp.NewExportRequest()
	from := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			return request, err
		}
		from = unpacked
	}
	body, err := io.ReadAll(from)
	if err != nil {
		return request, err
	}
	return request, request.UnmarshalProto(body)
}
