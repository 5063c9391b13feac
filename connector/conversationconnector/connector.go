package conversationconnector

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/diagram"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/metadata"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/record"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// remembered is how many hand-ons are remembered, at about 50 bytes each. A hand-on that failed comes again within
// seconds; this is minutes of a busy gateway.
const remembered = 65_536

// mostLines and mostPeople bound a diagram: more than this nobody reads.
const (
	mostLines  = 200
	mostPeople = 50
)

var errUnmarked = consumererror.NewPermanent(errors.New("conversation tells whole traces: put whole_trace before it in the pipeline, with no batch and no queue in between"))

// conversation writes traces as log records. It may be called concurrently.
type conversation struct {
	component.StartFunc
	cfg       *Config
	next      consumer.Logs
	telemetry *metadata.TelemetryBuilder
	outcomes  outcomes
	kinds     kinds
	finished  *wholetrace.Finished
	tellers   sync.Pool // of *teller
}

func newConversation(set connector.Settings, cfg *Config, next consumer.Logs) (*conversation, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	settings := story.Settings{TextChars: cfg.TextChars, Lines: mostLines, People: mostPeople}
	return &conversation{
		cfg: cfg, next: next, telemetry: telemetry, outcomes: newOutcomes(), kinds: newKinds(),
		finished: wholetrace.NewFinished(remembered),
		tellers:  sync.Pool{New: func() any { return &teller{reader: story.NewReader(settings)} }},
	}, nil
}

// Capabilities says that traces are only read.
func (c *conversation) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

// Shutdown has nothing to wait for: whatever was read has been written.
func (c *conversation) Shutdown(context.Context) error {
	c.telemetry.Shutdown()
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
	logs, wrote, err := c.tell(td, mark.Kind)
	if err != nil {
		return consumererror.NewPermanent(fmt.Errorf("cannot write a run: %w", err))
	}
	outcome := c.outcomes.ignored
	if logs.LogRecordCount() > 0 {
		if err := c.next.ConsumeLogs(ctx, logs); err != nil {
			return err
		}
		outcome = c.outcomes.told
		c.telemetry.ConnectorConversationRecords.Add(ctx, int64(wrote.diagrams), c.kinds.diagram)
		c.telemetry.ConnectorConversationRecords.Add(ctx, int64(wrote.events), c.kinds.event)
	}
	c.finished.Take(mark)
	c.telemetry.ConnectorConversationBatches.Add(ctx, 1, outcome)
	return nil
}

// teller is what reads and writes one batch at a time.
type teller struct {
	reader *story.Reader
	writer diagram.Writer
}

// written counts log records.
type written struct{ diagrams, events int }

// tell writes the records of a batch: the runs, then the events of all of them in the order of time. Late spans are no
// story, only events.
func (c *conversation) tell(td ptrace.Traces, kind wholetrace.Kind) (plog.Logs, written, error) {
	t := c.tellers.Get().(*teller)
	defer c.tellers.Put(t)
	reader := t.reader
	reader.Read(td)
	logs, wrote := plog.NewLogs(), written{}
	to := record.NewWriter(logs, metadata.ScopeName)
	late := kind == wholetrace.Late
	runs := reader.Runs()
	for i := range runs {
		run := &runs[i]
		if late || !run.HasSteps() {
			continue
		}
		reader.Tell(run)
		body, err := c.draw(&t.writer, run)
		if err != nil {
			return logs, wrote, err
		}
		record.Diagram(to.Next(run.Resource), run, c.cfg.Format, body)
		wrote.diagrams++
	}
	if c.cfg.Events {
		wrote.events = c.events(reader, to, late)
	}
	return logs, wrote, nil
}

func (c *conversation) events(reader *story.Reader, to *record.Writer, late bool) int {
	events := reader.Events(story.Choice{Late: late, Texts: c.cfg.TextChars > 0})
	for i := range events {
		e := &events[i]
		resource := e.Run.Resource
		if e.View != nil {
			resource = e.View.Resource
		}
		record.Event(to.Next(resource), e)
	}
	return len(events)
}

func (c *conversation) draw(w *diagram.Writer, run *story.Run) (string, error) {
	switch c.cfg.Format {
	case formatText:
		return w.Text(run), nil
	case formatJSON:
		return w.JSON(run)
	}
	return w.Mermaid(run), nil
}
