package openaiagentsreceiver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receiverhelper"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/ingest"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/metadata"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/relay"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/translation"
)

// tracesReceiver owns the HTTP server, and the relay where posts are forwarded.
type tracesReceiver struct {
	set       receiver.Settings
	cfg       *Config
	telemetry *metadata.TelemetryBuilder
	handler   *ingest.Handler

	server  *http.Server
	serving sync.WaitGroup
}

func newReceiver(set receiver.Settings, cfg *Config, next consumer.Traces) (*tracesReceiver, error) {
	obs, err := receiverhelper.NewObsReport(receiverhelper.ObsReportSettings{
		ReceiverID: set.ID, Transport: "http", ReceiverCreateSettings: set,
	})
	if err != nil {
		return nil, fmt.Errorf("cannot report on the receiver: %w", err)
	}
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, fmt.Errorf("cannot build the receiver's metrics: %w", err)
	}
	return &tracesReceiver{
		set: set, cfg: cfg, telemetry: telemetry,
		handler: &ingest.Handler{
			Next: next, Obs: obs, Telemetry: telemetry,
			ServiceHeader: cfg.ServiceName.Header,
			OwnKeys:       cfg.Auth.HasValue(),
			Room:          ingest.NewRoom(cfg.maxInFlight(), cfg.largestBody()),
			Translator: translation.New(translation.Options{
				Service:             cfg.ServiceName.Default,
				ServiceFromWorkflow: cfg.ServiceName.FromWorkflow,
				Provider:            cfg.Provider,
				ScopeVersion:        set.BuildInfo.Version,
				Now:                 time.Now,
			}),
		},
	}, nil
}

// Start listens, so that a taken port fails the start, and serves.
func (r *tracesReceiver) Start(ctx context.Context, host component.Host) error {
	mux := http.NewServeMux()
	mux.Handle(ingest.Path, r.handler)
	mux.HandleFunc("/", ingest.UnknownPath)
	server, err := r.cfg.ToServer(ctx, host.GetExtensions(), r.set.TelemetrySettings, mux, ingest.ServerOptions(&r.cfg.ServerConfig)...)
	if err != nil {
		return fmt.Errorf("cannot build the server: %w", err)
	}
	if err := r.startRelay(ctx, host); err != nil {
		return err
	}
	listener, err := r.cfg.ToListener(ctx)
	if err != nil {
		r.stopRelay(ctx)
		r.handler.Relay = nil
		return fmt.Errorf("cannot listen on %s: %w", r.cfg.NetAddr.Endpoint, err)
	}
	r.server = server
	r.serving.Go(func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			componentstatus.ReportStatus(host, componentstatus.NewFatalErrorEvent(err))
		}
	})
	return nil
}

func (r *tracesReceiver) startRelay(ctx context.Context, host component.Host) error {
	if !r.cfg.Forward.HasValue() {
		return nil
	}
	forward := r.cfg.Forward.Get()
	client, err := forward.ToClient(ctx, host.GetExtensions(), r.set.TelemetrySettings)
	if err != nil {
		return fmt.Errorf("cannot build the client that forwards: %w", err)
	}
	r.handler.Relay = relay.New(relay.Options{
		Client: client, Endpoint: forward.Endpoint, MostBytes: int64(forward.QueueMiB) << 20,
		OpenAI: forward.Endpoint == openAIEndpoint, Count: r.handler.CountForwarded, Logger: r.set.Logger,
	})
	return nil
}

func (r *tracesReceiver) stopRelay(ctx context.Context) {
	if r.handler.Relay != nil {
		r.handler.Relay.Shutdown(ctx)
	}
}

// Shutdown answers what is being answered, cuts off who has not posted all when ctx ends, then gives the relay the rest of
// ctx.
func (r *tracesReceiver) Shutdown(ctx context.Context) error {
	var err error
	if r.server != nil {
		if err = r.server.Shutdown(ctx); err != nil {
			err = errors.Join(err, r.server.Close())
		}
		r.serving.Wait()
	}
	r.stopRelay(ctx)
	r.telemetry.Shutdown()
	return err
}
