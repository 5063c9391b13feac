package wholetraceprocessor

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/delivery"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/ledger"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/wheel"
)

// wholeTrace is the processor: it ties the buffer to the senders, to the clock and to the next consumer.
type wholeTrace struct {
	ledger    *ledger.Ledger
	buffer    *buffer.Buffer
	delivery  *delivery.Delivery
	telemetry *telemetry
	epoch     time.Time // the clock of the buffer goes on evenly from here

	mu     sync.RWMutex // guards closed; held for reading while a batch is filed
	closed bool

	stop  chan struct{} // ends the ticker
	ticks sync.WaitGroup
}

func newProcessor(set processor.Settings, cfg *Config, next consumer.Traces) (*wholeTrace, error) {
	p := &wholeTrace{ledger: ledger.New(), epoch: time.Now(), stop: make(chan struct{})}
	t, err := newTelemetry(set.TelemetrySettings, p.ledger)
	if err != nil {
		return nil, err
	}
	p.telemetry = t
	p.buffer = buffer.New(buffer.Settings{
		Idle: cfg.Idle, AfterRoot: cfg.AfterRoot, MaxAge: cfg.MaxAge, LateMemory: cfg.LateMemory,
		MaxTraceSpans: cfg.MaxTraceSpans,
		MaxTraceBytes: cfg.MaxTraceMiB << 20,
		MemoryBytes:   int64(cfg.MemoryMiB) << 20,
		Shards:        4 * runtime.GOMAXPROCS(0),
		Ledger:        p.ledger,
	}, p.now())
	p.delivery = delivery.New(p.buffer, next, cfg.Retry, set.Logger, t)
	return p, nil
}

// now is the time of arrival in nanoseconds: it starts at the wall clock's time and is not set back with it.
func (p *wholeTrace) now() int64 { return p.epoch.UnixNano() + int64(time.Since(p.epoch)) }

// Capabilities says that the spans of a batch are moved out of it.
func (p *wholeTrace) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

func (p *wholeTrace) Start(context.Context, component.Host) error {
	p.delivery.Start()
	p.ticks.Add(1)
	go func() {
		defer p.ticks.Done()
		ticker := time.NewTicker(wheel.Step)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				p.buffer.Tick(p.now())
			case <-p.stop:
				return
			}
		}
	}()
	return nil
}

var errClosed = errors.New("whole_trace is shutting down")

// ConsumeTraces files the batch and returns. With an error nothing was taken, and the sender may try again.
func (p *wholeTrace) ConsumeTraces(_ context.Context, td ptrace.Traces) error {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.closed {
		p.ledger.Refuse("shutdown", td.SpanCount())
		return errClosed
	}
	batch := fragment.Read(td)
	spans, err := p.buffer.Admit(p.now(), batch)
	if err != nil {
		p.ledger.Refuse("memory", batch.Spans)
		return fmt.Errorf("cannot hold %d spans: %w", batch.Spans, err)
	}
	p.telemetry.repeated(batch.Spans - spans)
	return nil
}

// Shutdown hands on what waits: each trace is tried once more, and is given up when that fails.
func (p *wholeTrace) Shutdown(ctx context.Context) error {
	p.mu.Lock()
	again := p.closed
	p.closed = true
	p.mu.Unlock()
	if again {
		return nil
	}
	close(p.stop)
	p.ticks.Wait()
	p.buffer.Drain()
	err := p.delivery.Shutdown(ctx)
	p.telemetry.shutdown()
	return err
}
