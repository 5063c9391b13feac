package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// sink is an OTLP/HTTP server on loopback: what Baton hands on comes out of traces.
type sink struct {
	address string
	traces  chan ptrace.Traces
	server  *http.Server
	failed  chan error // one value, when the server ends
}

func newSink() (*sink, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cannot listen for what Baton hands on: %w", err)
	}
	s := &sink{address: listener.Addr().String(), traces: make(chan ptrace.Traces), failed: make(chan error, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", s.take)
	s.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { s.failed <- s.server.Serve(listener) }() // ends with close
	return s, nil
}

// take answers when the traces are taken from the channel: until then the exporter waits.
func (s *sink) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	request := ptraceotlp.NewExportRequest()
	if err := request.UnmarshalProto(body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case s.traces <- request.Traces():
		w.Header().Set("Content-Type", "application/x-protobuf")
	case <-r.Context().Done():
	}
}

func (s *sink) close(ctx context.Context) error {
	if err := s.server.Shutdown(ctx); err != nil {
		return err
	}
	if err := <-s.failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
