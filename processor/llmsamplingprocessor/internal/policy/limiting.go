package policy

import (
	"cmp"
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/otelcol-baton/baton/internal/wiresize"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/budget"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

func newRateLimiting(c *Config, set Settings) (evaluator, error) {
	l := c.RateLimiting
	size := func(v *rule.View) int { return v.Trace.Count }
	if set.Consistent {
		perSecond := float64(l.SpansPerSecond)
		return consistentLimit(&budget.Config{SpansPerSecond: &perSecond, Burst: burst(l.BurstCapacity, l.SpansPerSecond)}), nil
	}
	return tokenBucket(l.SpansPerSecond, l.BurstCapacity, size), nil
}

func newBytesLimiting(c *Config, set Settings) (evaluator, error) {
	l := c.BytesLimiting
	if set.Consistent {
		perSecond := float64(l.BytesPerSecond)
		return consistentLimit(&budget.Config{BytesPerSecond: &perSecond, Burst: burst(l.BurstCapacity, l.BytesPerSecond)}), nil
	}
	return tokenBucket(l.BytesPerSecond, l.BurstCapacity, wireSize), nil
}

// tokenBucket samples while the bucket holds as much as the trace takes. A trace larger than the bucket is never sampled,
// as in contrib.
func tokenBucket(perSecond, capacity int64, size func(*rule.View) int) evaluator {
	limiter := rate.NewLimiter(rate.Limit(perSecond), int(cmp.Or(capacity, 2*perSecond)))
	return func(_ context.Context, v *rule.View, now time.Time) result {
		return when(limiter.AllowN(now, size(v)))
	}
}

// burst is for how long a limit must save up to have the capacity.
func burst(capacity, perSecond int64) time.Duration {
	if perSecond == 0 {
		return 0
	}
	return time.Duration(float64(cmp.Or(capacity, 2*perSecond)) / float64(perSecond) * float64(time.Second))
}

// consistentLimit samples by R >= T, with a T that holds the budget.
func consistentLimit(whole *budget.Config) evaluator {
	var mu sync.Mutex
	account := budget.New(whole, []*budget.Share{nil})[0]
	return func(_ context.Context, v *rule.View, now time.Time) result {
		cost := rule.CostOf(v, account)
		mu.Lock()
		defer mu.Unlock()
		return ask(account, &cost, v, now)
	}
}

// ask has an account decide on a trace.
func ask(account *budget.Account, cost *budget.Cost, v *rule.View, now time.Time) result {
	t := v.Trace.In.Proportional(account.Factor(now))
	account.Offer(cost, 1)
	if !t.Keeps(v.Trace.R) || !account.Admit(t, cost) {
		return result{threshold: t}
	}
	return result{decision: sampled, threshold: account.Weigh(t, v.Trace.R)}
}

// wireSize is the size of the trace as contrib measures it: as an OTLP request of its own.
func wireSize(v *rule.View) int {
	var request wiresize.Request
	resource, scope := int32(-1), int32(-1)
	for s := range v.Trace.All(v.Batch) {
		if s.Resource != resource {
			resource, scope = s.Resource, -1
			request.Resource(v.Batch.ResourceSpans(s))
		}
		if s.Scope != scope {
			scope = s.Scope
			request.Scope(v.Batch.ScopeSpans(s))
		}
		request.Span(s.Span)
	}
	return request.Size()
}
