package price

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// vector is what the official package of genai-prices says of one call.
type vector struct {
	Case     string             `json:"case"`
	Provider string             `json:"provider_id"`
	Model    string             `json:"model_ref"`
	Time     time.Time          `json:"ts"`
	Usage    map[string]float64 `json:"usage"`
	Context  map[string]string  `json:"context"`
	Expect   struct {
		Model, Provider, Input, Output, Total, Error string
	} `json:"expect"`
}

func vectors(t *testing.T) []vector {
	t.Helper()
	file, err := os.Open("../../../../testdata/prices/golden.jsonl.gz")
	require.NoError(t, err)
	defer file.Close()
	r, err := gzip.NewReader(file)
	require.NoError(t, err)
	var out []vector
	for lines := bufio.NewScanner(r); lines.Scan(); {
		var v vector
		require.NoError(t, json.Unmarshal(lines.Bytes(), &v))
		out = append(out, v)
	}
	require.NotEmpty(t, out)
	return out
}

func embedded(t testing.TB) *Table {
	t.Helper()
	table, err := Embedded()
	require.NoError(t, err)
	return table
}

// label begins the price of what the first source prices.
func label(t *Table) string { return t.Sources()[0].Label() + " " }

// skipUnlessGolden skips when the table is not the one that the vectors were made with. Vectors for a newer one are made
// with the official package; see data/README.md.
func skipUnlessGolden(t *testing.T, table *Table) {
	t.Helper()
	if got := table.Sources()[0].Version; got != "0.2.3" {
		t.Skipf("the vectors belong to genai-prices 0.2.3, the table is %s", got)
	}
}

// requireDigits fails unless two amounts agree in their first twelve significant digits.
func requireDigits(t *testing.T, want string, got float64, about ...any) {
	t.Helper()
	w, err := strconv.ParseFloat(want, 64)
	require.NoError(t, err)
	if math.Abs(w-got) > 0.5e-12*math.Abs(w) {
		require.Equal(t, want, strconv.FormatFloat(got, 'g', -1, 64), about...)
	}
}

// The rules of genai-prices, without aliases, cleaned names or guesses.
func TestTheRulesOfGenAIPricesAreFollowedToTwelveDigits(t *testing.T) {
	table := embedded(t)
	skipUnlessGolden(t, table)
	c := table.catalogs[0]
	for _, v := range vectors(t) {
		p, m, own := c.Lookup(v.Provider, v.Model)
		if v.Expect.Error != "" {
			require.Nil(t, m, v)
			continue
		}
		require.NotNil(t, m, v)
		require.Equal(t, v.Expect.Provider, p.ID, v)
		require.Equal(t, v.Expect.Model, m.ID, v)
		var counts tariff.Counts
		for key, n := range v.Usage {
			unit, ok := c.Units.Find(key)
			require.True(t, ok, v)
			counts.Set(unit, n)
		}
		var context []tariff.Pair
		if own {
			for key, value := range v.Context {
				context = append(context, tariff.Pair{Key: key, Value: value})
			}
		}
		sum, err := c.Units.Price(m, v.Time, context, &counts)
		require.NoError(t, err, v)
		requireDigits(t, v.Expect.Total, sum.Total, v)
		requireDigits(t, v.Expect.Input, sum.Input, v)
		requireDigits(t, v.Expect.Output, sum.Output, v)
	}
}

// The same calls as a span tells them. A framework or an unusual name for a provider is where Baton knows better.
func TestCostAgreesWithGenAIPricesToTwelveDigits(t *testing.T) {
	table := embedded(t)
	skipUnlessGolden(t, table)
	better := map[string]string{"autogen": "openai/gpt-4o", "strands-agents": "anthropic/claude-sonnet-4-5", "langchain": "openai/gpt-4o", "azure.ai.openai": "azure/gpt-4.1-mini"}
	for _, v := range vectors(t) {
		cost, err := table.Cost(v.request())
		if want, ok := better[v.Provider]; ok {
			require.NoError(t, err, v)
			require.Equal(t, label(table)+want, cost.Price)
			if v.Expect.Error != "" {
				continue
			}
		} else if v.Expect.Error != "" {
			require.ErrorIs(t, err, ErrUnknownModel, v)
			continue
		} else {
			require.NoError(t, err, v)
			require.True(t, strings.HasSuffix(cost.Price, " "+v.Expect.Provider+"/"+v.Expect.Model), "%s %v", cost.Price, v)
		}
		if v.Context["search_type"] == "" {
			requireDigits(t, v.Expect.Total, cost.Total, v)
		}
	}
}

func (v *vector) request() *Request {
	n := func(key string) int64 { return int64(v.Usage[key]) }
	return &Request{
		Provider: v.Provider, Model: v.Model, Time: v.Time,
		ServiceTier: v.Context["service_tier"], Speed: v.Context["speed"], Batch: v.Context["processing"] == "batch",
		Usage: Usage{
			Input: n("input_tokens"), Output: n("output_tokens"),
			CacheRead: n("cache_read_tokens"), CacheWrite: n("cache_write_tokens"),
			CacheWrite5m: n("cache_write_5m_tokens"), CacheWrite1h: n("cache_write_1h_tokens"),
			Reasoning: n("output_reasoning_tokens"), AudioInput: n("input_audio_tokens"), AudioOutput: n("output_audio_tokens"),
			WebSearches: n("web_searches"),
		},
	}
}
