package llmmetricsconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// names are those of the metrics of streamed answers in each generation of the conventions.
var names = map[string]struct{ first, each string }{
	"1.41":        {genai.MetricFirstChunk, genai.MetricPerChunk},
	semconvLatest: {genai.MetricInferenceChunk, genai.MetricInferencePerChunk},
}

func counts(t *testing.T, semconv string, batch ptrace.Traces) totals {
	t.Helper()
	c := start(t, func(cfg *Config) { cfg.Semconv = semconv })
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), enrich(t, batch, wholetrace.Whole)))
	return c.stop(t)
}

// chat is a call as a program sends it.
func chat(more map[string]any) map[string]any {
	return with(map[string]any{
		genai.OperationName: "chat", genai.ProviderName: "openai", genai.RequestModel: "gpt-4o", genai.ResponseID: "r1",
		genai.UsageInputTokens: 100, genai.UsageOutputTokens: 11,
	}, more)
}

func TestEventsOfChunksTellWhenTheyCame(t *testing.T) {
	for _, event := range []string{"llm.content.completion.chunk", "gen_ai.content.completion.chunk"} {
		for semconv, name := range names {
			batch := write(t, span{trace: 1, id: 1, to: 3, attrs: chat(nil)})
			events := batch.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Events()
			for _, at := range []time.Duration{500 * time.Millisecond, 750 * time.Millisecond, 2 * time.Second} {
				e := events.AppendEmpty()
				e.SetName(event)
				e.SetTimestamp(pcommon.NewTimestampFromTime(time.Unix(1000, 0).Add(at)))
			}
			events.AppendEmpty().SetName("other")
			got := counts(t, semconv, batch)
			first, calls := got.of(name.first)
			require.InDelta(t, 0.5, first, 1e-9)
			require.EqualValues(t, 1, calls)
			each, chunks := got.of(name.each)
			require.InDelta(t, 1.5, each, 1e-9)
			require.EqualValues(t, 2, chunks, "one for each after the first")
			require.Len(t, got[name.each][0].point.ExplicitBounds().AsRaw(), 14)
		}
	}
}

// TestTheAISDKSaysHowLongAChunkTook: it writes the metric's name on the span, with the mean of its chunks.
func TestTheAISDKSaysHowLongAChunkTook(t *testing.T) {
	for semconv, name := range names {
		got := counts(t, semconv, write(t, span{trace: 1, id: 1, to: 3, attrs: chat(map[string]any{
			"gen_ai.client.operation.time_to_first_chunk": 0.4, "gen_ai.client.operation.time_per_output_chunk": 0.05,
		})}))
		first, _ := got.of(name.first)
		require.InDelta(t, 0.4, first, 1e-9)
		each, calls := got.of(name.each)
		require.InDelta(t, 0.05, each, 1e-9)
		require.EqualValues(t, 1, calls)
	}
}

func TestTheServerOfAModelIsMeasuredBesideItsClient(t *testing.T) {
	for semconv := range names {
		batch := write(t,
			span{trace: 1, id: 1, to: 4, attrs: chat(nil)},
			span{trace: 1, id: 2, parent: 1, from: 1, to: 4, attrs: chat(map[string]any{genai.TimeToFirstChunk: 1.0})},
			span{trace: 2, id: 1, to: 3, attrs: chat(map[string]any{genai.TimeToFirstChunk: 1.0, genai.ResponseID: "r2"})},
		)
		spans := batch.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
		spans.At(0).SetKind(ptrace.SpanKindClient)
		spans.At(1).SetKind(ptrace.SpanKindServer)
		spans.At(2).SetKind(ptrace.SpanKindServer) // its client sends no spans
		got := counts(t, semconv, batch)
		took, requests := got.of(genai.MetricServerDuration, genai.RequestModel, "gpt-4o")
		require.InDelta(t, 6, took, 1e-9)
		require.EqualValues(t, 2, requests)
		first, _ := got.of(genai.MetricServerFirstToken)
		require.InDelta(t, 2, first, 1e-9)
		token, tokens := got.of(genai.MetricServerPerToken)
		require.InDelta(t, 0.2, token, 1e-9, "two seconds for ten tokens after the first; of the other its client has the usage")
		require.EqualValues(t, 1, tokens)
		calls, _ := got.of(genai.MetricRunCalls)
		require.InDelta(t, 2, calls, 0, "a call that its server saw too is one call")
		require.Len(t, got[genai.MetricServerFirstToken][0].point.ExplicitBounds().AsRaw(), 16)
		require.Len(t, got[genai.MetricServerPerToken][0].point.ExplicitBounds().AsRaw(), 13)
	}
}
