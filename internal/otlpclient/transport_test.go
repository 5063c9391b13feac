package otlpclient

import (
	"context"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	_ "google.golang.org/grpc/encoding/gzip" // the server must know how to unpack
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/otelcol-baton/baton/internal/otlpclient/otlptest"
)

// strict is a server that wants TLS and a login, and takes all spans but one.
type strict struct {
	ptraceotlp.UnimplementedGRPCServer
	certificate string // PEM
	http        *httptest.Server
	grpc        string
}

const login = "Bearer secret"

func startStrict(t *testing.T) *strict {
	t.Helper()
	s := &strict{}
	s.http = httptest.NewTLSServer(http.HandlerFunc(s.serveHTTP))
	t.Cleanup(s.http.Close)
	s.certificate = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.http.Certificate().Raw}))

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.grpc = listener.Addr().String()
	server := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&s.http.TLS.Certificates[0])))
	ptraceotlp.RegisterGRPCServer(server, s)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return s
}

func partly() ptraceotlp.ExportResponse {
	answer := ptraceotlp.NewExportResponse()
	answer.PartialSuccess().SetRejectedSpans(1)
	answer.PartialSuccess().SetErrorMessage("one was too old")
	return answer
}

func (s *strict) Export(ctx context.Context, _ ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	headers, _ := metadata.FromIncomingContext(ctx)
	if got := headers.Get("authorization"); len(got) != 1 || got[0] != login {
		return ptraceotlp.NewExportResponse(), status.Error(codes.Unauthenticated, "who are you")
	}
	return partly(), nil
}

func (s *strict) serveHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != login {
		http.Error(w, "who are you", http.StatusUnauthorized)
		return
	}
	answer, _ := partly().MarshalProto()
	w.Header().Set("Content-Type", protobuf)
	_, _ = w.Write(answer)
}

func TestTLSLoginAndPartialSuccess(t *testing.T) {
	s := startStrict(t)
	for name, values := range map[string]map[string]any{
		"grpc": {"endpoint": s.grpc, "tls::ca_pem": s.certificate, "headers::authorization": login},
		"http": {"http::endpoint": s.http.URL, "http::tls::ca_pem": s.certificate, "http::headers::authorization": login},
	} {
		t.Run(name, func(t *testing.T) {
			values["sending_queue::enabled"] = false
			refused := 0
			e, logs := start(t, Settings{
				Config:  load(t, values),
				Refused: func(_ context.Context, spans int, _ string) { refused += spans },
			})
			require.NoError(t, e.ConsumeTraces(t.Context(), traces(2, 2, 1)))
			require.Equal(t, 1, refused)
			lines := logs.FilterField(zap.String("answer", "partial success: one was too old")).All()
			require.Len(t, lines, 1)
		})
	}
}

func TestAnUnknownAuthorityIsTold(t *testing.T) {
	s := startStrict(t)
	e, _ := start(t, Settings{Config: load(t, map[string]any{
		"http::endpoint": s.http.URL, "sending_queue::enabled": false, "retry_on_failure::enabled": false,
	})})
	require.ErrorContains(t, e.ConsumeTraces(t.Context(), traces(1, 1, 1)), "certificate")
}

func TestRetryAfterIsReadAsSecondsAndAsADate(t *testing.T) {
	after, err := retryAfter("7")
	require.NoError(t, err)
	require.Equal(t, 7*time.Second, after)
	after, err = retryAfter(time.Now().Add(time.Minute).UTC().Format(http.TimeFormat))
	require.NoError(t, err)
	require.InDelta(t, time.Minute, after, float64(2*time.Second))
	_, err = retryAfter("soon")
	require.Error(t, err)
}

func TestWhatWaitsOnDiskSurvivesARestart(t *testing.T) {
	backend := otlptest.Start(t, nil)
	backend.Stop()
	host := storageHost(t)
	config := to(t, backend, map[string]any{"sending_queue::storage": "file_storage"})
	e := startOn(t, host, Settings{Config: config})
	sent := 0
	for range 20 {
		td := tracesFrom(sent, 3, 2, 100)
		require.NoError(t, e.ConsumeTraces(t.Context(), td))
		sent += td.SpanCount()
	}
	require.NoError(t, e.Shutdown(t.Context()))

	backend.Restart()
	e = startOn(t, host, Settings{Config: config})
	require.Eventually(t, func() bool { return len(ids(backend.Took())) == sent }, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, e.Shutdown(t.Context()))
}

// A user and a query of a URL may be secret, whatever the backend does.
func TestWhatIsSecretInAnEndpointIsNotLogged(t *testing.T) {
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	for name, host := range map[string]string{"an_answer": strings.TrimPrefix(refusing.URL, "http://"), "no_answer": "127.0.0.1:1"} {
		t.Run(name, func(t *testing.T) {
			config := load(t, map[string]any{
				"http::endpoint":            "http://me:sk-secret@" + host + "/otlp?key=sk-secret",
				"retry_on_failure::enabled": false, "sending_queue::enabled": false,
			})
			e, logs := start(t, Settings{Config: config})
			td := ptrace.NewTraces()
			td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty().SetName("a")
			err := e.ConsumeTraces(t.Context(), td)
			require.Error(t, err)
			require.NotContains(t, err.Error(), "sk-secret")
			said := ""
			for _, entry := range logs.All() {
				said += fmt.Sprintln(entry.Message, entry.ContextMap())
			}
			require.Contains(t, said, "http://"+host+"/otlp")
			require.NotContains(t, said, "sk-secret")
		})
	}
}
