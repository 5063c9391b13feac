// Package rule is the list of rules: what a trace must be like for a rule to take it, and which rules can ever take one.
//
// All rules are compiled into one Plan, so that what they ask of the spans is answered in one pass over them, and only
// when a rule is reached that asks.
package rule

import (
	"errors"
	"fmt"
	"slices"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/budget"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/keep"
)

// Config is one rule: the traces that it takes and the rate that it ends in.
type Config struct {
	// Name shows up in metrics and in baton.sampling.rule. Required, and different for each rule.
	Name string `mapstructure:"name"`
	// When says which traces the rule takes: those for which everything in it holds. Not set takes every trace that comes
	// so far.
	When *When `mapstructure:"when"`
	// Keep is the share that is kept: 0% to 100%, all, none, or {adaptive: {goal: 20/s | 5%, by: [service, agent, model]}}.
	// Required.
	Keep keep.Config `mapstructure:"keep"`
	// Budget is the rule's own limit. Where the budget of the whole limits the same unit it is the rule's assured share: what
	// others leave unused is lent to it, and what it leaves is lent on. Not set by default.
	Budget *budget.Share `mapstructure:"budget"`

	_ struct{}
}

// Validate says what is wrong with the rule by itself. CheckAll says what is wrong with it among the others.
func (c Config) Validate() error {
	if c.Name == "" {
		return errors.New("name is not set; a rule needs one, it shows up in metrics and on kept traces")
	}
	if c.When != nil && c.When.isEmpty() {
		return errors.New("when: nothing is asked for; leave when out for a rule that takes every trace")
	}
	return nil
}

// The rules that metrics name where no rule of the config decided.
const (
	// Otherwise is for traces that no rule takes, or no policy samples.
	Otherwise = "otherwise"
	// Late is for late spans of traces that were dropped: which rule dropped them is not remembered.
	Late = "late"
	// Priority is for traces on which sampling.priority decided, in mode head.
	Priority = "priority"
	// Parent is for traces that their parent did not sample, in mode head.
	Parent = "parent"
)

var reserved = []string{Otherwise, Late, Priority, Parent}

// CheckAll says what is wrong with the rules as a list. fallback says that `otherwise` takes what they leave.
func CheckAll(rules []Config, fallback bool) error {
	var errs []error
	seen := make(map[string]int)
	for i, r := range rules {
		if first, ok := seen[r.Name]; ok && r.Name != "" {
			errs = append(errs, fmt.Errorf("rules::%d::name: %q is the name of rule %d already; give each rule its own", i, r.Name, first))
		}
		seen[r.Name] = i
		if slices.Contains(reserved, r.Name) {
			errs = append(errs, fmt.Errorf("rules::%d::name: %q has a meaning of its own in metrics; choose another", i, r.Name))
		}
		if by := shadow(rules[:i], r.When); by >= 0 {
			errs = append(errs, fmt.Errorf("rules::%d: no trace can reach rule %q, because rule %q takes all of them before; put it first or remove it", i, r.Name, rules[by].Name))
		}
	}
	all := shadow(rules, nil)
	if last := len(rules) - 1; !fallback && all < 0 {
		errs = append(errs, fmt.Errorf("rules::%d: rule %q is the last and does not take every trace; end with a rule without when, or set otherwise", last, rules[last].Name))
	}
	if fallback && all >= 0 {
		errs = append(errs, fmt.Errorf("otherwise: no trace is left for it, because rule %q takes every trace; remove one of the two", rules[all].Name))
	}
	return errors.Join(errs...)
}
