// Package programtest runs the built Baton for tests that look at it from outside.
package programtest

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"

	"github.com/otelcol-baton/baton/internal/program"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// Binary is the program: the one that BATON_BINARY names, or else one built for the test.
func Binary(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("BATON_BINARY"); path != "" {
		return path
	}
	path, err := program.Build(t.Context(), tracetest.Root(t), t.TempDir())
	require.NoError(t, err)
	return path
}

// Start runs the program until the end of the test and returns it when it accepts connections on the addresses. What it
// wrote is shown if the test fails.
func Start(t *testing.T, binary string, configs []string, addresses ...string) *program.Program {
	t.Helper()
	p, err := program.Start(context.Background(), binary, configs...)
	require.NoError(t, err)
	t.Cleanup(func() {
		p.Kill()
		if t.Failed() {
			t.Log(p.Output())
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, p.Ready(ctx, addresses...))
	return p
}

// Post sends a request by OTLP/HTTP, which must be taken.
func Post(t *testing.T, address string, td ptrace.Traces) {
	t.Helper()
	body, err := ptraceotlp.NewExportRequestFromTraces(td).MarshalProto()
	require.NoError(t, err)
	response, err := http.Post("http://"+address+"/v1/traces", "application/x-protobuf", bytes.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
}
