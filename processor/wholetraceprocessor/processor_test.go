package wholetraceprocessor

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// sink is a next consumer that fails when told to, and changes what it gets.
type sink struct {
	mu    sync.Mutex
	marks []wholetrace.Mark
	names []string
	fail  func(wholetrace.Mark) error
}

func (s *sink) Capabilities() consumer.Capabilities { return consumer.Capabilities{MutatesData: true} }

func (s *sink) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	mark, ok := wholetrace.FromContext(ctx)
	if !ok {
		return consumererror.NewPermanent(errors.New("no mark"))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.marks = append(s.marks, mark)
	if s.fail != nil {
		if err := s.fail(mark); err != nil {
			td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).SetName("changed")
			return err
		}
	}
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				s.names = append(s.names, span.Name())
			}
		}
	}
	return nil
}

func (s *sink) got() ([]wholetrace.Mark, []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]wholetrace.Mark(nil), s.marks...), append([]string(nil), s.names...)
}

func start(t *testing.T, next consumer.Traces, change ...func(*Config)) processor.Traces {
	cfg := createDefaultConfig().(*Config)
	cfg.AfterRoot = 20 * time.Millisecond
	cfg.Retry.InitialInterval = 10 * time.Millisecond
	for _, f := range change {
		f(cfg)
	}
	require.NoError(t, cfg.Validate())
	p, err := NewFactory().CreateTraces(context.Background(), processortest.NewNopSettings(NewFactory().Type()), cfg, next)
	require.NoError(t, err)
	require.NoError(t, p.Start(context.Background(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	return p
}

func oneSpan(trace, id, parent byte, name string) ptrace.Traces {
	td := ptrace.NewTraces()
	sp := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	sp.SetTraceID(pcommon.TraceID{15: trace})
	sp.SetSpanID(pcommon.SpanID{id})
	sp.SetParentSpanID(pcommon.SpanID{parent})
	sp.SetName(name)
	sp.SetStartTimestamp(pcommon.Timestamp(id))
	sp.SetEndTimestamp(1000)
	return td
}

func TestATraceInManyRequestsComesOutInOneMarkedCall(t *testing.T) {
	next := &sink{}
	p := start(t, next)
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 2, 1, "chat")))
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 1, 0, "root")))
	require.Eventually(t, func() bool { _, names := next.got(); return len(names) == 2 }, 5*time.Second, time.Millisecond)
	marks, names := next.got()
	require.Equal(t, []string{"root", "chat"}, names)
	require.Len(t, marks, 1)
	require.Equal(t, wholetrace.Whole, marks[0].Kind)
	require.Equal(t, 1, marks[0].Attempt)
}

func TestAFailedHandOnIsRepeatedWithTheSameID(t *testing.T) {
	next := &sink{fail: func(m wholetrace.Mark) error {
		if m.Attempt < 3 {
			return errors.Join(consumererror.NewPermanent(errors.New("one branch refuses")), errors.New("the other is away"))
		}
		return nil
	}}
	p := start(t, next)
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 1, 0, "root")))
	require.Eventually(t, func() bool { _, names := next.got(); return len(names) == 1 }, 5*time.Second, time.Millisecond)
	marks, names := next.got()
	require.Equal(t, []string{"root"}, names, "downstream's changes do not show in the next attempt")
	require.Len(t, marks, 3)
	require.Equal(t, marks[0].HandOn, marks[2].HandOn)
	require.Equal(t, 3, marks[2].Attempt)
}

func TestAPermanentErrorIsNotRepeated(t *testing.T) {
	next := &sink{fail: func(wholetrace.Mark) error { return consumererror.NewPermanent(errors.New("no")) }}
	p := start(t, next)
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 1, 0, "root")))
	w := p.(*wholeTrace)
	require.Eventually(t, func() bool { return w.ledger.Balance().GivenUp["permanent"] == 1 }, 5*time.Second, time.Millisecond)
	marks, _ := next.got()
	require.Len(t, marks, 1)
	require.Zero(t, w.ledger.Balance().Waiting)
}

func TestShutdownHandsOnWhatWaits(t *testing.T) {
	next := &consumertest.TracesSink{}
	p := start(t, next)
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 2, 1, "orphan")))
	require.NoError(t, p.Shutdown(context.Background()))
	require.Equal(t, 1, next.SpanCount())
	require.Error(t, p.ConsumeTraces(context.Background(), oneSpan(1, 3, 1, "too late")))
}

func TestShutdownDoesNotWaitForADownstreamThatIsAway(t *testing.T) {
	next := &sink{fail: func(wholetrace.Mark) error { return errors.New("away") }}
	p := start(t, next, func(c *Config) { c.Retry.InitialInterval, c.Retry.MaxInterval = time.Hour, time.Hour })
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 1, 0, "root")))
	require.Eventually(t, func() bool { marks, _ := next.got(); return len(marks) == 1 }, 5*time.Second, time.Millisecond)
	require.NoError(t, p.Shutdown(context.Background()))
	require.EqualValues(t, 1, p.(*wholeTrace).ledger.Balance().GivenUp["shutdown"])
}
