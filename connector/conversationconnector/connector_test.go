package conversationconnector

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
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
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

// TestTheOrderOfSpansMakesNoDifference: nor does how they lie in resources and scopes.
func TestTheOrderOfSpansMakesNoDifference(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			batch := enrich(t, recording.Merged())
			for name := range endings {
				want := bytesOf(t, batch, name)
				require.Equal(t, want, bytesOf(t, batch, name), "the same again")
				for seed := range uint64(5) {
					require.Equal(t, want, bytesOf(t, shuffled(batch, seed), name), "shuffled with %d", seed)
				}
			}
		})
	}
}

func bytesOf(t *testing.T, batch ptrace.Traces, name string) string {
	t.Helper()
	c, sink := start(t, format(name), withEvents)
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), batch))
	var b strings.Builder
	for _, logs := range sink.AllLogs() {
		text, err := (&plog.JSONMarshaler{}).MarshalLogs(logs)
		require.NoError(t, err)
		b.Write(text)
	}
	return b.String()
}

// shuffled is every span in a resource of its own, in any order.
func shuffled(batch ptrace.Traces, seed uint64) ptrace.Traces {
	all := ptrace.NewTraces()
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				to := all.ResourceSpans().AppendEmpty()
				rs.Resource().CopyTo(to.Resource())
				scope := to.ScopeSpans().AppendEmpty()
				ss.Scope().CopyTo(scope.Scope())
				span.CopyTo(scope.Spans().AppendEmpty())
			}
		}
	}
	random := rand.New(rand.NewPCG(seed, 1))
	keys := map[pcommon.SpanID]uint64{}
	all.ResourceSpans().Sort(func(a, b ptrace.ResourceSpans) bool {
		of := func(rs ptrace.ResourceSpans) uint64 {
			id := rs.ScopeSpans().At(0).Spans().At(0).SpanID()
			if _, ok := keys[id]; !ok {
				keys[id] = random.Uint64()
			}
			return keys[id]
		}
		return of(a) < of(b)
	})
	return all
}

func TestTracesAreOnlyRead(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		batch := enrich(t, recording.Merged())
		before, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch)
		require.NoError(t, err)
		batch.MarkReadOnly()
		require.NotEmpty(t, tell(t, batch, withEvents), recording.Name)
		after, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch)
		require.NoError(t, err)
		require.Equal(t, before, after, recording.Name)
	}
	c, _ := start(t)
	require.False(t, c.Capabilities().MutatesData)
}

func shortStory(t *testing.T) ptrace.Traces {
	return enrich(t, tracetest.Open(t, "autogen-story").Merged())
}

func TestARepeatedHandOnIsWrittenOnce(t *testing.T) {
	c, sink := start(t)
	batch := shortStory(t)
	for attempt := 1; attempt <= 3; attempt++ {
		ctx := wholetrace.NewContext(t.Context(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: 7, Attempt: attempt})
		require.NoError(t, c.ConsumeTraces(ctx, batch))
	}
	require.Equal(t, 1, sink.LogRecordCount())
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 8), batch))
	require.Equal(t, 2, sink.LogRecordCount())
}

// TestARefusedHandOnComesAgain: only what the next component took is remembered.
func TestARefusedHandOnComesAgain(t *testing.T) {
	refused := errors.New("the disk is full")
	sink := &consumertest.LogsSink{}
	failures := 2
	next, err := consumer.NewLogs(func(ctx context.Context, logs plog.Logs) error {
		if failures--; failures >= 0 {
			return refused
		}
		return sink.ConsumeLogs(ctx, logs)
	})
	require.NoError(t, err)
	c, err := newConversation(connectortest.NewNopSettings(metadata.Type), &Config{TextChars: 80}, next, time.Now)
	require.NoError(t, err)
	require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
	batch := shortStory(t)
	for range 2 {
		require.ErrorIs(t, c.ConsumeTraces(marked(wholetrace.Whole, 7), batch), refused)
	}
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 7), batch))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 7), batch))
	require.Equal(t, 1, sink.LogRecordCount())
}

