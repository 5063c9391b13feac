package policy

import (
	"context"
	"sync"
	"time"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/budget"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// composite shares a limit of spans among its parts, counted anew each second of the clock.
type composite struct {
	parts []evaluator
	share []int64 // spans a second, by part
	total int64

	// mu guards what follows.
	mu     sync.Mutex
	second int64
	used   []int64 // in this second, by part
	whole  int64
}

func newComposite(c *Config, set Settings) (evaluator, error) {
	parts, err := newParts(c.Composite.SubPolicy, set)
	if err != nil {
		return nil, err
	}
	shares := allocation(c.Composite)
	if set.Consistent {
		return consistentComposite(parts, shares, c.Composite.MaxTotalSpansPerSecond), nil
	}
	comp := &composite{parts: parts, share: shares, total: c.Composite.MaxTotalSpansPerSecond, used: make([]int64, len(parts))}
	return comp.evaluate, nil
}

// allocation returns each part's spans a second. As in contrib a part without an allocation has none.
func allocation(c *Composite) []int64 {
	shares := make([]int64, len(c.SubPolicy))
	for i, part := range c.SubPolicy {
		for _, a := range c.RateAllocation {
			if a.Policy != part.Name {
				continue
			}
			shares[i] = int64(float64(c.MaxTotalSpansPerSecond) / float64(len(c.SubPolicy)))
			if a.Percent > 0 {
				shares[i] = int64(float64(a.Percent) / 100 * float64(c.MaxTotalSpansPerSecond))
			}
		}
	}
	return shares
}

// evaluate differs from contrib in that the total holds for all parts together.
func (c *composite) evaluate(ctx context.Context, v *rule.View, now time.Time) result {
	for i, part := range c.parts {
		switch r := part(ctx, v, now); r.decision {
		case failed:
			return r
		case sampled:
			return when(c.spend(i, int64(v.Trace.Count), now))
		}
	}
	return result{}
}

func (c *composite) spend(part int, spans int64, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if second := now.Unix(); second != c.second {
		c.second, c.whole = second, 0
		clear(c.used)
	}
	if c.used[part]+spans > c.share[part] || c.whole+spans > c.total {
		return false
	}
	c.used[part] += spans
	c.whole += spans
	return true
}

// consistentComposite shares the limit as a budget: a part has its share, and what the others leave.
func consistentComposite(parts []evaluator, shares []int64, total int64) evaluator {
	var mu sync.Mutex
	spans := float64(total)
	accounts := budget.New(&budget.Config{SpansPerSecond: &spans}, shareConfigs(shares))
	return func(ctx context.Context, v *rule.View, now time.Time) result {
		for i, part := range parts {
			r := part(ctx, v, now)
			if r.decision == failed {
				return r
			}
			if r.decision != sampled {
				continue
			}
			cost := rule.CostOf(v, accounts[i])
			mu.Lock()
			defer mu.Unlock()
			limited := ask(accounts[i], &cost, v, now)
			limited.threshold = max(limited.threshold, r.threshold)
			return limited
		}
		return result{}
	}
}

func shareConfigs(shares []int64) []*budget.Share {
	configs := make([]*budget.Share, len(shares))
	for i, spans := range shares {
		perSecond := float64(spans)
		configs[i] = &budget.Share{Config: budget.Config{SpansPerSecond: &perSecond}}
	}
	return configs
}
