package price

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPartsWithAPriceOfTheirOwnAreTakenOutOfTheirParent(t *testing.T) {
	table := embedded(t)
	r := call("openai", "gpt-4o")
	r.Usage = Usage{Input: 1000, Output: 500, CacheRead: 400, Reasoning: 100}
	cost, err := table.Cost(r)
	require.NoError(t, err)
	require.Equal(t, Cost{
		Total: 0.007, Input: 0.0015, Output: 0.005, CacheRead: 0.0005, // reasoning costs what output costs
		Parts: PartInput | PartOutput | PartCacheRead, Price: label(table) + "openai/gpt-4o",
	}, cost)
}

func TestTokensWrittenToACacheCostByTheirLifetime(t *testing.T) {
	table := embedded(t)
	r := call("anthropic", "claude-sonnet-4-5")
	for _, c := range []struct {
		name  string
		usage Usage
		want  float64
	}{
		{"by_default_five_minutes", Usage{Input: 1000, CacheWrite: 1000}, 0.00375},
		{"five_minutes", Usage{Input: 1000, CacheWrite: 1000, CacheWrite5m: 1000}, 0.00375},
		{"an_hour", Usage{Input: 1000, CacheWrite: 1000, CacheWrite1h: 1000}, 0.006},
		{"some_of_each", Usage{Input: 2000, CacheWrite: 2000, CacheWrite5m: 1000, CacheWrite1h: 1000}, 0.00975},
		{"the_sum_is_not_given", Usage{Input: 2000, CacheWrite5m: 1000, CacheWrite1h: 1000}, 0.00975},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.Usage = c.usage
			cost, err := table.Cost(r)
			require.NoError(t, err)
			require.Equal(t, c.want, cost.CacheWrite)
			require.Zero(t, cost.Input)
			require.Equal(t, c.want, cost.Total)
		})
	}
}

func TestAboveATierTheWholeRequestIsDearer(t *testing.T) {
	table := embedded(t)
	r := call("google", "gemini-2.5-pro")
	r.Usage = Usage{Input: 200_000, CacheRead: 50_000, Output: 1000}
	at, err := table.Cost(r)
	require.NoError(t, err)
	r.Usage.Input++
	above, err := table.Cost(r)
	require.NoError(t, err)
	require.Equal(t, 0.1875, at.Input)
	require.Equal(t, 0.3750025, above.Input)
	require.Equal(t, at.CacheRead*2, above.CacheRead)
	require.Equal(t, 0.015, above.Output)
}

func TestThePriceIsTheOneOfTheTime(t *testing.T) {
	table := embedded(t)
	r := call("deepseek", "deepseek-chat")
	for hour, want := range map[int]float64{0: 0.000685, 12: 0.00137, 20: 0.000685} {
		r.Time = time.Date(2025, 3, 1, hour, 15, 0, 0, time.UTC)
		cost, err := table.Cost(r)
		require.NoError(t, err)
		require.Equal(t, want, cost.Total, hour)
	}
}

func TestTheWayOfServingChangesThePrice(t *testing.T) {
	table := embedded(t)
	cost := func(change func(*Request)) float64 {
		r := call("openai", "gpt-5")
		change(r)
		cost, err := table.Cost(r)
		require.NoError(t, err)
		return cost.Total
	}
	standard := cost(func(*Request) {})
	require.Equal(t, standard, cost(func(r *Request) { r.ServiceTier = "auto" }))
	require.Equal(t, standard/2, cost(func(r *Request) { r.ServiceTier = "flex" }))
	require.Equal(t, standard*2, cost(func(r *Request) { r.ServiceTier = "Priority" }))
	require.Equal(t, standard/2, cost(func(r *Request) { r.Batch = true }))
	require.Equal(t, standard/2, cost(func(r *Request) { r.ServiceTier = "batch" }))
}

func TestServerToolsHaveFees(t *testing.T) {
	table := embedded(t)
	for _, c := range []struct {
		name, provider, model string
		usage                 Usage
		want                  float64
	}{
		{"a_search", "anthropic", "claude-sonnet-4-5", Usage{Input: 1, WebSearches: 3}, 0.03},
		{"a_search_that_only_the_second_source_prices", "openai", "gpt-4o-search-preview", Usage{Input: 1, WebSearches: 2}, 0.05},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call(c.provider, c.model)
			r.Usage = c.usage
			cost, err := table.Cost(r)
			require.NoError(t, err)
			require.True(t, cost.Parts.Has(PartTools))
			require.Equal(t, c.want, cost.Tools)
		})
	}
}

func TestARerankIsOneSearch(t *testing.T) {
	r := &Request{Provider: "cohere", Model: "rerank-v3.5", Operation: "rerank", Time: november}
	cost, err := embedded(t).Cost(r)
	require.NoError(t, err)
	require.Equal(t, 0.002, cost.Total)
}