func TestAnUnmarkedBatchIsRefused(t *testing.T) {
	c, sink := start(t)
	err := c.ConsumeTraces(t.Context(), shortStory(t))
	require.ErrorContains(t, err, "put whole_trace before it in the pipeline")
	require.True(t, consumererror.IsPermanent(err))
	require.Zero(t, sink.LogRecordCount())
}

// TestAPartIsMarked as llm_span marks its spans.
func TestAPartIsMarked(t *testing.T) {
	batch := stated(shortStory(t), "part")
	c, sink := start(t, withEvents)
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Part, 1), batch))
	require.NotZero(t, sink.LogRecordCount())
	for _, r := range recordsOf(sink) {
		state, ok := r.Attributes().Get(genai.TraceState)
		require.True(t, ok, r.EventName())
		require.Equal(t, "part", state.Str())
	}
}

func TestLateSpansAreEventsAndNoStory(t *testing.T) {
	batch := stated(shortStory(t), "late")
	c, sink := start(t)
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Late, 1), batch))
	require.Zero(t, sink.LogRecordCount())

	c, sink = start(t, withEvents)
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Late, 1), batch))
	names := map[string]int{}
	for _, r := range recordsOf(sink) {
		names[r.EventName()]++
	}
	require.Equal(t, map[string]int{
		genai.ConversationAgent: 2, genai.ConversationCall: 6, genai.ConversationMessage: 6, genai.ConversationTransition: 5,
	}, names)
}

func stated(batch ptrace.Traces, state string) ptrace.Traces {
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				span.Attributes().PutStr(genai.TraceState, state)
			}
		}
	}
	return batch
}

// TestABatchOfSeveralTraces: every run has a record, also where several traces are one run.
func TestABatchOfSeveralTraces(t *testing.T) {
	require.Len(t, tell(t, enrich(t, tracetest.Open(t, "openai-agents-openinference").Merged())), 7)
	records := tell(t, enrich(t, tracetest.Open(t, "ag2-v1-network").Merged()), format(formatText))
	require.Len(t, records, 4) // of 11 traces: a channel of four, a workflow of two, and two alone
	require.Contains(t, records[0].Body().Str(), "reviewer -> planner: Too short.")
	require.Contains(t, records[0].Body().Str(), "planner -> reviewer: Start with the Sun.")
}

func TestATraceWithoutAgentsIsIgnored(t *testing.T) {
	c, sink := start(t, withEvents)
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName("GET /")
	span.SetTraceID(pcommon.TraceID{1})
	span.SetSpanID(pcommon.SpanID{1})
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), td))
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 2), ptrace.NewTraces()))
	require.Zero(t, sink.LogRecordCount())
}

// TestContentIsWhatThePolicyLeft: nothing that llm_span dropped or masked stands in any record of any recording.
func TestContentIsWhatThePolicyLeft(t *testing.T) {
	drop := func(c *llmspanprocessor.Config) { c.Content = "drop" }
	for _, recording := range tracetest.Recordings(t) {
		with, without := enrich(t, recording.Merged()), enrich(t, recording.Merged(), drop)
		said := map[string]bool{}
		for _, r := range tell(t, with, withEvents) {
			if r.EventName() == genai.ConversationMessage && len(r.Body().Str()) > 12 {
				said[r.Body().Str()] = true
			}
		}
		for name := range endings {
			all := bytesOf(t, without, name)
			require.NotContains(t, all, genai.ConversationMessage+`"`, recording.Name)
			for text := range said {
				require.NotContains(t, all, text[:12], recording.Name)
			}
		}
	}
}

func TestNoTextIsShownWithZeroChars(t *testing.T) {
	none := func(c *Config) { c.TextChars = 0 }
	for name := range endings {
		body := tell(t, shortStory(t), format(name), none)[0].Body().Str()
		require.NotContains(t, body, "clock", name)
		require.Contains(t, body, "0.01352", name)
	}
	for _, r := range tell(t, enrich(t, tracetest.Open(t, "langgraph-genai-supervisor").Merged()), withEvents, none) {
		text := r.Body().AsString() + fmt.Sprint(r.Attributes().AsRaw())
		require.NotContains(t, text, "employ", r.EventName())
		require.NotContains(t, text, "headcount", r.EventName())
	}
}
