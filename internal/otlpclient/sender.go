package otlpclient

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exporterhelper/xexporterhelper"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// sender sends what comes out of the queue.
type sender struct {
	Settings
	set    exporter.Settings
	report *report
	// slots holds one entry for each request on its way; nil without a queue.
	slots chan struct{}
	// tickets numbers the batches that the gate knows.
	tickets atomic.Uint64
	// Made by start:
	encoder *encoder
	client  *client
}

// push sends a request. It is called by the queue's consumers, several at a time.
func (s *sender) push(ctx context.Context, r xexporterhelper.Request) error {
	q, ok := r.(*request)
	if !ok {
		return consumererror.NewPermanent(fmt.Errorf("cannot send a %T", r))
	}
	if s.Gate != nil {
		if wait := s.Gate.Wait(q.lane); wait > 0 {
			held := &Refusal{Kind: Later, Code: "held back", Message: "the backend asked to wait", After: wait}
			return s.keep(q, q.chunks, held)
		}
	}
	if s.slots != nil {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		defer func() { <-s.slots }()
	}
	return s.sendAll(ctx, q)
}

// sendAll sends message after message. What is refused for good is counted and left out; the first that is refused for now
// ends the attempt, and it and all behind it are left.
func (s *sender) sendAll(ctx context.Context, q *request) error {
	todo := q.messages(s.Config.MaxMessage())
	var last *Refusal
	for len(todo) > 0 {
		m := todo[0]
		refusal := s.sendOne(ctx, q.lane, m)
		if refusal == nil {
			q.arrived += m.spans()
			m.free()
			todo = todo[1:]
			continue
		}
		if refusal.Kind == Later {
			var chunks []chunk
			for _, m := range todo {
				chunks = append(chunks, m...)
			}
			return s.again(q, chunks, refusal)
		}
		if halves := s.halves(m, refusal); halves != nil {
			todo = append(halves, todo[1:]...)
			continue
		}
		last = refusal
		s.refuse(ctx, q.lane, m.spans(), refusal)
		m.free()
		todo = todo[1:]
	}
	s.release(q)
	if last != nil && q.arrived == 0 {
		return consumererror.NewPermanent(last)
	}
	return nil
}

// sendOne returns nil when the backend has the message, or as much of it as it wants.
func (s *sender) sendOne(ctx context.Context, lane string, m message) *Refusal {
	if m.spans() == 0 {
		return nil
	}
	var headers map[string]string
	if s.Headers != nil {
		headers = s.Headers(lane)
	}
	partial, err := s.client.send(ctx, m, headers)
	if err != nil {
		refusal := refusalOf(err)
		if s.Judge != nil {
			s.Judge(refusal)
		}
		return refusal
	}
	if rejected := int(partial.RejectedSpans()); rejected > 0 {
		s.refuse(ctx, lane, rejected, &Refusal{Kind: Content, Code: "partial success", Message: partial.ErrorMessage()})
	} else if partial.ErrorMessage() != "" {
		s.report.say(zapcore.WarnLevel, lane, "The backend took the spans with a warning.", 0,
			zap.String("tenant", lane), zap.String("warning", partial.ErrorMessage()))
	}
	return nil
}

// halves cuts a message that was refused for its size or for something in it; nil when there is nothing to cut.
func (s *sender) halves(m message, refusal *Refusal) []message {
	if refusal.Kind != TooLarge && refusal.Kind != Content {
		return nil
	}
	if len(m) > 1 {
		middle := len(m) / 2
		return []message{m[:middle:middle], m[middle:]}
	}
	// What is in a trace holds for all of it, as far as backends tell; its size does not.
	both, err := s.encoder.halves(m[0], refusal.Kind == TooLarge)
	if err != nil || len(both) < 2 {
		return nil
	}
	return []message{both[:1:1], both[1:]}
}

// refuse counts what the backend will never take, and says so once a minute.
func (s *sender) refuse(ctx context.Context, lane string, spans int, refusal *Refusal) {
	if s.Refused != nil {
		s.Refused(ctx, spans, refusal.reason())
	}
	s.report.say(zapcore.ErrorLevel, lane+"\x00"+refusal.reason(), "The backend refused spans for good; they are dropped.", spans,
		s.fields(lane, refusal)...)
}

// again keeps what is left after an attempt, and says so once a minute.
func (s *sender) again(q *request, chunks []chunk, refusal *Refusal) error {
	s.report.say(zapcore.WarnLevel, q.lane+"\x00"+refusal.reason(), "The backend takes no spans for now; they are kept and sent again.",
		message(chunks).spans(), s.fields(q.lane, refusal)...)
	return s.keep(q, chunks, refusal)
}

// keep is the error after which the Collector's retry sends what is left.
func (s *sender) keep(q *request, chunks []chunk, refusal *Refusal) error {
	rest := &request{lane: q.lane, chunks: chunks, calls: q.calls, arrived: q.arrived, ticket: q.ticket}
	if s.Gate != nil {
		if rest.ticket == 0 {
			rest.ticket = s.tickets.Add(1)
		}
		s.Gate.Hold(q.lane, refusal.After, rest.batch())
	}
	var cause error = refusal
	if refusal.After > 0 {
		cause = exporterhelper.NewThrottleRetry(refusal, refusal.After)
	}
	return &left{request: rest, cause: cause}
}

func (s *sender) release(q *request) {
	if q.ticket != 0 {
		s.Gate.Release(q.lane, q.ticket)
	}
}

func (r *request) batch() Batch {
	return Batch{Ticket: r.ticket, Calls: r.calls, Spans: r.ItemsCount(), Bytes: r.BytesSize()}
}

func (s *sender) fields(lane string, refusal *Refusal) []zap.Field {
	fields := []zap.Field{
		zap.String("endpoint", s.Config.Endpoint()), zap.String("reason", refusal.reason()), zap.String("answer", refusal.Error()),
	}
	if lane != "" {
		fields = append(fields, zap.String("tenant", lane))
	}
	if refusal.After > 0 {
		fields = append(fields, zap.Duration("wait", refusal.After.Round(time.Millisecond)))
	}
	return fields
}
