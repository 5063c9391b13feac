package sampler

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/budget"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/keep"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// Rules judges by a list of rules: the first that takes a trace gives the rate, and the budget may lower it.
type Rules struct {
	plan  *rule.Plan
	names []string
	by    [][]string // of adaptive rates
	joint Joint

	// mu guards what changes with every trace.
	mu       sync.Mutex
	rates    []keep.Rate
	accounts []*budget.Account
}

// Joint is how a rate joins the probability at which a trace was sampled before it came here.
type Joint func(before consistent.Threshold, probability float64) consistent.Threshold

// Equalizing keeps at the lower of the two probabilities, with a threshold of so many hexadecimal digits.
func Equalizing(digits int) Joint {
	return func(before consistent.Threshold, probability float64) consistent.Threshold {
		return max(before, consistent.Rounded(probability, digits))
	}
}

// Proportional keeps at the product of the two, with a threshold of so many hexadecimal digits.
func Proportional(digits int) Joint {
	return func(before consistent.Threshold, probability float64) consistent.Threshold {
		if probability >= 1 {
			return before
		}
		return max(before, consistent.Rounded(before.Probability()*probability, digits))
	}
}

// Bucketed keeps as Equalizing does, with the thresholds of contrib's hash_seed mode.
func Bucketed(before consistent.Threshold, probability float64) consistent.Threshold {
	return max(before, consistent.Bucketed(probability))
}

// NewRules compiles rules. otherwise, when set, is the rate of traces that no rule takes.
func NewRules(rules []rule.Config, otherwise *keep.Config, whole *budget.Config, joint Joint, set component.TelemetrySettings) (*Rules, error) {
	plan, err := rule.New(rules, set)
	if err != nil {
		return nil, err
	}
	if otherwise != nil {
		rules = append(rules[:len(rules):len(rules)], rule.Config{Name: rule.Otherwise, Keep: *otherwise})
	}
	if len(rules) == 0 {
		return nil, fmt.Errorf("there are no rules")
	}
	r := &Rules{plan: plan, joint: joint}
	var shares []*budget.Share
	for _, c := range rules {
		r.names = append(r.names, c.Name)
		r.rates = append(r.rates, keep.NewRate(c.Keep))
		var by []string
		if c.Keep.Adaptive != nil {
			by = c.Keep.Adaptive.By
		}
		r.by = append(r.by, by)
		shares = append(shares, c.Budget)
	}
	r.accounts = budget.New(whole, shares)
	return r, nil
}

// Names are those of the rules.
func (r *Rules) Names() []string {
	return r.names
}

// Judge finds the rule, and the rate that it and its budget give.
func (r *Rules) Judge(_ context.Context, v *rule.View, now time.Time) Verdict {
	at := r.plan.First(v)
	if at < 0 {
		at = len(r.names) - 1 // otherwise; a list of rules without it takes every trace
	}
	account := r.accounts[at]
	var cost budget.Cost
	if account != nil {
		cost = rule.CostOf(v, account)
	}
	key := v.Key(r.by[at])
	r.mu.Lock()
	defer r.mu.Unlock()
	asked := r.joint(v.Trace.In, r.rates[at].Probability(now, key))
	// The factor is asked for before the trace is offered, so that a threshold never depends on the trace that it is for.
	t := asked.Proportional(account.Factor(now))
	account.Offer(&cost, asked.Probability()/v.Trace.In.Probability())
	verdict := Verdict{Rule: int32(at), Threshold: t, Weighed: true}
	if t.Keeps(v.Trace.R) && account.Admit(t, &cost) {
		verdict.Keep = true
		verdict.Threshold = account.Weigh(t, v.Trace.R)
	}
	return verdict
}

// Charge draws late spans from the rule's budget.
func (r *Rules) Charge(v *rule.View, at int32) {
	account := r.accounts[at]
	if account == nil {
		return
	}
	cost := rule.CostOf(v, account)
	cost[budget.Traces] = 0
	r.mu.Lock()
	defer r.mu.Unlock()
	account.Charge(&cost)
}
