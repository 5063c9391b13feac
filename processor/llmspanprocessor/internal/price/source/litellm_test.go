package source

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

const units = `{
  "input_tokens": {"per": 1000000, "price_key": "input_mtok", "dimensions": {"family": "tokens", "direction": "input"}},
  "output_tokens": {"per": 1000000, "price_key": "output_mtok", "dimensions": {"family": "tokens", "direction": "output"}},
  "cache_read_tokens": {"per": 1000000, "price_key": "cache_read_mtok", "dimensions": {"family": "tokens", "direction": "input", "token_type": "cache_read"}},
  "input_audio_tokens": {"per": 1000000, "price_key": "input_audio_mtok", "dimensions": {"family": "tokens", "direction": "input", "modality": "audio"}},
  "cache_audio_read_tokens": {"per": 1000000, "price_key": "cache_audio_read_mtok", "dimensions": {"family": "tokens", "direction": "input", "modality": "audio", "token_type": "cache_read"}},
  "web_searches": {"per": 1000, "price_key": "web_searches_kcount", "dimensions": {"family": "tool_calls", "tool_type": "web_search"}}
}`

func read(t *testing.T, table string) *tariff.Catalog {
	t.Helper()
	genai, err := GenAI(tariff.Source{Name: "genai-prices"}, []byte(units),
		[]byte(`[{"id": "openai", "models": [{"id": "gpt", "match": {"equals": "gpt"}, "prices": {"input_mtok": 1}}]}]`))
	require.NoError(t, err)
	c, err := LiteLLM(tariff.Source{Name: "litellm"}, []byte(table), genai)
	require.NoError(t, err)
	return c
}

func models(c *tariff.Catalog) []string {
	var out []string
	for _, p := range c.Providers {
		for _, m := range p.Models {
			out = append(out, p.ID+"/"+m.ID)
		}
	}
	return out
}

func TestOnlyWhatTheFirstSourceLacksIsKept(t *testing.T) {
	c := read(t, `{
	  "sample_spec": {"litellm_provider": "one of", "input_cost_per_token": 1},
	  "gpt": {"litellm_provider": "openai", "input_cost_per_token": 1e-6},
	  "azure/eu/gpt": {"litellm_provider": "azure", "input_cost_per_token": 1.1e-6},
	  "gpt-search": {"litellm_provider": "openai", "input_cost_per_token": 1e-6},
	  "bedrock/us-east-1/1-month-commitment/claude": {"litellm_provider": "bedrock", "input_cost_per_token": 1},
	  "low/1024-x-1024/image": {"litellm_provider": "openai", "output_cost_per_image": 1},
	  "no-price": {"litellm_provider": "openai"}
	}`)
	require.Equal(t, []string{"azure/eu/gpt", "openai/gpt-search"}, models(c))
}

func TestAModelThatTheFirstSourceHasWithoutAFeeIsKeptForTheFee(t *testing.T) {
	c := read(t, `{"gpt": {"litellm_provider": "openai", "input_cost_per_token": 1e-6, "search_context_cost_per_query": {"search_context_size_medium": 0.01}}}`)
	require.Equal(t, []string{"openai/gpt"}, models(c))
}

func TestPricesAreReadWithTheirTiersAndVariants(t *testing.T) {
	c := read(t, `{"new": {"litellm_provider": "xai", "input_cost_per_token": 2.75e-06, "output_cost_per_token": 1e-5,
	  "cache_read_input_token_cost": 1e-6, "input_cost_per_audio_token": 4e-6,
	  "input_cost_per_token_above_200k_tokens": 5.5e-6, "input_cost_per_token_batches": 1.1e-6,
	  "cache_read_input_token_cost_batches": 5e-7, "regional_processing_uplift_multiplier_eu": 1.1}}`)
	require.Equal(t, "x-ai", c.Providers[0].ID)
	m := c.Providers[0].Models[0]
	price := map[string]tariff.Rate{}
	for _, r := range m.Prices[0].Rates {
		price[c.Units.List[r.Unit].PriceKey] = r
	}
	require.Len(t, price, 5)
	require.Equal(t, 2.75, price["input_mtok"].Base)
	require.Equal(t, []tariff.Tier{{Start: 200_000, Price: 5.5}}, price["input_mtok"].Tiers)
	require.Equal(t, 1.0, price["cache_audio_read_mtok"].Base, "cached audio costs what is cached does")
	require.Equal(t, []tariff.Pair{{Key: "processing", Value: "batch"}}, m.Variants[0].Context)
	require.Len(t, m.Variants[0].Rates, 3)
	require.Equal(t, []tariff.Uplift{{Region: "eu", Factor: 1.1}}, m.Uplifts)
}
