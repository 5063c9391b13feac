package wholetraceprocessor

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/delivery"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/ledger"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// wholeTrace is the processor: it ties the buffer to the senders, to the clock and to the next consumer.
type wholeTrace struct {
	set       processor.Settings
	cfg       *Config
	next      consumer.Traces
	ledger    *ledger.Ledger
	telemetry *telemetry
	epoch     time.Time // the clock of the buffer goes on evenly from here

	log      *spill.Log // nil without storage
	buffer   *buffer.Buffer
	delivery *delivery.Delivery
	page     *page
	quiet    quiet

	mu     sync.RWMutex // guards open; held for reading while a batch is filed
	open   bool
	stop   chan struct{} // ends the chores
	chores sync.WaitGroup
}

func newProcessor(set processor.Settings, cfg *Config, next consumer.Traces) (*wholeTrace, error) {
	p := &wholeTrace{set: set, cfg: cfg, next: next, ledger: ledger.New(), epoch: time.Now(), stop: make(chan struct{})}
	var err error
	p.telemetry, err = newTelemetry(set.TelemetrySettings, p.ledger)
	return p, err
}

// now is the time of arrival in nanoseconds: it starts at the wall clock's time and is not set back with it.
func (p *wholeTrace) now() int64 { return p.epoch.UnixNano() + int64(time.Since(p.epoch)) }

// Capabilities says that the spans of a batch are moved out of it.
func (p *wholeTrace) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

// Start takes in what waits in storage and begins to work.
func (p *wholeTrace) Start(ctx context.Context, host component.Host) error {
	if err := p.openStorage(); err != nil {
		return err
	}
	p.buffer = buffer.New(p.cfg.buffer(p.next.Capabilities().MutatesData), p.ledger, p.log, p.now())
	if err := p.restore(); err != nil {
		return errors.Join(err, p.log.Close())
	}
	if err := p.telemetry.watch(p.buffer, p.log); err != nil {
		return err
	}
	if err := p.startPage(ctx, host); err != nil {
		return err
	}
	p.delivery = delivery.New(p.buffer, p.next, p.cfg.Retry, p.set.Logger, p.telemetry)
	p.delivery.Start()
	p.startChores()
	p.mu.Lock()
	p.open = true
	p.mu.Unlock()
	return nil
}

func (p *wholeTrace) restore() error {
	if p.log == nil {
		return nil
	}
	r, err := p.buffer.Restore(p.now())
	if err != nil {
		return err
	}
	p.telemetry.restored(r)
	if r.Damaged > 0 {
		p.set.Logger.Warn("Some of what waited in storage is damaged and was set aside.", zap.Int("pages", r.Damaged))
	}
	if r.Spans > 0 {
		p.set.Logger.Info("What waited in storage goes on waiting.", zap.Int("traces", r.Traces), zap.Int("spans", r.Spans))
	}
	return nil
}

var errClosed = errors.New("whole_trace is shutting down")

// ConsumeTraces files the batch and returns. With an error nothing was taken, and the sender may try again.
func (p *wholeTrace) ConsumeTraces(_ context.Context, td ptrace.Traces) error {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if !p.open {
		p.ledger.Refuse("shutdown", td.SpanCount())
		return errClosed
	}
	batch := fragment.Read(td)
	spans, err := p.buffer.Admit(p.now(), batch)
	if err != nil {
		p.ledger.Refuse(refusal(err), batch.Spans)
		return fmt.Errorf("cannot hold %d spans: %w", batch.Spans, err)
	}
	p.telemetry.repeated(batch.Spans - spans)
	return nil
}

func refusal(err error) string {
	if errors.Is(err, buffer.ErrFull) {
		return "memory"
	}
	return "storage"
}

// Shutdown keeps what waits in storage. Without storage it hands it on: each trace is tried once more, and is given up
// when that fails.
func (p *wholeTrace) Shutdown(ctx context.Context) error {
	p.mu.Lock()
	open := p.open
	p.open = false
	p.mu.Unlock()
	defer p.telemetry.shutdown()
	if !open {
		return nil
	}
	close(p.stop)
	p.chores.Wait()
	if p.log == nil {
		p.buffer.Drain()
	}
	err := p.delivery.Shutdown(ctx)
	p.page.stop()
	p.buffer.Close()
	if p.log != nil {
		err = errors.Join(err, p.log.Close())
	}
	return err
}
