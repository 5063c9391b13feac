package conversationconnector

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// apart are the traces of a batch, one batch each.
func apart(batch ptrace.Traces) []ptrace.Traces {
	byTrace := map[pcommon.TraceID]ptrace.Traces{}
	var list []ptrace.Traces
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				to, ok := byTrace[span.TraceID()]
				if !ok {
					to = ptrace.NewTraces()
					byTrace[span.TraceID()] = to
					list = append(list, to)
				}
				trs := to.ResourceSpans().AppendEmpty()
				rs.Resource().CopyTo(trs.Resource())
				span.CopyTo(trs.ScopeSpans().AppendEmpty().Spans().AppendEmpty())
			}
		}
	}
	return list
}

// clock is a time that stands still until it is moved. The connector's own timer does not fire in a test: its interval is a
// quarter of an hour's.
type clock struct{ now time.Time }

func startGathering(t *testing.T, next consumer.Logs, change ...func(*Config)) (*conversation, *clock) {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.Format, cfg.RunIdle = formatText, time.Hour
	for _, c := range change {
		c(cfg)
	}
	at := &clock{time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)}
	c, err := newConversation(connectortest.NewNopSettings(metadata.Type), cfg, next, func() time.Time { return at.now })
	require.NoError(t, err)
	return c, at
}

// TestARunThatIsHandedOnApartIsOneRecord: the same as if its traces had come together, in whatever order they come.
func TestARunThatIsHandedOnApartIsOneRecord(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			batch := enrich(t, recording.Merged())
			var want []string
			for _, r := range tell(t, batch, format(formatText)) {
				want = append(want, r.Body().Str())
			}
			traces := apart(batch)
			for _, reversed := range []bool{false, true} {
				sink := &consumertest.LogsSink{}
				c, at := startGathering(t, sink)
				for i := range traces {
					k := i
					if reversed {
						k = len(traces) - 1 - i
					}
					ctx := marked(wholetrace.Whole, uint64(i+1))
					require.NoError(t, c.ConsumeTraces(ctx, traces[k]))
					require.NoError(t, c.ConsumeTraces(ctx, traces[k]), "again, because another branch failed")
				}
				at.now = at.now.Add(time.Hour)
				require.Zero(t, c.over(context.Background(), false))
				var got []string
				for _, r := range recordsOf(sink) {
					got = append(got, r.Body().Str())
				}
				require.ElementsMatch(t, want, got, "reversed: %v", reversed)
			}
		})
	}
}

func TestARunIsOverWhenItHasGainedNothingForAWhile(t *testing.T) {
	traces := apart(enrich(t, tracetest.Open(t, "ag2-v1-network").Merged()))
	sink := &consumertest.LogsSink{}
	c, at := startGathering(t, sink, withEvents)
	for i, trace := range traces {
		require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, uint64(i+1)), trace))
		at.now = at.now.Add(5 * time.Minute)
		c.over(t.Context(), false)
	}
	count := func(name string) (n int) {
		for _, r := range recordsOf(sink) {
			if r.EventName() == name {
				n++
			}
		}
		return n
	}
	require.Equal(t, 12, count(genai.ConversationCall), "events do not wait")
	at.now = at.now.Add(time.Hour)
	c.over(t.Context(), false)
	require.Equal(t, 4, count(genai.ConversationRun))
	require.Equal(t, 4, count(genai.ConversationCost), "one a run, with its record")
	require.Zero(t, c.runs.Len())
}

func TestWhatWaitsIsWrittenAtShutdown(t *testing.T) {
	sink := &consumertest.LogsSink{}
	c, _ := startGathering(t, sink)
	require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), shortStory(t)))
	require.Zero(t, sink.LogRecordCount())
	require.NoError(t, c.Shutdown(t.Context()))
	require.Equal(t, 1, sink.LogRecordCount())
}

func TestTheTimerWritesWhatIsOver(t *testing.T) {
	c, sink := start(t, func(c *Config) { c.RunIdle = 20 * time.Millisecond })
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), shortStory(t)))
	require.Eventually(t, func() bool { return sink.LogRecordCount() == 1 }, 10*time.Second, time.Millisecond)
}

func TestTheOldestIsWrittenWhenThereIsTooMuch(t *testing.T) {
	sink := &consumertest.LogsSink{}
	c, _ := startGathering(t, sink, func(c *Config) { c.RunMemoryMiB = 1 })
	one := shortStory(t)
	for i := range 500 {
		name := strings.Repeat("x", i+1)
		for _, rs := range one.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					span.Attributes().PutStr(genai.RunID, name)
				}
			}
		}
		require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, uint64(i+1)), one))
	}
	require.NotZero(t, sink.LogRecordCount())
	require.Less(t, sink.LogRecordCount(), 500)
	require.Equal(t, 500, sink.LogRecordCount()+c.runs.Len())
	id, _ := recordsOf(sink)[0].Attributes().Get(genai.RunID)
	require.Equal(t, "x", id.Str())
}

func TestARunThatIsRefusedIsWrittenLater(t *testing.T) {
	sink := &consumertest.LogsSink{}
	answer := errors.New("not now")
	next, err := consumer.NewLogs(func(ctx context.Context, logs plog.Logs) error {
		if answer != nil {
			return answer
		}
		return sink.ConsumeLogs(ctx, logs)
	})
	require.NoError(t, err)
	c, _ := startGathering(t, next)
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), shortStory(t)))
	require.Equal(t, 1, c.over(t.Context(), true))
	require.Equal(t, 1, c.over(t.Context(), true))
	answer = nil
	require.Zero(t, c.over(t.Context(), true))
	require.Equal(t, 1, sink.LogRecordCount())

	answer = consumererror.NewPermanent(errors.New("never"))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 2), shortStory(t)))
	require.Zero(t, c.over(t.Context(), true), "lost, and counted")
	answer = nil
	require.Zero(t, c.over(t.Context(), true))
	require.Equal(t, 1, sink.LogRecordCount())
}
