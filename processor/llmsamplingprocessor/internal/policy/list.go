package policy

import (
	"context"
	"time"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// List is a list of policies. It may be used by many goroutines.
type List struct {
	names    []string
	policies []policy // those that drop come first
}

type policy struct {
	at       int32 // in names
	evaluate evaluator
}

// New makes the policies. They must be valid.
func New(policies []Config, set Settings) (*List, error) {
	l := &List{}
	var others []policy
	for i := range policies {
		e, err := newEvaluator(&policies[i], set)
		if err != nil {
			return nil, err
		}
		l.names = append(l.names, policies[i].Name)
		p := policy{at: int32(i), evaluate: e}
		if policies[i].Type == "drop" {
			l.policies = append(l.policies, p)
		} else {
			others = append(others, p)
		}
	}
	l.policies = append(l.policies, others...)
	return l, nil
}

// Names are those of the policies, in the order of the config.
func (l *List) Names() []string {
	return l.names
}

// Decide asks every policy: a trace that one drops is dropped, else one that any samples is kept, at the lowest of their
// thresholds. policy is the first that dropped or sampled, or -1. One that cannot tell is passed over.
func (l *List) Decide(ctx context.Context, v *rule.View, now time.Time) (keep bool, policy int32, t consistent.Threshold) {
	policy, t = -1, consistent.Never
	for _, p := range l.policies {
		switch r := p.evaluate(ctx, v, now); r.decision {
		case dropped:
			return false, p.at, consistent.Never
		case sampled:
			if policy < 0 {
				policy = p.at
			}
			t = min(t, r.threshold)
		}
	}
	return policy >= 0, policy, t
}
