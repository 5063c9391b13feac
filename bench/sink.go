package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// sink is what is downstream.
type sink struct {
	delay time.Duration
	away  atomic.Bool
	spans atomic.Int64
	calls atomic.Int64

	mu    sync.Mutex                    // guards first
	first map[pcommon.TraceID]time.Time // when a trace arrived, if that is asked for
}

func (*sink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (s *sink) ConsumeTraces(_ context.Context, td ptrace.Traces) error {
	if s.away.Load() {
		return errors.New("downstream is away")
	}
	if s.delay > 0 {
		time.Sleep(s.delay)
	}
	s.spans.Add(int64(td.SpanCount()))
	s.calls.Add(1)
	if s.first != nil {
		s.note(td, time.Now())
	}
	return nil
}

func (s *sink) note(td ptrace.Traces, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				if _, ok := s.first[span.TraceID()]; !ok {
					s.first[span.TraceID()] = now
				}
			}
		}
	}
}
