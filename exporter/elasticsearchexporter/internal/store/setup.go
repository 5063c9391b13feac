package store

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
)

// setup finds the server and makes it ready, and sees to its indices from then on.
type setup struct {
	set    Settings
	cancel context.CancelFunc
	done   sync.WaitGroup

	tried chan struct{} // closed after the first attempt
	good  chan struct{} // closed once the server is ready

	mu      sync.Mutex // guards the rest
	why     error      // the last attempt failed
	indices map[string]string
	loud    map[string]time.Time
}

func newSetup(set Settings) *setup {
	return &setup{
		set: set, cancel: func() {}, tried: make(chan struct{}), good: make(chan struct{}), indices: map[string]string{},
		loud: map[string]time.Time{},
	}
}

func (s *setup) start() {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.done.Go(func() { s.work(ctx) })
}

func (s *setup) stop() {
	s.cancel()
	s.done.Wait()
}

// Pauses between attempts to find the server, and between rounds of maintenance.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 30 * time.Second
	maintenance  = 5 * time.Minute
)

func (s *setup) work(ctx context.Context) {
	pause := firstPause
	for first := true; ; first = false {
		err := s.try(ctx)
		s.tell(err)
		if first {
			close(s.tried)
		}
		if err == nil {
			break
		}
		if !sleep(ctx, pause) {
			return
		}
		pause = min(2*pause, longestPause)
	}
	close(s.good)
	for {
		if err := s.set.Schema.Maintain(ctx, s.set.Cluster); err != nil && ctx.Err() == nil {
			s.set.Logger.Warn("Cannot see to the indices.", zap.Error(err))
		}
		if !sleep(ctx, maintenance) {
			return
		}
	}
}

func (s *setup) try(ctx context.Context) error {
	server, err := s.set.Cluster.Identify(ctx)
	if err != nil {
		return err
	}
	if err := s.findPipeline(ctx); err != nil {
		return err
	}
	if err := s.set.Schema.Prepare(ctx, s.set.Cluster, server); err != nil {
		return err
	}
	s.set.Logger.Info("Found the server.", zap.String("kind", string(server.Kind)), zap.String("version", server.Version))
	return nil
}

// findPipeline looks for the ingest pipeline: without it every document would be refused for good.
func (s *setup) findPipeline(ctx context.Context) error {
	if s.set.Pipeline == "" {
		return nil
	}
	answer, err := s.set.Cluster.Do(ctx, cluster.Call{Method: http.MethodGet, Path: "/_ingest/pipeline/" + url.PathEscape(s.set.Pipeline)})
	if err == nil && answer.Status == http.StatusNotFound {
		return fmt.Errorf("the ingest pipeline %q is not there: create it, or correct pipeline", s.set.Pipeline)
	}
	if err == nil && !answer.OK() {
		err = answer.Err()
	}
	if err != nil {
		return fmt.Errorf("cannot look for the ingest pipeline %q (the cluster privilege read_pipeline allows it): %w", s.set.Pipeline, err)
	}
	return nil
}

// tell logs why the server is not ready, once for each reason.
func (s *setup) tell(err error) {
	s.mu.Lock()
	before := s.why
	s.why = err
	s.mu.Unlock()
	var passing *cluster.Unavailable
	switch {
	case err == nil, errors.Is(err, context.Canceled):
	case before == nil, before.Error() != err.Error() && !(errors.As(err, &passing) && errors.As(before, &passing)):
		s.set.Logger.Warn("The server is not ready; what comes in waits.", zap.Error(err))
	}
}

// ready waits for the first attempt and says why the server is not ready, if it is not.
func (s *setup) ready(ctx context.Context) error {
	select {
	case <-s.good:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.tried:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.why
}

// behind returns the index that an alias was last seen to lead to.
func (s *setup) behind(alias string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.indices[alias]
}

func (s *setup) note(alias, index string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.indices[alias] = index
}

// loudly calls f at most once in ten seconds for each subject.
func (s *setup) loudly(subject string, f func()) {
	now := s.set.Now()
	s.mu.Lock()
	due := now.Sub(s.loud[subject]) >= 10*time.Second
	if due {
		s.loud[subject] = now
	}
	s.mu.Unlock()
	if due {
		f()
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
