package elasticsearchexporter

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/elastictest"
	"github.com/otelcol-baton/baton/internal/tlstest"
)

func TestTLS_with_an_own_CA_and_a_client_certificate(t *testing.T) {
	dir := t.TempDir()
	clients := tlstest.Certificates(t, dir)
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "server.pem"), filepath.Join(dir, "server.key"))
	require.NoError(t, err)

	behind := elastictest.New(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(behind.ServeHTTP))
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients, MinVersion: tls.VersionTLS12,
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	e := startTraces(t, synchronous(server.URL, map[string]any{"tls": map[string]any{
		"ca_file": filepath.Join(dir, "ca.pem"), "cert_file": filepath.Join(dir, "client.pem"), "key_file": filepath.Join(dir, "client.key"),
	}}))
	send(t, e, spans(2))
	require.Len(t, behind.In("jaeger-span"), 2)
}
