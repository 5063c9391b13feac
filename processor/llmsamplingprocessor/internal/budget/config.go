// Package budget keeps what is kept within so many traces, spans, bytes, tokens or dollars a second, minute or day.
//
// A budget is held twice over. A factor, worked out from the demand of the last seconds, lowers the probability of what
// comes so that about as much is kept as may be; since it depends on the past alone, weights made from it are right. A
// bucket behind it refuses what would still be too much; the weight of what it refuses goes to the traces kept next.
package budget

import (
	"errors"
	"fmt"
	"time"
)

// Config is a budget: how much may be kept, in any of five units over any of three periods. What is set must all be held.
type Config struct {
	// TracesPerSecond is how many traces a second may be kept. Zero keeps none. Not set: no limit; so for every key here.
	TracesPerSecond *float64 `mapstructure:"traces_per_second"`
	// TracesPerMinute is how many traces a minute may be kept.
	TracesPerMinute *float64 `mapstructure:"traces_per_minute"`
	// TracesPerDay is how many traces a day may be kept, spread over the day.
	TracesPerDay *float64 `mapstructure:"traces_per_day"`
	// SpansPerSecond is how many spans a second may be kept.
	SpansPerSecond *float64 `mapstructure:"spans_per_second"`
	// SpansPerMinute is how many spans a minute may be kept.
	SpansPerMinute *float64 `mapstructure:"spans_per_minute"`
	// SpansPerDay is how many spans a day may be kept, spread over the day.
	SpansPerDay *float64 `mapstructure:"spans_per_day"`
	// BytesPerSecond is how many bytes of spans (as OTLP protobuf) a second may be kept.
	BytesPerSecond *float64 `mapstructure:"bytes_per_second"`
	// BytesPerMinute is how many bytes of spans a minute may be kept.
	BytesPerMinute *float64 `mapstructure:"bytes_per_minute"`
	// BytesPerDay is how many bytes of spans a day may be kept, spread over the day.
	BytesPerDay *float64 `mapstructure:"bytes_per_day"`
	// TokensPerSecond is how many input and output tokens a second the kept traces may have used.
	TokensPerSecond *float64 `mapstructure:"tokens_per_second"`
	// TokensPerMinute is how many tokens a minute the kept traces may have used.
	TokensPerMinute *float64 `mapstructure:"tokens_per_minute"`
	// TokensPerDay is how many tokens a day the kept traces may have used, spread over the day.
	TokensPerDay *float64 `mapstructure:"tokens_per_day"`
	// USDPerSecond is how many US dollars a second the kept traces may have cost.
	USDPerSecond *float64 `mapstructure:"usd_per_second"`
	// USDPerMinute is how many US dollars a minute the kept traces may have cost.
	USDPerMinute *float64 `mapstructure:"usd_per_minute"`
	// USDPerDay is how many US dollars a day the kept traces may have cost, spread over the day.
	USDPerDay *float64 `mapstructure:"usd_per_day"`
	// Burst is for how long an unused budget is saved up, to be spent at once. Zero, the default, saves nothing.
	Burst time.Duration `mapstructure:"burst"`

	_ struct{}
}

// Share is the budget of one rule.
type Share struct {
	Config `mapstructure:",squash"`
	// Borrow says whether the rule may also have what is left unused of the budget of the whole, where that limits the same
	// unit. Default true.
	Borrow *bool `mapstructure:"borrow"`

	_ struct{}
}

// Validate says what is wrong with the budget.
func (c Config) Validate() error {
	limits := c.limits()
	if len(limits) == 0 {
		return errors.New("no limit is set; write one, as spans_per_second: 5000")
	}
	for _, l := range limits {
		if !(l.amount >= 0) {
			return fmt.Errorf("%s: %v is less than nothing; write 0 or more", l.name(), l.amount)
		}
	}
	if c.Burst < 0 {
		return fmt.Errorf("burst: %s is in the past; write 0s or more", c.Burst)
	}
	return nil
}

// CheckShares says which limits the shares of the rules exceed together.
func CheckShares(whole *Config, shares []*Share) error {
	if whole == nil {
		return nil
	}
	var errs []error
	for _, l := range whole.limits() {
		sum := 0.0
		for _, s := range shares {
			if s == nil {
				continue
			}
			for _, own := range s.limits() {
				if own.unit == l.unit && own.period == l.period {
					sum += own.amount
				}
			}
		}
		if l.amount >= 0 && sum > l.amount*(1+1e-9) {
			errs = append(errs, fmt.Errorf("budget::%s: the rules' shares are %v together, more than the whole of %v; raise the whole or lower a share", l.name(), sum, l.amount))
		}
	}
	return errors.Join(errs...)
}
