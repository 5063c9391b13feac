// Package delivery calls the next consumer with what the buffer hands out, until that has taken it.
package delivery

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"go.opentelemetry.io/collector/config/configretry"
	"go.opentelemetry.io/collector/consumer"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
)

// callers is how many calls go downstream at a time. A slow or failing call holds up one of them.
const callers = 4

// Observer is told what happens; calls overlap.
type Observer interface {
	HandedOn(h *buffer.HandOn)
	Failed()
}

// Delivery owns the goroutines that call downstream.
type Delivery struct {
	buffer   *buffer.Buffer
	next     consumer.Traces
	retry    configretry.BackOffConfig
	logger   *zap.Logger
	observer Observer

	started bool
	wg      sync.WaitGroup
	ctx     context.Context // ends the calls
	cancel  context.CancelFunc
	closing chan struct{} // no attempt is repeated once it is closed
}

// New returns a delivery that does nothing before Start.
func New(b *buffer.Buffer, next consumer.Traces, retry configretry.BackOffConfig, logger *zap.Logger, o Observer) *Delivery {
	d := &Delivery{buffer: b, next: next, retry: retry, logger: logger, observer: o, closing: make(chan struct{})}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

// Start begins to call.
func (d *Delivery) Start() {
	d.started = true
	for range callers {
		d.wg.Add(1)
		go func() {
			defer d.wg.Done()
			for h := d.buffer.Take(d.ctx); h != nil; h = d.buffer.Take(d.ctx) {
				d.deliver(h)
			}
		}()
	}
}

// Shutdown waits until the buffer has nothing left to hand on, or ctx is done.
func (d *Delivery) Shutdown(ctx context.Context) error {
	close(d.closing)
	if !d.started {
		d.cancel()
		return nil
	}
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	var err error
	for !d.buffer.Empty() && err == nil {
		select {
		case <-poll.C:
		case <-ctx.Done():
			err = fmt.Errorf("cannot hand on all that waits: %w", ctx.Err())
		}
	}
	d.cancel()
	d.wg.Wait()
	return err
}

// deliver tries until downstream takes the spans or refuses them for good.
func (d *Delivery) deliver(h *buffer.HandOn) {
	pause := d.backOff()
	first := time.Now()
	for {
		err := d.attempt(h)
		switch {
		case err == nil:
			d.observer.HandedOn(h)
			d.buffer.HandedOn(h)
			return
		case Permanent(err) || !d.retry.Enabled:
			d.giveUp(h, "permanent", err)
			return
		case d.retry.MaxElapsedTime > 0 && time.Since(first) > d.retry.MaxElapsedTime:
			d.giveUp(h, "elapsed", err)
			return
		}
		d.observer.Failed()
		if !d.wait(pause.NextBackOff()) {
			// The last attempt of all: Shutdown cut the pause short.
			if err = d.attempt(h); err != nil {
				d.giveUp(h, "shutdown", err)
				return
			}
			d.observer.HandedOn(h)
			d.buffer.HandedOn(h)
			return
		}
	}
}

func (d *Delivery) attempt(h *buffer.HandOn) error {
	td, err := h.Traces()
	if err != nil {
		return err
	}
	return d.next.ConsumeTraces(wholetrace.NewContext(d.ctx, h.Mark), td)
}

func (d *Delivery) giveUp(h *buffer.HandOn, reason string, err error) {
	d.logger.Error("The next component did not take spans, they are given up.",
		zap.Int("spans", h.Spans), zap.String("reason", reason), zap.Error(err))
	d.buffer.GiveUp(h, reason)
}

func (d *Delivery) backOff() *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{
		InitialInterval:     d.retry.InitialInterval,
		RandomizationFactor: d.retry.RandomizationFactor,
		Multiplier:          d.retry.Multiplier,
		MaxInterval:         d.retry.MaxInterval,
	}
}

// wait reports false when Shutdown began before the pause was over.
func (d *Delivery) wait(pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-d.closing:
		return false
	}
}
