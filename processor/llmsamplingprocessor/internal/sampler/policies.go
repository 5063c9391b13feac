package sampler

import (
	"context"
	"time"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/policy"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// Policies judges by a tail_sampling policy list.
type Policies struct {
	list    *policy.List
	names   []string
	weighed bool
}

// NewPolicies makes a judge of a list. consistent says that its thresholds tell how many traces a kept one stands for.
func NewPolicies(list *policy.List, consistent bool) *Policies {
	names := list.Names()
	return &Policies{list: list, names: append(names[:len(names):len(names)], rule.Otherwise), weighed: consistent}
}

// Names are those of the policies, and one for traces that none samples.
func (p *Policies) Names() []string {
	return p.names
}

// Judge asks the policies.
func (p *Policies) Judge(ctx context.Context, v *rule.View, now time.Time) Verdict {
	keep, at, t := p.list.Decide(ctx, v, now)
	if at < 0 {
		at = int32(len(p.names) - 1)
	}
	return Verdict{Keep: keep, Rule: at, Threshold: t, Weighed: p.weighed}
}

// Charge does nothing: tail_sampling does not count late spans against its limits.
func (p *Policies) Charge(*rule.View, int32) {}
