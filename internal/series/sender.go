package series

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// maxUnsent bounds the batches of delta metrics that wait for the next component to take them.
const maxUnsent = 64

// Sender sends what a store collected. Cumulative metrics that are refused come again by themselves; delta metrics are
// kept and sent before the next ones. It may be used concurrently.
type Sender struct {
	Next consumer.Metrics
	// Delta says that what is refused must be kept.
	Delta bool
	// Refused, when not nil, is told of every batch that was refused, and whether it is kept.
	Refused func(err error, kept bool)

	mu     sync.Mutex // guards unsent, and keeps the order
	unsent []pmetric.Metrics
}

// Send sends what collect returns.
func (s *Sender) Send(ctx context.Context, collect func() []pmetric.Metrics) {
	s.mu.Lock()
	defer s.mu.Unlock()
	batches := append(s.unsent, collect()...)
	s.unsent = nil
	for _, batch := range batches {
		err := s.Next.ConsumeMetrics(ctx, batch)
		if err == nil {
			continue
		}
		kept := s.Delta && len(s.unsent) < maxUnsent
		if kept {
			s.unsent = append(s.unsent, batch)
		}
		if s.Refused != nil {
			s.Refused(err, kept)
		}
	}
}

// Timer calls a function again and again until it is stopped.
type Timer struct {
	stop chan struct{}
	once sync.Once
	done sync.WaitGroup
}

// Every calls f each interval, never twice at a time.
func Every(interval time.Duration, f func()) *Timer {
	t := &Timer{stop: make(chan struct{})}
	t.done.Go(func() {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				f()
			case <-t.stop:
				return
			}
		}
	})
	return t
}

// Stop waits for the call that is under way, if any, and says whether the timer ran until then.
func (t *Timer) Stop() bool {
	if t == nil {
		return false
	}
	ran := false
	t.once.Do(func() {
		close(t.stop)
		ran = true
	})
	t.done.Wait()
	return ran
}
