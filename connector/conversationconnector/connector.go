package conversationconnector

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/gathering"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/metadata"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/record"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
	"github.com/otelcol-baton/baton/internal/series"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// remembered is how many hand-ons are remembered, at about 50 bytes each. A hand-on that failed comes again within
// seconds; this is minutes of a busy gateway.
const remembered = 65_536

var errUnmarked = consumererror.NewPermanent(errors.New("conversation tells whole traces: put whole_trace before it in the pipeline, with no batch and no queue in between"))

// conversation writes traces as log records. It may be called concurrently.
type conversation struct {
	cfg       *Config
	next      consumer.Logs
	logger    *zap.Logger
	telemetry *metadata.TelemetryBuilder
	outcomes  outcomes
	kinds     kinds
	finished  *wholetrace.Finished
	tellers   sync.Pool // of *record.Teller
	now       func() time.Time
	runs      *gathering.Runs
	timer     *series.Timer

	mu     sync.Mutex // guards unsent, and lets one at a time write runs that are over
	unsent []record.Told
}

func newConversation(set connector.Settings, cfg *Config, next consumer.Logs, now func() time.Time) (*conversation, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	settings := record.Settings{Scope: metadata.ScopeName, Format: cfg.Format, Events: cfg.Events, TextChars: cfg.TextChars}
	c := &conversation{
		cfg: cfg, next: next, logger: set.Logger, telemetry: telemetry, outcomes: newOutcomes(), kinds: newKinds(),
		finished: wholetrace.NewFinished(remembered),
		tellers:  sync.Pool{New: func() any { return record.NewTeller(settings) }},
		now:      now,
		runs:     gathering.New(cfg.RunIdle, cfg.RunMemoryMiB<<20),
	}
	return c, telemetry.RegisterConnectorConversationWaitingRunsCallback(func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(int64(c.runs.Len()))
		return nil
	})
}

// Capabilities says that traces are only read.
func (c *conversation) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

// Start begins to look for runs that are over.
func (c *conversation) Start(context.Context, component.Host) error {
	if c.cfg.RunIdle > 0 {
		c.timer = series.Every(max(min(c.cfg.RunIdle/4, time.Second), time.Millisecond), func() { c.over(context.Background(), false) })
	}
	return nil
}

// Shutdown writes the runs that wait.
func (c *conversation) Shutdown(ctx context.Context) error {
	defer c.telemetry.Shutdown()
	if !c.timer.Stop() {
		return nil
	}
	if left := c.over(ctx, true); left > 0 {
		c.telemetry.ConnectorConversationLostRuns.Add(ctx, int64(left))
		return fmt.Errorf("cannot write %d runs that waited: the next component refuses them", left)
	}
	return nil
}

// ConsumeTraces writes what a batch tells. When the next component refuses it, so does this one: the batch comes again,
// and is told again then, but not when it was another branch that failed.
func (c *conversation) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	mark, marked := wholetrace.FromContext(ctx)
	if !marked {
		return errUnmarked
	}
	if c.finished.Seen(mark) {
		c.telemetry.ConnectorConversationBatches.Add(ctx, 1, c.outcomes.repeated)
		return nil
	}
	t := c.tellers.Get().(*record.Teller)
	defer c.tellers.Put(t)
	runs := t.Read(td)
	c.mayGain(runs, mark.Kind)
	told := t.Tell(mark.Kind == wholetrace.Late)
	if err := c.send(ctx, told); err != nil {
		return err
	}
	c.finished.Take(mark)
	waits := c.gather(t, runs)
	outcome := c.outcomes.ignored
	if waits || !told.IsEmpty() {
		outcome = c.outcomes.told
	}
	c.telemetry.ConnectorConversationBatches.Add(ctx, 1, outcome)
	if waits && c.runs.Full() {
		c.over(ctx, false)
	}
	return nil
}

// mayGain marks the runs that may gain more traces. A part of a trace does not wait: what is told of it is marked as one.
func (c *conversation) mayGain(runs []story.Run, kind wholetrace.Kind) {
	if c.cfg.RunIdle == 0 || kind != wholetrace.Whole {
		return
	}
	for i := range runs {
		runs[i].Waits = runs[i].HasSteps() && runs[i].IsShared()
	}
}

// gather keeps the runs that wait, and says whether there are any.
func (c *conversation) gather(t *record.Teller, runs []story.Run) bool {
	waits := false
	for i := range runs {
		if run := &runs[i]; run.Waits {
			waits = true
			c.runs.Add(run.ID, c.now(), func(k *story.Kept) { t.Keep(run, k) })
		}
	}
	return waits
}

func (c *conversation) send(ctx context.Context, told record.Told) error {
	if told.IsEmpty() {
		return nil
	}
	if err := c.next.ConsumeLogs(ctx, told.Logs); err != nil {
		return err
	}
	c.telemetry.ConnectorConversationRecords.Add(ctx, int64(told.Diagrams), c.kinds.diagram)
	c.telemetry.ConnectorConversationRecords.Add(ctx, int64(told.Events), c.kinds.event)
	return nil
}

// mostUnsent is how many batches of runs are kept that the next component refused.
const mostUnsent = 16

// over writes the runs that are over, or all, after those that were refused before. It returns how many runs are left.
func (c *conversation) over(ctx context.Context, all bool) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if runs := c.runs.Take(c.now(), all); len(runs) > 0 {
		t := c.tellers.Get().(*record.Teller)
		c.unsent = append(c.unsent, t.TellKept(runs))
		c.tellers.Put(t)
	}
	left, refused := 0, c.unsent[:0]
	for i, told := range c.unsent {
		err := c.send(ctx, told)
		switch {
		case err == nil:
		case consumererror.IsPermanent(err), i < len(c.unsent)-mostUnsent:
			c.lose(ctx, told.Diagrams, err)
		default:
			refused = append(refused, told)
			left += told.Diagrams
		}
	}
	c.unsent = refused
	return left
}

// lose counts runs that nobody will see.
func (c *conversation) lose(ctx context.Context, runs int, err error) {
	c.telemetry.ConnectorConversationLostRuns.Add(ctx, int64(runs))
	c.logger.Warn("runs of several traces are lost", zap.Int("runs", runs), zap.Error(err))
}
