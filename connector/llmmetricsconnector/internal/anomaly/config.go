package anomaly

import (
	"errors"
	"fmt"
)

// Config says what is out of the ordinary.
type Config struct {
	// DearRuns are runs that cost far more than their like: runs of the same service, workflow and root span.
	DearRuns DearRunsConfig `mapstructure:"dear_runs"`
	// RetryFailures is how often an agent's calls of one model, or runs of one tool, must fail in a run to be a retry storm.
	// Zero looks for none. Default 5.
	RetryFailures int `mapstructure:"retry_failures"`
	// Loops tells of traces in which the same tool, or the same cycle of agents, came again and again. Default true.
	Loops bool `mapstructure:"loops"`
}

// DearRunsConfig says how much is far more.
type DearRunsConfig struct {
	// Score is the robust z-score from which a run is dear: how many typical deviations the logarithm of its cost is above
	// the median of its like. Zero looks for none. Default 5.
	Score float64 `mapstructure:"score"`
	// MinRuns is how many runs there must have been before one can be dear. At least 3. Default 20.
	MinRuns int `mapstructure:"min_runs"`
	// MinUSD is what a run must cost, in US dollars, to be worth a word. Default 0.01.
	MinUSD float64 `mapstructure:"min_usd"`
}

// NewConfig returns the defaults.
func NewConfig() Config {
	return Config{DearRuns: DearRunsConfig{Score: 5, MinRuns: 20, MinUSD: 0.01}, RetryFailures: 5, Loops: true}
}

// Validate finds what cannot be looked for.
func (c *Config) Validate() error {
	if c.RetryFailures < 0 || c.RetryFailures == 1 {
		return fmt.Errorf("retry_failures: %d is no storm; write 2 or more, or 0 to look for none", c.RetryFailures)
	}
	return nil
}

// Validate finds what cannot be looked for.
func (c *DearRunsConfig) Validate() error {
	var errs []error
	if c.Score < 0 {
		errs = append(errs, fmt.Errorf("score: %v is negative; write a number of deviations such as 5, or 0 to look for none", c.Score))
	}
	if c.MinRuns < 3 || c.MinRuns > memory {
		errs = append(errs, fmt.Errorf("min_runs: %d is out of range; write 3 to %d", c.MinRuns, memory))
	}
	if c.MinUSD < 0 {
		errs = append(errs, fmt.Errorf("min_usd: %v is negative; write what a run must cost in US dollars", c.MinUSD))
	}
	return errors.Join(errs...)
}
