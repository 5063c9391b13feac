package zpage

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.uber.org/zap"
)

// Server serves the page at an address of its own. The zpages extension has no place for pages of processors: it keeps
// its mux to itself.
type Server struct {
	server  *http.Server
	address string
	done    sync.WaitGroup
}

// Serve serves page at [Path] until Stop.
func Serve(ctx context.Context, cfg *confighttp.ServerConfig, host component.Host, set component.TelemetrySettings, page http.Handler) (*Server, error) {
	mux := http.NewServeMux()
	mux.Handle(Path, page)
	listener, err := cfg.ToListener(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot serve the zpage: %w", err)
	}
	server, err := cfg.ToServer(ctx, host.GetExtensions(), set, mux)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot serve the zpage: %w", err), listener.Close())
	}
	s := &Server{server: server, address: listener.Addr().String()}
	s.done.Add(1)
	go func() {
		defer s.done.Done()
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			set.Logger.Error("The zpage is no longer served.", zap.Error(err))
		}
	}()
	set.Logger.Info("What waits can be looked at.", zap.String("url", s.URL()))
	return s, nil
}

// URL is where the page is.
func (s *Server) URL() string { return "http://" + s.address + Path }

// Stop ends the server. A nil Server has nothing to end.
func (s *Server) Stop() {
	if s == nil {
		return
	}
	_ = s.server.Close()
	s.done.Wait()
}
