package price

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func write(t *testing.T, file, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
}

func total(t *testing.T, b *Book) float64 {
	t.Helper()
	r := call("vllm", "own")
	r.Usage = Usage{Input: 1e6}
	cost, err := b.Table().Cost(r)
	require.NoError(t, err)
	return cost.Total
}

func TestAChangedPriceFileIsReadAgainAndABrokenOneIsNotUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "prices.yaml")
	write(t, file, "models: [{provider: vllm, model: own, prices: {input_mtok: 1}}]")
	b, err := Open(Settings{File: file})
	require.NoError(t, err)
	require.Equal(t, 1.0, total(t, b))

	changed, err := b.look()
	require.NoError(t, err)
	require.False(t, changed)

	write(t, file, "models: [{provider: vllm, model: own, prices: {input_mtok: 2}}]")
	changed, err = b.look()
	require.NoError(t, err)
	require.True(t, changed)
	require.Equal(t, 2.0, total(t, b))

	write(t, file, "models:\n  - {provider: vllm, model: own, prices: {input_mtok: two}}")
	changed, err = b.look()
	require.EqualError(t, err, `cannot use the price file: prices.yaml:2: "two" is no number`)
	require.True(t, changed)
	require.Equal(t, 2.0, total(t, b))
	changed, _ = b.look()
	require.False(t, changed, "the same mistake is told once")

	require.NoError(t, os.Remove(file))
	changed, err = b.look()
	require.ErrorIs(t, err, os.ErrNotExist)
	require.True(t, changed)
	changed, _ = b.look()
	require.False(t, changed)
	require.Equal(t, 2.0, total(t, b))

	write(t, file, "models: [{provider: vllm, model: own, prices: {input_mtok: 3}}]")
	changed, err = b.look()
	require.NoError(t, err)
	require.True(t, changed)
	require.Equal(t, 3.0, total(t, b))
}

func TestAFileThatIsEmptyForAMomentTakesNoPricesAway(t *testing.T) {
	const good = "models: [{provider: vllm, model: own, prices: {input_mtok: 1}}]"
	file := filepath.Join(t.TempDir(), "prices.yaml")
	write(t, file, good)
	b, err := Open(Settings{File: file})
	require.NoError(t, err)
	for _, text := range []string{"", "# our prices\n", "---\n", "models:\n", good + "\n---\n" + good} {
		write(t, file, text)
		changed, err := b.look()
		require.True(t, changed)
		require.ErrorContains(t, err, "cannot use the price file: prices.yaml:", text)
		require.Equal(t, 1.0, total(t, b))

		write(t, file, good)
		changed, err = b.look()
		require.True(t, changed)
		require.NoError(t, err)
	}
	write(t, file, "models: []")
	_, err = b.look()
	require.NoError(t, err, "who wants none says so")
	r := call("vllm", "own")
	r.Usage = Usage{Input: 1}
	_, err = b.Cost(r)
	require.ErrorIs(t, err, ErrUnknownModel)
}

func TestWatchSeesAChange(t *testing.T) {
	file := filepath.Join(t.TempDir(), "prices.yaml")
	write(t, file, "models: [{provider: vllm, model: own, prices: {input_mtok: 1}}]")
	b, err := Open(Settings{File: file})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	var changes atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.Watch(ctx, time.Millisecond, func(error) { changes.Add(1) })
	}()
	write(t, file, "models: [{provider: vllm, model: own, prices: {input_mtok: 2}}]")
	require.Eventually(t, func() bool { return changes.Load() > 0 && total(t, b) == 2 }, 5*time.Second, time.Millisecond)
	stop()
	<-done
}

func TestOverridesOfTheConfigComeFirst(t *testing.T) {
	b, err := Open(Settings{
		File: "testdata/prices.yaml",
		Overrides: []Override{
			{Provider: "azure", Model: "my-deployment", SameAs: "openai/gpt-4o-mini"},
			{Model: "*-internal", Prices: map[string]Price{"input_mtok": {Base: 7}}},
		},
		DefaultModel: "openai/gpt-4o",
	})
	require.NoError(t, err)
	list := label(b.Table())
	for _, c := range []struct{ name, provider, model, price string }{
		{"before_the_file", "azure", "my-deployment", list + "openai/gpt-4o-mini"},
		{"of_any_provider", "acme", "chat-internal", "overrides *-internal"},
		{"no_model", "anthropic", "", list + "openai/gpt-4o"},
		{"the_file_still_counts", "vllm", "qwen3-8b", "prices.yaml vllm/qwen3-*"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cost, err := b.Table().Cost(call(c.provider, c.model))
			require.NoError(t, err)
			require.Equal(t, c.price, cost.Price)
		})
	}
}

func TestWrongSettingsAreRefused(t *testing.T) {
	s := Settings{Overrides: []Override{{Provider: "azure", Model: "a", SameAs: "openai/gpt-4o"}, {Provider: "azure", Model: "b"}}}
	const want = "overrides::1: it changes nothing; write same_as: provider/model, prices, or discount_percent"
	require.EqualError(t, s.Validate(), want)
	_, err := Open(s)
	require.EqualError(t, err, want)
	_, err = Open(Settings{File: "testdata/none.yaml"})
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, Check(Settings{File: "testdata/none.yaml"}))
	require.EqualError(t, Check(Settings{File: "testdata/none.yaml", Overrides: s.Overrides}), want)
	require.ErrorContains(t, Check(Settings{File: "testdata/rate.bad.yaml"}), "rate.bad.yaml:2: ")
}

func TestAStarIsAnything(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"gpt-4o", "gpt-4o", true},
		{"gpt-4o", "gpt-4o-mini", false},
		{"gpt-4o*", "gpt-4o", true},
		{"*-mini", "gpt-4o-mini", true},
		{"a*b*c", "axxbyyc", true},
		{"a*b*c", "ac", false},
		{"a*a", "a", false},
		{"*", "", true},
	} {
		require.Equal(t, c.want, glob(c.pattern, c.name), c)
	}
}