func TestGroqBillsTenSecondsOfAudioAtLeast(t *testing.T) {
	table := embedded(t)
	cost := func(seconds float64) float64 {
		r := &Request{Provider: "groq", Model: "whisper-large-v3", Time: november, Usage: Usage{AudioSeconds: seconds}}
		cost, err := table.Cost(r)
		require.NoError(t, err)
		require.Equal(t, cost.Total, cost.Audio)
		return cost.Total
	}
	require.Positive(t, cost(10))
	require.Equal(t, cost(10), cost(2.5))
	require.InDelta(t, 2*cost(10), cost(20), 1e-12)
}

func TestWhatIsGivenAwayCostsNothing(t *testing.T) {
	table := embedded(t)
	for _, model := range []string{"deepseek/deepseek-r1:free", "anthropic/claude-sonnet-4.5:free"} {
		cost, err := table.Cost(call("openrouter", model))
		require.NoError(t, err)
		require.Zero(t, cost.Total)
	}
}

func TestImpossibleUsageIsAnErrorAndNeverACost(t *testing.T) {
	table := embedded(t)
	for _, c := range []struct {
		name  string
		usage Usage
		want  error
	}{
		{"nothing", Usage{}, ErrNoUsage},
		{"negative", Usage{Input: -1, Output: 1}, ErrUsage},
		{"more_cached_than_there_is", Usage{Input: 10, CacheRead: 11}, ErrUsage},
		{"more_audio_than_there_is", Usage{Input: 10, AudioInput: 11}, ErrUsage},
		{"not_a_number", Usage{Input: 10, AudioSeconds: math.NaN()}, ErrUsage},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call("openai", "gpt-4o-realtime-preview")
			r.Usage = c.usage
			_, err := table.Cost(r)
			require.ErrorIs(t, err, c.want)
		})
	}
}

// Whatever is asked, the parts add up, no part is negative, and more tokens never cost less below a tier.
func TestThePartsOfAnyCostAddUp(t *testing.T) {
	table := embedded(t)
	random := rand.New(rand.NewPCG(1, 2))
	names := vectors(t)
	for range 20_000 {
		v := &names[random.IntN(len(names))]
		r := &Request{Provider: v.Provider, Model: v.Model, Time: v.Time, Batch: random.IntN(4) == 0}
		in, out := random.Int64N(300_000), random.Int64N(50_000)
		r.Usage = Usage{
			Input: in, Output: out, CacheRead: random.Int64N(in/4 + 1), CacheWrite: random.Int64N(in/4 + 1),
			AudioInput: random.Int64N(in/4 + 1), Reasoning: random.Int64N(out/2 + 1), WebSearches: random.Int64N(3),
		}
		cost, err := table.Cost(r)
		if err != nil {
			continue
		}
		parts := []float64{cost.Input, cost.Output, cost.CacheRead, cost.CacheWrite, cost.Reasoning, cost.Audio, cost.Tools}
		sum := 0.0
		for i, part := range parts {
			require.GreaterOrEqual(t, part, 0.0, r)
			if part != 0 {
				require.True(t, cost.Parts.Has(1<<i), r)
			}
			sum += part
		}
		require.InEpsilon(t, sum+1, cost.Total+1, 1e-12, r)
	}
}

func TestAmountsAreRoundedToWhatADoubleHolds(t *testing.T) {
	for _, c := range [][2]float64{{0.1 + 0.2, 0.3}, {0, 0}, {1.1 * 1.1, 1.21}, {3.75e-8, 3.75e-8}, {123456.789, 123456.789}, {1e-12, 1e-12}} {
		require.Equal(t, c[1], round(c[0]))
	}
}

func FuzzCost(f *testing.F) {
	table := embedded(f)
	f.Add("openai", "api.openai.com", "gpt-4o", "ft:gpt-4o-2024-08-06:a::b", "us", "flex", int64(0), int64(10), int64(5), int64(3))
	f.Add("aws", "bedrock-runtime.us-east-1.amazonaws.com", "arn:aws:bedrock:/us.anthropic.claude-v1:0", "models/", "", "", int64(-1), int64(1<<62), int64(1<<62), int64(-3))
	f.Add("litellm", ":::", "/", "a/b/c@20250101:free", "global", "batch", int64(1<<40), int64(0), int64(0), int64(0))
	f.Fuzz(func(t *testing.T, provider, server, asked, answered, region, tier string, at, in, read, out int64) {
		cost, err := table.Cost(&Request{
			Provider: provider, Server: server, Model: asked, ResponseModel: answered, Region: region, ServiceTier: tier,
			Time: time.Unix(at, 0), Usage: Usage{Input: in, CacheRead: read, Output: out},
		})
		if err != nil {
			require.Zero(t, cost)
			return
		}
		require.GreaterOrEqual(t, cost.Total, 0.0)
		require.NotEmpty(t, cost.Price)
	})
}
