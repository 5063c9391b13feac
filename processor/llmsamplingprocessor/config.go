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

// ProbabilityConfig is how rates become decisions.
type ProbabilityConfig struct {
	// Mode is how a rate joins the probability at which a trace was sampled before it came: equalizing (the lower of the
	// two) or proportional (their product). Default equalizing.
	Mode string `mapstructure:"mode"`

	_ struct{}
}

// The ways to join probabilities.
const (
	equalizing   = "equalizing"
	proportional = "proportional"
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
	if c.Mode != equalizing && c.Mode != proportional {
		return fmt.Errorf("mode: %q is unknown; write equalizing or proportional", c.Mode)
	}
	return nil
}
