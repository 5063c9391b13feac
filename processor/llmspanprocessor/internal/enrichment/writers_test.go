package enrichment

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price"
)

// costOf is what a call costs by the embedded table.
func costOf(t *testing.T, provider, model string, u price.Usage) price.Cost {
	t.Helper()
	book, err := price.Open(price.Settings{})
	require.NoError(t, err)
	cost, err := book.Cost(&price.Request{Provider: provider, Model: model, Usage: u})
	require.NoError(t, err)
	return cost
}

func TestThePartsThatABackendReadsAddUpToTheTotal(t *testing.T) {
	for name, c := range map[string]price.Cost{
		"audio_both_ways": costOf(t, "openai", "gpt-realtime", price.Usage{
			Input: 600_000, AudioInput: 500_000, Output: 300_000, AudioOutput: 290_000,
		}),
		"cache_reasoning_searches": costOf(t, "anthropic", "claude-sonnet-4-5", price.Usage{
			Input: 3000, CacheRead: 1000, CacheWrite: 500, Output: 700, Reasoning: 200, WebSearches: 3,
		}),
	} {
		t.Run(name, func(t *testing.T) {
			m := pcommon.NewMap()
			NewBackends([]string{ForOpenInference, ForLangfuse}).write(m, c, true, false)
			number := func(key string) float64 { v, _ := m.Get(key); return v.Double() }
			require.InDelta(t, c.Total, number("llm.cost.prompt")+number("llm.cost.completion"), 1e-9)
			require.InDelta(t, c.Input+c.CacheRead+c.CacheWrite+c.AudioInput, number("llm.cost.prompt"), 1e-9)

			v, _ := m.Get("langfuse.observation.cost_details")
			var buckets map[string]float64
			require.NoError(t, json.Unmarshal([]byte(v.Str()), &buckets))
			require.Equal(t, c.Total, buckets["total"])
			var sum float64
			for key, value := range buckets {
				if key != "total" {
					sum += value
				}
			}
			require.InDelta(t, c.Total, sum, 1e-9)
			require.Equal(t, c.AudioInput, buckets["input_audio_tokens"])
			require.Equal(t, c.Output, buckets["output"])
			require.Equal(t, c.Tools, buckets["tools"])
		})
	}
}

func TestOfAReportedCostOnlyTheTotalIsWritten(t *testing.T) {
	m := pcommon.NewMap()
	m.PutDouble("llm.cost.prompt", 1)
	NewBackends([]string{ForOpenInference, ForLangfuse}).write(m, price.Cost{Total: 3}, true, false)
	require.Equal(t, map[string]any{
		"llm.cost.total": 3.0, "llm.cost.prompt": 1.0, "langfuse.observation.cost_details": `{"total":3}`,
	}, m.AsRaw())
}
