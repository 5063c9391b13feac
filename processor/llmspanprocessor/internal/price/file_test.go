package price

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPriceFileComesBeforeTheTable(t *testing.T) {
	book, err := Open(Settings{File: "testdata/prices.yaml"})
	require.NoError(t, err)
	list := label(book.Table())
	for _, c := range []struct {
		name, provider, model string
		usage                 Usage
		total                 float64
		price                 string
	}{
		{"a_deployment", "azure.ai.openai", "My-Deployment", Usage{Input: 1e6}, 2.5, list + "openai/gpt-4o"},
		{
			"an_inference_profile", "aws.bedrock", "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc",
			Usage{Input: 1e6},
			0.25,
			list + "aws/regional.anthropic.claude-3-haiku-20240307-v1:0",
		},
		{"a_price_in_euros", "vllm", "qwen3-32b", Usage{Input: 1e5, CacheRead: 5e4, Output: 1e6}, 0.76375, "prices.yaml vllm/qwen3-*"},
		{"a_tier_in_euros", "vllm", "qwen3-32b", Usage{Input: 1e6, Output: 1e6}, 1.75, "prices.yaml vllm/qwen3-*"},
		{"a_discount", "anthropic", "claude-sonnet-4-5", Usage{Input: 1000}, 0.0027, list + "anthropic/claude-sonnet-4-5 -10%"},
		{"the_first_discount_that_matches", "anthropic", "claude-opus-4-6", Usage{Input: 1000}, 0.004, list + "anthropic/claude-opus-4-6 -20%"},
		{"no_discount", "openai", "gpt-4o", Usage{Input: 1000}, 0.0025, list + "openai/gpt-4o"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call(c.provider, c.model)
			r.Usage = c.usage
			cost, err := book.Table().Cost(r)
			require.NoError(t, err)
			require.Equal(t, c.total, cost.Total)
			require.Equal(t, c.price, cost.Price)
		})
	}
}

// wrongFiles are the files in testdata/*.bad.yaml with what is said of them.
var wrongFiles = map[string]string{
	"binary":              "binary.bad.yaml:1: yaml: control characters are not allowed",
	"comment":             "comment.bad.yaml:1: no models stand here; write your prices below models, or models: [] to have none",
	"empty":               "empty.bad.yaml:1: no models stand here; write your prices below models, or models: [] to have none",
	"half_written":        "half_written.bad.yaml:2: no models stand here; write your prices below models, or models: [] to have none",
	"misspelt_line":       `misspelt_line.bad.yaml:5: price "inptu_mtok" is not known; write input_mtok, output_mtok, cache_read_mtok, cache_write_mtok, output_reasoning_mtok, web_searches_kcount or another key of genai-prices`,
	"negative_line":       `negative_line.bad.yaml:6: price input_mtok: -1 is no price; write 0 or more`,
	"negative_tier":       `negative_tier.bad.yaml:9: price input_mtok: -3 is no price; write 0 or more`,
	"second_document":     `second_document.bad.yaml:4: a second document begins here, and only one would be read; put all into one`,
	"unknown_key_line":    `unknown_key_line.bad.yaml:3: key "pricse" is not known; there are currency, discount_percent, model, prices, provider, same_as`,
	"wrong_same_as":       `wrong_same_as.bad.yaml:6: same_as "openai/gpt-99" has no price either; write a provider and model that the table knows, as in openai/gpt-4o`,
	"contradiction":       `contradiction.bad.yaml:2: same_as "openai/gpt-4o" and prices contradict one another; keep one`,
	"currency":            `currency.bad.yaml:3: currency "CHF" has no rate; add it to currencies, as in currencies: {CHF: 1.08}`,
	"discount":            `discount.bad.yaml:2: discount_percent 120 is no share of a price; write 0 to 100`,
	"negative_price":      `negative_price.bad.yaml:2: price input_mtok: -1 is no price; write 0 or more`,
	"no_list":             `no_list.bad.yaml:1: here stands a mapping; write a list`,
	"no_mapping":          `no_mapping.bad.yaml:1: here stands a list; write keys with values`,
	"no_model":            `no_model.bad.yaml:2: model is missing; write its name as spans have it, with * for anything`,
	"no_number":           `no_number.bad.yaml:5: "cheap" is no number`,
	"not_yaml":            `not_yaml.bad.yaml:2: did not find expected ',' or '}'`,
	"nothing":             `nothing.bad.yaml:2: it changes nothing; write same_as: provider/model, prices, or discount_percent`,
	"own_discount":        `own_discount.bad.yaml:2: discount_percent 5 on prices of your own; write the prices that you pay`,
	"rate":                `rate.bad.yaml:2: currency EUR: 0 is no rate; write how many US dollars one is`,
	"same_as_no_provider": `same_as_no_provider.bad.yaml:2: same_as "gpt-4o" names no provider; write provider/model, as in openai/gpt-4o`,
	"same_as_unknown":     `same_as_unknown.bad.yaml:2: same_as "openai/gpt-99" has no price either; write a provider and model that the table knows, as in openai/gpt-4o`,
	"tiers":               `tiers.bad.yaml:5: price input_mtok: tier above 100 is out of order; write tiers from low to high`,
	"twice":               `twice.bad.yaml:4: key "model" stands here twice; keep one`,
	"unknown_key":         `unknown_key.bad.yaml:3: key "modle" is not known; there are currency, discount_percent, model, prices, provider, same_as`,
	"unknown_price":       `unknown_price.bad.yaml:5: price "input" is not known; write input_mtok, output_mtok, cache_read_mtok, cache_write_mtok, output_reasoning_mtok, web_searches_kcount or another key of genai-prices`,
	"unknown_section":     `unknown_section.bad.yaml:1: key "discounts" is not known; there are currencies, models`,
	"whole_tier":          `whole_tier.bad.yaml:2: a tier above 1.5 tokens is none; write a whole number`,
}

func TestABrokenPriceFileIsRefusedWithTheLineAtFault(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bad.yaml")
	require.NoError(t, err)
	require.Len(t, files, len(wrongFiles))
	for name, want := range wrongFiles {
		t.Run(name, func(t *testing.T) {
			_, err := Open(Settings{File: filepath.Join("testdata", name+".bad.yaml")})
			require.EqualError(t, err, "cannot use the price file: "+want)
		})
	}
}

func FuzzParseFile(f *testing.F) {
	files, err := filepath.Glob("testdata/*.yaml")
	require.NoError(f, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(data)
	}
	table := embedded(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ParseFile("prices.yaml", data)
		if err != nil {
			require.Nil(t, file)
			return
		}
		require.Len(t, file.nodes, len(file.Overrides))
		with, err := table.with(&Settings{}, file)
		if err != nil {
			return
		}
		for _, o := range file.Overrides {
			cost, err := with.Cost(&Request{Provider: o.Provider, Model: o.Model, Usage: Usage{Input: 10, Output: 10, CacheRead: 3}})
			if err == nil {
				require.GreaterOrEqual(t, cost.Total, 0.0)
			}
		}
	})
}
