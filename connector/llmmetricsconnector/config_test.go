package llmmetricsconnector

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/anomaly"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/budget"
)

func load(t *testing.T, file string) (*Config, error) {
	t.Helper()
	conf, err := confmaptest.LoadConf(file)
	require.NoError(t, err)
	sub, err := conf.Sub("llm_metrics")
	require.NoError(t, err)
	return unmarshal(sub)
}

func unmarshal(conf *confmap.Conf) (*Config, error) {
	cfg := createDefaultConfig().(*Config)
	if err := conf.Unmarshal(cfg); err != nil {
		return nil, err
	}
	return cfg, confmap.Validate(cfg)
}

func TestEverythingCanBeSet(t *testing.T) {
	cfg, err := load(t, filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	storage := component.MustNewID("file_storage")
	require.Equal(t, &Config{
		Semconv: semconvLatest, Interval: 30 * time.Second, Temporality: delta,
		Dimensions: []string{"user.id", "deployment.environment.name"}, MaxSeries: 5000, RunIdle: time.Minute,
		Budgets: []budget.Config{
			{Name: "team-a", Match: map[string]string{"service.namespace": "team-a", "gen_ai.request.model": "gpt-*"}, USD: 50, Per: 24 * time.Hour},
			{Name: "user", Tokens: 2_000_000, Per: time.Hour, By: []string{"user.id"}},
		},
		Anomalies: anomaly.Config{DearRuns: anomaly.DearRunsConfig{Score: 6, MinRuns: 50, MinUSD: 0.5}},
		Storage:   &storage,
	}, cfg)
}

func TestTheDefaultsAreValid(t *testing.T) {
	require.NoError(t, confmap.Validate(createDefaultConfig()))
}

func TestMistakesAreToldWithWhatWouldBeRight(t *testing.T) {
	for file, want := range map[string]string{
		"semconv":                `semconv: "1.36" is no generation that can be written; write "1.41" or latest`,
		"interval":               `interval: 0s is no time between two exports; write a duration such as 15s`,
		"temporality":            `temporality: "deltas" is unknown; write cumulative or delta`,
		"dimension_empty":        `dimensions::0: an empty name; write the name of an attribute such as user.id`,
		"dimension_twice":        `dimensions::1: "user.id" is there twice; write it once`,
		"max_series":             `max_series: 0 leaves no room for any; write 1 or more`,
		"expire_after":           `expire_after: -1s is negative; write a duration such as 1h, or 0 to keep all`,
		"run_idle":               `run_idle: -1s is negative; write a duration such as 30s`,
		"only":                   `only: "budget" is unknown; write budgets, or leave it out to count all`,
		"only_nothing":           `only: budgets leaves nothing to do without budgets; write some, or leave only out`,
		"budget_unnamed":         `budgets::0: name: a budget without a name; write one, such as team-a`,
		"budget_twice":           `budgets::1::name: "a" is there twice; give each budget a name of its own`,
		"budget_both":            `budgets::0: usd and tokens are both set; write two budgets`,
		"budget_neither":         `budgets::0: neither usd nor tokens is set; write one of them`,
		"budget_negative":        `budgets::0: usd: -1 is negative; write how many US dollars may be spent`,
		"budget_negative_tokens": `budgets::0: tokens: -1 is negative; write how many tokens may be used`,
		"budget_short":           `budgets::0: per: 5s is out of range; write 1m to 744h`,
		"budget_by":              `budgets::0: by::0: an empty name; write the name of an attribute such as user.id`,
		"budget_by_twice":        `budgets::0: by::1: "x" is there twice; write it once`,
		"score":                  `anomalies::dear_runs: score: -1 is negative; write a number of deviations such as 5, or 0 to look for none`,
		"min_runs":               `anomalies::dear_runs: min_runs: 2 is out of range; write 3 to 256`,
		"min_usd":                `anomalies::dear_runs: min_usd: -1 is negative; write what a run must cost in US dollars`,
		"retry_failures":         `anomalies: retry_failures: 1 is no storm; write 2 or more, or 0 to look for none`,
		"typo":                   `has invalid keys: dimension`,
	} {
		t.Run(file, func(t *testing.T) {
			_, err := load(t, filepath.Join("testdata", file+".bad.yaml"))
			require.ErrorContains(t, err, want)
		})
	}
}
