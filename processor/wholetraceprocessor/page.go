package wholetraceprocessor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/zpage"
)

// page serves the list of what waits. The zpages extension has no place for pages of processors: it keeps its mux to
// itself.
type page struct {
	server  *http.Server
	address string
	done    sync.WaitGroup
}

func (p *wholeTrace) startPage(ctx context.Context, host component.Host) error {
	if !p.cfg.ZPage.HasValue() {
		return nil
	}
	cfg := p.cfg.ZPage.Get()
	mux := http.NewServeMux()
	mux.Handle(zpage.Path, zpage.New(p.set.ID.String(), p.buffer, p.now))
	listener, err := cfg.ToListener(ctx)
	if err != nil {
		return fmt.Errorf("cannot serve the zpage: %w", err)
	}
	server, err := cfg.ToServer(ctx, host.GetExtensions(), p.set.TelemetrySettings, mux)
	if err != nil {
		return errors.Join(fmt.Errorf("cannot serve the zpage: %w", err), listener.Close())
	}
	p.page = &page{server: server, address: listener.Addr().String()}
	p.page.done.Add(1)
	go func() {
		defer p.page.done.Done()
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			p.set.Logger.Error("The zpage is no longer served.", zap.Error(err))
		}
	}()
	p.set.Logger.Info("What waits can be looked at.", zap.String("url", "http://"+p.page.address+zpage.Path))
	return nil
}

func (p *page) stop() {
	if p == nil {
		return
	}
	_ = p.server.Close()
	p.done.Wait()
}
