package llmsamplingprocessor

import (
	"errors"
	"fmt"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/budget"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/keep"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/policy"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// The modes.
const (
	modeTail = "tail"
	modeHead = "head"
)

// Config says which traces are kept.
type Config struct {
	// Mode is tail, for the whole traces that whole_trace hands on, or head, for single batches in a sidecar. Default tail.
	Mode string `mapstructure:"mode"`
	// Rules is a list of rules; the first that takes a trace decides. The last takes every trace, unless otherwise is set.
	Rules []rule.Config `mapstructure:"rules"`
	// Otherwise is the rate of traces that no rule takes. Not set by default.
	Otherwise *keep.Config `mapstructure:"otherwise"`
	// Budget limits what is kept by all rules together, as {spans_per_second: 5000}. Not set by default.
	Budget *budget.Config `mapstructure:"budget"`
	// Policies is, instead of rules, a policy list of contrib's tail_sampling, taken as it is.
	Policies []policy.Config `mapstructure:"policies"`
	// Consistent makes policies decide by R >= T, where contrib's hash and limits know of no weight, and write `ot=th`. Rules
	// always do. Default false.
	Consistent bool `mapstructure:"consistent"`
	// Memory is for how many traces decisions are remembered, for spans that come late.
	Memory MemoryConfig `mapstructure:"memory"`
	// Probability is how rates become decisions.
	Probability ProbabilityConfig `mapstructure:"probability"`
	// DryRun drops nothing and writes what would have happened. Default false.
	DryRun bool `mapstructure:"dry_run"`

	_ struct{}
}

// MemoryConfig bounds the memory of decisions.
type MemoryConfig struct {
	// Kept is how many kept traces are remembered, at about 120 bytes each. Zero remembers none. Default 100000.
	Kept int `mapstructure:"kept"`
	// Dropped is how many dropped traces are remembered, at less than 6 bytes each. Zero remembers none. Default 1000000.
	Dropped int `mapstructure:"dropped"`

	_ struct{}
}

// ProbabilityConfig is how rates become decisions. With the mode, seed and precision of contrib's probabilistic_sampler a
// rate decides as that does.
type ProbabilityConfig struct {
	// Mode is equalizing (the lower of the rate and of the probability at which a trace was sampled before it came),
	// proportional (their product) or hash_seed (contrib's older hash of the trace id, 14 bits, for gateways that must agree
	// with a probabilistic_sampler; what carries sampling of its own is treated as by equalizing). Default equalizing.
	Mode string `mapstructure:"mode"`
	// HashSeed is the seed of hash_seed. Default 0.
	HashSeed uint32 `mapstructure:"hash_seed"`
	// Precision is how many hexadecimal digits a threshold has, 1 to 14. Contrib's default is 4. Default 14.
	Precision int `mapstructure:"precision"`

	_ struct{}
}

// The ways in which rates become decisions.
const (
	equalizing   = "equalizing"
	proportional = "proportional"
	hashSeeded   = "hash_seed"
)

// Validate says what is wrong with the config as a whole; its parts validate themselves.
func (c *Config) Validate() error {
	var errs []error
	if c.Mode != modeTail && c.Mode != modeHead {
		errs = append(errs, fmt.Errorf("mode: %q is unknown; write tail or head", c.Mode))
	}
	if c.Consistent && len(c.Policies) == 0 {
		errs = append(errs, errors.New("consistent: it is for policies; rules are consistent always, leave it out"))
	}
	switch {
	case len(c.Policies) > 0:
		errs = append(errs, policy.CheckAll(c.Policies), c.checkBesidePolicies())
	case len(c.Rules) > 0:
		errs = append(errs, rule.CheckAll(c.Rules, c.Otherwise != nil))
	case c.Otherwise == nil:
		errs = append(errs, errors.New("rules: there are none; write a list of rules, otherwise with a rate, or a list of policies"))
	}
	if c.Mode == modeHead {
		errs = append(errs, rule.CheckHead(c.Rules))
	}
	var shares []*budget.Share
	for _, r := range c.Rules {
		shares = append(shares, r.Budget)
	}
	errs = append(errs, budget.CheckShares(c.Budget, shares))
	return errors.Join(errs...)
}

// checkBesidePolicies says what cannot stand beside policies.
func (c *Config) checkBesidePolicies() error {
	for key, set := range map[string]bool{"rules": len(c.Rules) > 0, "otherwise": c.Otherwise != nil, "budget": c.Budget != nil} {
		if set {
			return fmt.Errorf("%s: it stands beside policies, and only one of the two can decide; remove one", key)
		}
	}
	if c.Mode == modeHead {
		return errors.New("policies: they are about whole traces; use mode: tail, or rules")
	}
	return nil
}

// Validate says what is wrong with the memory.
func (c *MemoryConfig) Validate() error {
	if c.Kept < 0 || c.Dropped < 0 {
		return fmt.Errorf("kept is %d and dropped %d; write 0 or more", c.Kept, c.Dropped)
	}
	return nil
}

// Validate says what is wrong with the ways of probability.
func (c *ProbabilityConfig) Validate() error {
	switch {
	case c.Mode != equalizing && c.Mode != proportional && c.Mode != hashSeeded:
		return fmt.Errorf("mode: %q is unknown; write equalizing, proportional or hash_seed", c.Mode)
	case c.HashSeed != 0 && c.Mode != hashSeeded:
		return fmt.Errorf("hash_seed: it has no effect in mode %s; set mode: hash_seed or leave it out", c.Mode)
	case c.Precision < 1 || c.Precision > fullPrecision:
		return fmt.Errorf("precision: %d is no number of digits; write 1 to %d", c.Precision, fullPrecision)
	}
	return nil
}

// fullPrecision is how many hexadecimal digits 56 bits have.
const fullPrecision = 14
