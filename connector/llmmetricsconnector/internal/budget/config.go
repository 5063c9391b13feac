package budget

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Config is one budget: how much may be spent in any stretch of time, by whom.
type Config struct {
	// Name names the budget in metrics and events. No two have the same.
	Name string `mapstructure:"name"`
	// Match says which calls it is for: each attribute must have the value, in which * stands for anything. Attributes are
	// those of the span, its resource, or another span of its trace. Empty is all calls.
	Match map[string]string `mapstructure:"match"`
	// USD is how many US dollars may be spent. Set this or tokens.
	USD float64 `mapstructure:"usd"`
	// Tokens is how many input and output tokens may be used. Set this or usd.
	Tokens int64 `mapstructure:"tokens"`
	// Per is the length of the sliding window. It moves in sixtieths. At least 1m, at most 31 days (744h).
	Per time.Duration `mapstructure:"per"`
	// By are attributes: each combination of their values has the budget for itself, as {by: [user.id]}. Default none.
	By []string `mapstructure:"by"`
}

const (
	shortest = time.Minute
	longest  = 31 * 24 * time.Hour
)

// Validate finds a budget that cannot be watched.
func (c *Config) Validate() error {
	var errs []error
	if c.Name == "" {
		errs = append(errs, errors.New("name: a budget without a name; write one, such as team-a"))
	}
	switch {
	case c.USD < 0:
		errs = append(errs, fmt.Errorf("usd: %v is negative; write how many US dollars may be spent", c.USD))
	case c.Tokens < 0:
		errs = append(errs, fmt.Errorf("tokens: %d is negative; write how many tokens may be used", c.Tokens))
	case c.USD > 0 && c.Tokens > 0:
		errs = append(errs, errors.New("usd and tokens are both set; write two budgets"))
	case c.USD == 0 && c.Tokens == 0:
		errs = append(errs, errors.New("neither usd nor tokens is set; write one of them"))
	}
	if c.Per < shortest || c.Per > longest {
		errs = append(errs, fmt.Errorf("per: %s is out of range; write 1m to 744h", c.Per))
	}
	for i, key := range c.By {
		if key == "" {
			errs = append(errs, fmt.Errorf("by::%d: an empty name; write the name of an attribute such as user.id", i))
		}
		if slices.Contains(c.By[:i], key) {
			errs = append(errs, fmt.Errorf("by::%d: %q is there twice; write it once", i, key))
		}
	}
	return errors.Join(errs...)
}
