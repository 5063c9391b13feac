package otlpclient

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exporterhelper/xexporterhelper"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// Settings are what a backend adds. Every function may be nil, and may be called from several goroutines.
type Settings struct {
	Config *Config
	// Change returns the traces of a lane as the backend wants them: td itself when nothing is to be changed, else a copy,
	// and what is lost by that. It must not change td.
	Change func(ctx context.Context, lane string, td ptrace.Traces) (ptrace.Traces, *Loss)
	// Lane names the tenant of a call's traces. Lanes never share a message.
	Lane func(td ptrace.Traces) string
	// Headers go with every message of a lane.
	Headers func(lane string) map[string]string
	// Judge looks at a refusal before it is acted upon, and may correct it: not every backend keeps to the letter.
	Judge func(r *Refusal)
	// Refused counts spans that the backend will never take.
	Refused func(ctx context.Context, spans int, reason string)
	// Gate holds lanes back. Without it a refusal holds nobody back but its own batch.
	Gate Gate
	// Workers is how many batches may wait or be on their way at once. Zero: as many as may be on their way.
	Workers int
}

// Loss is what a backend is known to refuse before it is asked.
type Loss struct {
	Spans int
	Cause *Refusal
}

// Gate keeps one lane's trouble from the others.
type Gate interface {
	// Wait returns how long nothing of the lane should be sent.
	Wait(lane string) time.Duration
	// Hold says that a batch of the lane waits, and for how long the backend asked to be left alone (zero when it did not
	// say). It is called after every attempt, with the same ticket. A batch that is given up is never released.
	Hold(lane string, after time.Duration, b Batch)
	// Release says that a batch which was held waits no more.
	Release(lane string, ticket uint64)
}

// Batch is how large a batch is, in each of the units that a queue can be counted in.
type Batch struct {
	Ticket              uint64
	Calls, Spans, Bytes int
}

// New makes the exporter: the Collector's queue, batch and retry around a client.
func New(ctx context.Context, set exporter.Settings, s Settings) (exporter.Traces, error) {
	now := time.Now
	e := &sender{Settings: s, set: set, report: newReport(set.Logger, now)}
	hushed := newReport(set.Logger, now)
	set.Logger = set.Logger.WithOptions(zap.WrapCore(func(c zapcore.Core) zapcore.Core { return quiet{Core: c, report: hushed} }))
	inner, err := xexporterhelper.NewTracesRequest(ctx, set, e.request, e.push,
		exporterhelper.WithStart(e.start),
		exporterhelper.WithShutdown(e.shutdown),
		exporterhelper.WithTimeout(exporterhelper.TimeoutConfig{}), // the client's own, for each message
		exporterhelper.WithRetry(s.Config.Retry),
		xexporterhelper.WithQueueBatch(e.queue(), e.queueSettings()),
	)
	if err != nil {
		return nil, err
	}
	return reader{inner}, nil
}

// queue is the configured queue with room for those that wait.
func (s *sender) queue() configoptional.Optional[exporterhelper.QueueBatchConfig] {
	if !s.Config.Queue.HasValue() {
		return s.Config.Queue
	}
	queue := *s.Config.Queue.Get()
	s.slots = make(chan struct{}, queue.NumConsumers)
	queue.NumConsumers = max(queue.NumConsumers, s.Workers)
	return configoptional.Some(queue)
}

func (s *sender) queueSettings() xexporterhelper.QueueBatchSettings {
	settings := xexporterhelper.QueueBatchSettings{Encoding: storage{}}
	if s.Lane != nil {
		settings.Partitioner = lanes{}
	}
	return settings
}

// lanes batches each lane by itself.
type lanes struct{}

func (lanes) GetKey(_ context.Context, r xexporterhelper.Request) string {
	if q, ok := r.(*request); ok {
		return q.lane
	}
	return ""
}

// request encodes a call's traces.
func (s *sender) request(ctx context.Context, td ptrace.Traces) (xexporterhelper.Request, error) {
	r := &request{calls: 1}
	if s.Lane != nil {
		r.lane = s.Lane(td)
	}
	if s.Change != nil {
		var loss *Loss
		if td, loss = s.Change(ctx, r.lane, td); loss != nil {
			s.refuse(ctx, r.lane, loss.Spans, loss.Cause)
		}
	}
	var err error
	r.chunks, err = s.encoder.chunks(td, s.Config.MaxMessage())
	return r, err
}

func (s *sender) start(ctx context.Context, host component.Host) (err error) {
	if s.encoder, err = newEncoder(); err != nil {
		return err
	}
	s.client, err = open(ctx, s.Config, host, s.set)
	return err
}

func (s *sender) shutdown(context.Context) error {
	var errs []error
	if s.encoder != nil {
		errs = append(errs, s.encoder.close())
	}
	if s.client != nil {
		errs = append(errs, s.client.transport.close())
	}
	return errors.Join(errs...)
}

// reader says that nothing is changed. The Collector's batch takes the contrary for granted, and every branch of a fan-out
// would be copied for it.
type reader struct{ exporter.Traces }

func (reader) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }
