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

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/metadata"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/relay"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/translation"
)

// ingestPath is the path that the SDK's endpoint ends in.
const ingestPath = "/v1/traces/ingest"

// tracesReceiver owns the HTTP server, and the relay where posts are forwarded.
type tracesReceiver struct {
	set        receiver.Settings
	cfg        *Config
	next       consumer.Traces
	translator *translation.Translator
	obs        *receiverhelper.ObsReport
	telemetry  *metadata.TelemetryBuilder

	relay   *relay.Relay // nil where nothing is forwarded
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
		set: set, cfg: cfg, next: next, obs: obs, telemetry: telemetry,
		translator: translation.New(translation.Options{
			Service:             cfg.ServiceName.Default,
			ServiceFromWorkflow: cfg.ServiceName.FromWorkflow,
			Provider:            cfg.Provider,
			ScopeVersion:        set.BuildInfo.Version,
			Now:                 time.Now,
		}),
	}, nil
}

// Start listens, so that a taken port fails the start, and serves.
func (r *tracesReceiver) Start(ctx context.Context, host component.Host) error {
	if r.cfg.Forward.HasValue() {
		forward := r.cfg.Forward.Get()
		client, err := forward.ToClient(ctx, host.GetExtensions(), r.set.TelemetrySettings)
		if err != nil {
			return fmt.Errorf("cannot build the client that forwards: %w", err)
		}
		r.relay = relay.New(relay.Options{
			Client: client, Endpoint: forward.Endpoint, MostBytes: int64(forward.QueueMiB) << 20,
			OpenAI: forward.Endpoint == openAIEndpoint, Count: r.countForwarded, Logger: r.set.Logger,
		})
	}
	mux := http.NewServeMux()
	mux.HandleFunc(ingestPath, r.ingest)
	mux.HandleFunc("/", unknownPath)
	server, err := r.cfg.ToServer(ctx, host.GetExtensions(), r.set.TelemetrySettings, mux, serverOptions()...)
	if err != nil {
		return fmt.Errorf("cannot build the server: %w", err)
	}
	listener, err := r.cfg.ToListener(ctx)
	if err != nil {
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

// Shutdown answers what is being answered, then gives the relay the rest of ctx.
func (r *tracesReceiver) Shutdown(ctx context.Context) error {
	var err error
	if r.server != nil {
		err = r.server.Shutdown(ctx)
		r.serving.Wait()
	}
	if r.relay != nil {
		r.relay.Shutdown(ctx)
	}
	r.telemetry.Shutdown()
	return err
}
