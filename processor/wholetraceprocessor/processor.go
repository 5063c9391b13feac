package wholetraceprocessor

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/chore"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/delivery"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/ledger"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/wheel"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/zpage"
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
	batches  fragment.Reader
	buffer   *buffer.Buffer
	delivery *delivery.Delivery
	page     *zpage.Server // nil without a page
	chores   *chore.Chores
	quiet    chore.Quiet

	mu   sync.RWMutex // guards open; held for reading while a batch is filed
	open bool
}

func newProcessor(set processor.Settings, cfg *Config, next consumer.Traces) (*wholeTrace, error) {
	p := &wholeTrace{set: set, cfg: cfg, next: next, ledger: ledger.New(), epoch: time.Now(), chores: chore.New()}
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

// Start takes in what waits in storage and begins to work. When it fails it lets go of everything, so that another start can
// succeed.
func (p *wholeTrace) Start(ctx context.Context, host component.Host) error {
	if err := p.prepare(ctx, host); err != nil {
		return errors.Join(err, p.close())
	}
	p.delivery = delivery.New(p.buffer, p.next, p.cfg.Retry, p.set.Logger, p.telemetry)
	p.delivery.Start()
	p.startChores()
	p.mu.Lock()
	p.open = true
	p.mu.Unlock()
	return nil
}

// prepare gets everything ready that can fail.
func (p *wholeTrace) prepare(ctx context.Context, host component.Host) error {
	if err := p.openStorage(); err != nil {
		return err
	}
	p.buffer = buffer.New(p.settings(p.next.Capabilities().MutatesData), p.ledger, p.log, p.now())
	if err := p.restore(); err != nil {
		return err
	}
	if err := p.telemetry.watch(p.buffer, p.log); err != nil {
		return err
	}
	return p.startPage(ctx, host)
}

// close lets go of the page, of memory and of storage, as far as they are there.
func (p *wholeTrace) close() error {
	p.page.Stop()
	if p.buffer != nil {
		p.buffer.Close()
	}
	if p.log == nil {
		return nil
	}
	err := p.log.Close()
	if errors.Is(err, spill.ErrFull) {
		// What waits is on disk. What could not be noted is that some has left, which is handed on again then: no reason
		// to fail, which at a reload would end the whole Collector.
		p.complain("cannot note in storage what has left, it will be handed on again", err)
		return nil
	}
	return err
}

// segmentBytes is how large a file of the log grows; a small log has smaller ones.
const segmentBytes = 32 << 20

// openStorage opens the folder of this processor: whole_trace/one has its own beside that of whole_trace/two.
func (p *wholeTrace) openStorage() error {
	if !p.cfg.Storage.HasValue() {
		return nil
	}
	c := p.cfg.Storage.Get()
	folder := strings.ReplaceAll(p.set.ID.String(), "/", "_")
	limit := int64(c.MaxMiB) << 20
	segment := int64(segmentBytes)
	if limit > 0 {
		segment = min(segment, limit/8)
	}
	var err error
	p.log, err = spill.Open(filepath.Join(c.Directory, folder), spill.Options{
		Fsync: spill.Fsync(c.Fsync), MaxBytes: limit, SegmentBytes: segment,
	})
	return err
}

// shardsPerCPU is how many shards there are for each processor that Go uses: enough that two senders rarely meet.
const shardsPerCPU = 4

func (p *wholeTrace) settings(mutates bool) buffer.Settings {
	c := p.cfg
	return buffer.Settings{
		Idle: c.Idle, AfterRoot: c.AfterRoot, MaxAge: c.MaxAge, LateMemory: c.LateMemory,
		MaxTraceSpans: c.MaxTraceSpans,
		MaxTraceBytes: c.MaxTraceMiB << 20,
		MemoryBytes:   int64(c.MemoryMiB) << 20,
		Shards:        shardsPerCPU * runtime.GOMAXPROCS(0),
		Mutates:       mutates,
	}
}

func (p *wholeTrace) startPage(ctx context.Context, host component.Host) (err error) {
	if !p.cfg.ZPage.HasValue() {
		return nil
	}
	page := zpage.New(p.set.ID.String(), p.buffer, p.now)
	p.page, err = zpage.Serve(ctx, p.cfg.ZPage.Get(), host, p.set.TelemetrySettings, page)
	return err
}

// How often the chores are done. What has left is noted on disk within flushEvery; a process that dies in between hands
// it on again.
const (
	packEvery  = 100 * time.Millisecond
	flushEvery = 20 * time.Millisecond
	syncEvery  = time.Second
)

func (p *wholeTrace) startChores() {
	p.chores.Every(wheel.Step, func() { p.buffer.Tick(p.now()) })
	p.chores.Every(packEvery, func() { p.buffer.Pack(p.now()) })
	if p.log == nil {
		return
	}
	p.chores.Every(flushEvery, func() { p.complain("cannot write to storage", p.log.Flush()) })
	p.chores.Every(syncEvery, func() {
		if p.cfg.Storage.Get().Fsync == string(spill.Interval) {
			p.complain("cannot sync storage", p.log.Sync())
		}
		p.complain("cannot move what waits on in storage", p.buffer.Clean())
	})
}

// complain logs what a chore could not do. It is done again in a moment, so one word about it a minute is enough.
func (p *wholeTrace) complain(what string, err error) {
	if err == nil {
		return
	}
	p.telemetry.storageError()
	if p.quiet.Pass(time.Now()) {
		p.set.Logger.Error(what, zap.Error(err))
	}
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
	batch := p.batches.Read(td)
	defer p.batches.Done(batch)
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
	p.chores.Stop()
	if p.log == nil {
		p.buffer.Drain()
	}
	return errors.Join(p.delivery.Shutdown(ctx), p.close())
}
