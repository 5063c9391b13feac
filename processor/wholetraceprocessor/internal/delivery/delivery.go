// Package delivery calls the next consumer with what the buffer hands out, until that has taken it.
package delivery

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/config/configretry"
	"go.opentelemetry.io/collector/consumer"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
)

// callers is how many calls go downstream at a time.
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
	parking  *parking

	wg      sync.WaitGroup
	ctx     context.Context // ends the calls
	cancel  context.CancelFunc
	closing chan struct{} // closed by Shutdown: no attempt is repeated any more
	stop    chan struct{} // ends the callers
}

// New returns a delivery that does nothing before Start.
func New(b *buffer.Buffer, next consumer.Traces, retry configretry.BackOffConfig, logger *zap.Logger, o Observer) *Delivery {
	d := &Delivery{
		buffer: b, next: next, retry: retry, logger: logger, observer: o, parking: newParking(),
		closing: make(chan struct{}), stop: make(chan struct{}),
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

// Start begins to call.
func (d *Delivery) Start() {
	for range callers {
		d.wg.Add(1)
		go func() {
			defer d.wg.Done()
			d.call()
		}()
	}
}

// call hands on what is due, first what failed before.
func (d *Delivery) call() {
	for {
		if a := d.look(); a != nil {
			d.try(a)
			continue
		}
		select {
		case a := <-d.parking.due:
			d.leavePark()
			d.try(a)
		case <-d.buffer.Bell():
		case <-d.stop:
			return
		}
	}
}

// look returns the next attempt, or nil when there is none. While as many hand-ons wait for another attempt as may,
// downstream is not well and nothing else is begun: what waits, waits packed.
func (d *Delivery) look() *attempt {
	select {
	case <-d.stop:
		return nil
	case a := <-d.parking.due:
		d.leavePark()
		return a
	default:
	}
	if d.parking.full() {
		return nil
	}
	if h := d.buffer.Take(); h != nil {
		return newAttempt(h, d.retry)
	}
	return nil
}

func (d *Delivery) leavePark() {
	d.parking.leave()
	d.buffer.Ring()
}

// try calls downstream once and sees to what comes of it.
func (d *Delivery) try(a *attempt) {
	err := d.consume(a.handOn)
	switch {
	case err == nil:
		if a.handOn.Spans > 0 { // else all was lost, and nobody was called
			d.observer.HandedOn(a.handOn)
		}
		d.buffer.HandedOn(a.handOn)
	case Permanent(err):
		d.giveUp(a, "permanent", err)
	case !d.retry.Enabled:
		d.giveUp(a, "not_repeated", err)
	case d.retry.MaxElapsedTime > 0 && time.Since(a.began) > d.retry.MaxElapsedTime:
		d.giveUp(a, "elapsed", err)
	case !d.isClosing():
		d.observer.Failed()
		d.logger.Debug("A hand-on failed and will be repeated.", zap.Int("spans", a.handOn.Spans), zap.Error(err))
		a.handOn.Rest()
		d.parking.park(a)
	case d.buffer.Durable():
		d.buffer.Abandon(a.handOn)
	default:
		d.giveUp(a, "shutdown", err)
	}
}

func (d *Delivery) consume(h *buffer.HandOn) error {
	td, err := h.Traces()
	if err != nil {
		d.logger.Error("Spans that waited cannot be read back, they are given up.", zap.Int("spans", h.Lost), zap.Error(err))
	}
	if td.ResourceSpans().Len() == 0 {
		return nil
	}
	return d.next.ConsumeTraces(wholetrace.NewContext(d.ctx, h.Mark), td)
}

func (d *Delivery) giveUp(a *attempt, reason string, err error) {
	d.logger.Error("The next component did not take spans, they are given up.",
		zap.Int("spans", a.handOn.Spans), zap.String("reason", reason), zap.Error(err))
	d.buffer.GiveUp(a.handOn, reason)
}

func (d *Delivery) isClosing() bool {
	select {
	case <-d.closing:
		return true
	default:
		return false
	}
}

// Shutdown ends the calls. With storage it waits for those under way; what is left goes on in the next life of the
// processor. Without, it waits until the buffer has nothing left to hand on. Either way it waits no longer than ctx.
func (d *Delivery) Shutdown(ctx context.Context) error {
	close(d.closing)
	d.parking.clear()
	var err error
	if !d.buffer.Durable() {
		err = d.drain(ctx)
	}
	close(d.stop)
	done := make(chan struct{})
	go func() {
		d.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	d.cancel()
	<-done
	return err
}

func (d *Delivery) drain(ctx context.Context) error {
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	for !d.buffer.Idle() {
		select {
		case <-poll.C:
		case <-ctx.Done():
			return fmt.Errorf("cannot hand on all that waits: %w", ctx.Err())
		}
	}
	return nil
}
