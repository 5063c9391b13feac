package llmspanprocessor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// documents are the attributes of a rerank's documents as OpenInference writes them.
func documents(n int) map[string]any {
	attrs := map[string]any{"openinference.span.kind": "RERANKER", "reranker.model_name": "rerank-v3.5", "llm.provider": "cohere"}
	for i := range n {
		attrs[fmt.Sprintf("reranker.input_documents.%d.document.content", i)] = "a"
		attrs[fmt.Sprintf("reranker.input_documents.%d.document.score", i)] = 0.5
	}
	return attrs
}

func prompts(n int) map[string]any {
	attrs := map[string]any{"llm.request.type": "rerank", "gen_ai.system": "Cohere", "gen_ai.request.model": "rerank-v3.5"}
	for i := range n {
		attrs[fmt.Sprintf("gen_ai.prompt.%d.role", i)] = "system"
		attrs[fmt.Sprintf("gen_ai.prompt.%d.content", i)] = "a"
	}
	return attrs
}

func operation(name, provider, model string, more ...any) map[string]any {
	attrs := map[string]any{genai.OperationName: name, genai.ProviderName: provider, genai.RequestModel: model}
	for i := 0; i < len(more); i += 2 {
		attrs[more[i].(string)] = more[i+1]
	}
	return attrs
}

// TestWhatIsBilledBesideTokens: searches, images, seconds and characters have a cost where a span tells them, and a reason
// where none does.
func TestWhatIsBilledBesideTokens(t *testing.T) {
	const tokens, searches = genai.UsageInputTokens, "gen_ai.usage.search_units"
	for _, c := range []struct {
		name    string
		attrs   map[string]any
		cost    float64
		outcome string // the source, or the reason for none
	}{
		{"a rerank of which nothing is told", operation("rerank", "cohere", "rerank-v3.5"), 0.002, "estimated"},
		{"a rerank whose search units are told", operation("rerank", "cohere", "rerank-v3.5", searches, int64(3)), 0.006, "computed"},
		{"a rerank of OpenInference", documents(100), 0.002, "computed"},
		{"a rerank of more documents than one search holds", documents(101), 0.004, "computed"},
		{"a rerank of Traceloop: the last prompt is the query", prompts(101), 0.002, "computed"},
		{
			"a rerank of the Vercel AI SDK",
			map[string]any{
				"ai.operationId": "ai.rerank.doRerank", "ai.model.provider": "cohere.reranking", "ai.model.id": "rerank-v3.5",
				"ai.documents": []any{"a", "b"},
			},
			0.002, "computed",
		},
		{
			"a rerank that calls itself a chat, with tokens",
			operation("chat", "aws.bedrock", "cohere.rerank-v3-5:0", tokens, int64(100)), 0.002, "estimated",
		},
		{"a rerank that is billed by tokens, with none", operation("rerank", "voyageai", "rerank-2"), 0, genai.ReasonNoUsage},
		{"whisper with seconds", operation("audio", "openai", "whisper-1", "gen_ai.request.audio_duration", 60.0), 0.006, "computed"},
		{"whisper without", operation("audio", "openai", "whisper-1"), 0, genai.ReasonNoUnits},
		{"whisper with tokens alone", operation("audio", "openai", "whisper-1", tokens, int64(40)), 0, genai.ReasonNoUnits},
		{"speech with characters", operation("speech", "openai", "tts-1", "gen_ai.usage.characters", int64(1000)), 0.015, "computed"},
		{"speech without", operation("speech", "openai", "tts-1"), 0, genai.ReasonNoUnits},
		{"two images", operation("image", "gemini", "imagen-3.0-generate-001", "gen_ai.request.n", int64(2)), 0.08, "computed"},
		{"three images", operation("image", "gemini", "imagen-3.0-generate-001", "gen_ai.request.image.count", int64(3)), 0.12, "computed"},
		{"an image or more", operation("image", "gemini", "imagen-3.0-generate-001"), 0.04, "estimated"},
		{"an image of a model that is billed by tokens", operation("image", "openai", "gpt-image-1"), 0, genai.ReasonNoUsage},
		{"an image of a model that no table knows", operation("image", "openai", "dall-e-3"), 0, genai.ReasonUnknownModel},
		{"a rerank of a model that no table knows", operation("rerank", "", "cross-encoder/ms-marco"), 0, genai.ReasonUnknownModel},
		{"pages, which nobody tells", operation("chat", "mistral_ai", "mistral-ocr-latest"), 0, genai.ReasonNoUnits},
		{
			"searches of Anthropic's", operation("chat", "anthropic", "claude-sonnet-4-5", tokens, int64(1000),
				"gen_ai.usage.server_tool_use.web_search_requests", int64(2)), 0.023, "computed",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, sink, _ := started(t)
			traces := ptrace.NewTraces()
			span := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
			span.SetName("call")
			span.SetTraceID([16]byte{1})
			span.SetSpanID([8]byte{1})
			span.SetKind(ptrace.SpanKindClient)
			span.SetStartTimestamp(pcommon.Timestamp(1.79e18))
			require.NoError(t, span.Attributes().FromRaw(c.attrs))
			require.NoError(t, p.ConsumeTraces(marked(wholetrace.Whole), traces))
			out, ok := findSpan(sink.AllTraces()[0], "call")
			require.True(t, ok)
			attrs := out.Attributes().AsRaw()
			got := attrs[genai.CostSource]
			if got == genai.SourceNone {
				got = attrs[genai.CostReason]
				require.NotContains(t, attrs, genai.CostTotal)
			} else {
				require.InDelta(t, c.cost, attrs[genai.CostTotal], 1e-12)
				require.Equal(t, attrs[genai.CostTotal], attrs[genai.TraceCost], "and the trace's total has it")
			}
			require.Equal(t, c.outcome, got, "%v", attrs)
		})
	}
}
