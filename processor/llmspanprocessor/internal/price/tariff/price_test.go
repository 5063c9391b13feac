package tariff

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func pairs(text ...string) []Pair {
	var out []Pair
	for i := 0; i < len(text); i += 2 {
		out = append(out, Pair{text[i], text[i+1]})
	}
	return out
}

func testUnits(t testing.TB) *Units {
	t.Helper()
	in, out := []string{"family", "tokens", "direction", "input"}, []string{"family", "tokens", "direction", "output"}
	units, err := NewUnits([]Unit{
		{Key: "input_tokens", PriceKey: "input", Per: 1, Dimensions: pairs(in...), Part: Input},
		{Key: "output_tokens", PriceKey: "output", Per: 1, Dimensions: pairs(out...), Part: Output},
		{Key: "cache_read_tokens", PriceKey: "read", Per: 1, Dimensions: pairs(append(in, "token_type", "cache_read")...), Part: CacheRead},
		{Key: "input_audio_tokens", PriceKey: "audio", Per: 1, Dimensions: pairs(append(in, "modality", "audio")...), Part: AudioInput},
		{
			Key: "cache_audio_read_tokens", PriceKey: "audio_read", Per: 1, Part: CacheRead,
			Dimensions: pairs(append(in, "modality", "audio", "token_type", "cache_read")...),
		},
		{Key: Requests, PriceKey: "request", Per: 1, Dimensions: pairs("family", "requests"), Part: Fee},
	})
	require.NoError(t, err)
	return units
}

func (c *Units) set(t testing.TB, prices map[string]float64) []Rate {
	t.Helper()
	var out []Rate
	for key, price := range prices {
		unit, ok := c.Find(key)
		require.True(t, ok)
		out = append(out, Rate{Unit: unit, Base: price})
	}
	c.Sort(out)
	return out
}

func (c *Units) counts(t testing.TB, n map[string]float64) *Counts {
	t.Helper()
	var out Counts
	for key, count := range n {
		unit, ok := c.Find(key)
		require.True(t, ok)
		out.Set(unit, count)
	}
	return &out
}

func TestTheMostSpecificPriceIsPaidAndTheRestGoesToTheWhole(t *testing.T) {
	units := testUnits(t)
	all := map[string]float64{"input": 1, "read": 10, "audio": 100, "audio_read": 1000}
	for _, c := range []struct {
		name   string
		prices map[string]float64
		counts map[string]float64
		want   float64
		fails  bool
	}{
		{name: "no_price_of_its_own", prices: map[string]float64{"input": 1}, counts: map[string]float64{"input_tokens": 10, "cache_read_tokens": 4}, want: 10},
		{name: "a_price_of_its_own", prices: map[string]float64{"input": 1, "read": 10}, counts: map[string]float64{"input_tokens": 10, "cache_read_tokens": 4}, want: 6 + 40},
		{
			name: "both_at_once_is_taken_out_of_both", prices: all, want: 2000 + 30 + 100 + 4,
			counts: map[string]float64{"input_tokens": 10, "cache_read_tokens": 5, "input_audio_tokens": 3, "cache_audio_read_tokens": 2},
		},
		{name: "more_than_the_whole", prices: all, counts: map[string]float64{"input_tokens": 10, "cache_read_tokens": 11}, fails: true},
		{name: "the_parts_together_are_more", prices: all, counts: map[string]float64{"input_tokens": 10, "cache_read_tokens": 6, "input_audio_tokens": 6, "cache_audio_read_tokens": 0}, fails: true},
		{name: "a_part_without_the_whole", prices: all, counts: map[string]float64{"cache_read_tokens": 1}, fails: true},
		{name: "what_is_both_is_not_told", prices: all, counts: map[string]float64{"input_tokens": 10, "cache_read_tokens": 1, "input_audio_tokens": 1}, fails: true},
		{name: "a_request_is_always_one", prices: map[string]float64{"request": 7}, counts: nil, want: 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			rates := units.set(t, c.prices)
			require.NoError(t, units.Check(rates))
			m := &Model{Prices: []Period{{Rates: rates}}}
			sum, err := units.Price(m, time.Time{}, nil, units.counts(t, c.counts))
			if c.fails {
				require.ErrorIs(t, err, ErrCounts)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, sum.Total)
		})
	}
}

func TestAVariantReplacesSinglePricesAndTheFirstWins(t *testing.T) {
	units := testUnits(t)
	flex := pairs("service_tier", "flex")
	m := &Model{
		Prices: []Period{{Rates: units.set(t, map[string]float64{"input": 8, "output": 8})}},
		Variants: []Variant{
			{Context: flex, When: Constraint{StartDay: 30000}, Rates: units.set(t, map[string]float64{"input": 1})},
			{Context: flex, Rates: units.set(t, map[string]float64{"input": 2, "read": 3})},
			{Context: flex, Rates: units.set(t, map[string]float64{"input": 4, "output": 5})},
			{Context: pairs("service_tier", "flex", "speed", "fast"), Rates: units.set(t, map[string]float64{"output": 6})},
		},
	}
	n := units.counts(t, map[string]float64{"input_tokens": 10, "output_tokens": 1, "cache_read_tokens": 5})
	sum, err := units.Price(m, time.Unix(0, 0), flex, n)
	require.NoError(t, err)
	require.Equal(t, 5*2.0+5*3+5, sum.Total)
	sum, err = units.Price(m, time.Unix(0, 0), pairs("service_tier", "default"), n)
	require.NoError(t, err)
	require.Equal(t, 88.0, sum.Total)
}

func TestASetThatCannotBeToldApartIsCompleted(t *testing.T) {
	units := testUnits(t)
	require.ErrorContains(t, units.Check(units.set(t, map[string]float64{"read": 1})), "input, which contains it, needs one too")
	apart := units.set(t, map[string]float64{"input": 1, "read": 2, "audio": 3})
	require.ErrorContains(t, units.Check(apart), "audio_read, which is both, needs one too")
	whole, from := units.Complete(apart)
	require.NoError(t, units.Check(whole))
	both, _ := units.Find("audio_read")
	read, _ := units.Find("read")
	require.Equal(t, map[uint8]uint8{both: read}, from)
}
