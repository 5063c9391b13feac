package llmmetricsconnector

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/anomaly"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/budget"
)

// The values of semconv and temporality.
const (
	semconv141    = "1.41"
	semconvLatest = "latest"
	cumulative    = "cumulative"
	delta         = "delta"
	onlyBudgets   = "budgets"
)

// Config says what is counted and how it goes out.
type Config struct {
	// Semconv is the generation of the OpenTelemetry GenAI metrics: "1.41" (gen_ai.client.token.usage and the like), or
	// latest (gen_ai.client.inference.*). Default "1.41".
	Semconv string `mapstructure:"semconv"`
	// Interval is how often metrics go out. What is left goes out at shutdown. Default 15s.
	Interval time.Duration `mapstructure:"interval"`
	// Temporality is cumulative (since the start) or delta (since the interval before). Default cumulative.
	Temporality string `mapstructure:"temporality"`
	// Dimensions are attributes of spans or resources that become labels of every metric but those of budgets. What a span does
	// not tell is taken from another span of its trace: frameworks put user.id on the root alone. Default none.
	Dimensions []string `mapstructure:"dimensions"`
	// MaxSeries bounds the series of all metrics together. What comes beyond is counted in one more series of each metric,
	// with the label otel.metric.overflow. Default 100000.
	MaxSeries int `mapstructure:"max_series"`
	// ExpireAfter is how long a series may go unchanged before it is no longer sent. Zero keeps all. Default 1h.
	ExpireAfter time.Duration `mapstructure:"expire_after"`
	// RunIdle is how long a run that may span several traces (a conversation, a group) must have gained nothing to be
	// over. A run that is one trace is over with it. Default 30s.
	RunIdle time.Duration `mapstructure:"run_idle"`
	// Only says what is counted: budgets, for the live pipeline, or all when it is empty. So that what spans on their own seem to cost
	// is corrected, name the same connector in the pipeline behind whole_trace too. Default empty.
	Only string `mapstructure:"only"`
	// Budgets are what may be spent, as [{name: team-a, usd: 10, per: 1h, by: [user.id]}]. Default none.
	Budgets []budget.Config `mapstructure:"budgets"`
	// Anomalies says what is out of the ordinary, for the logs pipeline.
	Anomalies anomaly.Config `mapstructure:"anomalies"`
	// Storage is the storage extension in which budgets survive a restart. Default none: a restart begins them anew.
	Storage *component.ID `mapstructure:"storage"`
}

func createDefaultConfig() component.Config {
	return &Config{
		Semconv:     semconv141,
		Interval:    15 * time.Second,
		Temporality: cumulative,
		MaxSeries:   100_000,
		ExpireAfter: time.Hour,
		RunIdle:     30 * time.Second,
		Anomalies:   anomaly.NewConfig(),
	}
}

// Validate finds what the connector cannot work with.
func (c *Config) Validate() error {
	var errs []error
	if c.Semconv != semconv141 && c.Semconv != semconvLatest {
		errs = append(errs, fmt.Errorf(`semconv: %q is no generation that can be written; write "1.41" or latest`, c.Semconv))
	}
	if c.Interval <= 0 {
		errs = append(errs, fmt.Errorf("interval: %s is no time between two exports; write a duration such as 15s", c.Interval))
	}
	if c.Temporality != cumulative && c.Temporality != delta {
		errs = append(errs, fmt.Errorf("temporality: %q is unknown; write cumulative or delta", c.Temporality))
	}
	for i, d := range c.Dimensions {
		if d == "" {
			errs = append(errs, fmt.Errorf("dimensions::%d: an empty name; write the name of an attribute such as user.id", i))
		}
		if slices.Contains(c.Dimensions[:i], d) {
			errs = append(errs, fmt.Errorf("dimensions::%d: %q is there twice; write it once", i, d))
		}
	}
	if c.MaxSeries < 1 {
		errs = append(errs, fmt.Errorf("max_series: %d leaves no room for any; write 1 or more", c.MaxSeries))
	}
	if c.ExpireAfter < 0 {
		errs = append(errs, fmt.Errorf("expire_after: %s is negative; write a duration such as 1h, or 0 to keep all", c.ExpireAfter))
	}
	if c.RunIdle < 0 {
		errs = append(errs, fmt.Errorf("run_idle: %s is negative; write a duration such as 30s", c.RunIdle))
	}
	if c.Only != "" && c.Only != onlyBudgets {
		errs = append(errs, fmt.Errorf("only: %q is unknown; write budgets, or leave it out to count all", c.Only))
	}
	if c.Only == onlyBudgets && len(c.Budgets) == 0 {
		errs = append(errs, errors.New("only: budgets leaves nothing to do without budgets; write some, or leave only out"))
	}
	names := map[string]bool{}
	for i := range c.Budgets {
		name := c.Budgets[i].Name
		if names[name] && name != "" {
			errs = append(errs, fmt.Errorf("budgets::%d::name: %q is there twice; give each budget a name of its own", i, name))
		}
		names[name] = true
	}
	return errors.Join(errs...)
}

// keys are the attributes to read besides those that are always read: the dimensions first, then what budgets ask for.
func (c *Config) keys() []string {
	keys := slices.Clone(c.Dimensions)
	for _, key := range budget.Keys(c.Budgets) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}
