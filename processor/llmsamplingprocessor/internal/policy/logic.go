package policy

import (
	"context"
	"fmt"
	"time"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

func newParts(policies []Config, set Settings) ([]evaluator, error) {
	var parts []evaluator
	for i := range policies {
		part, err := newEvaluator(&policies[i], set)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return parts, nil
}

func newEvaluator(c *Config, set Settings) (evaluator, error) {
	e, err := kinds()[c.Type].make(c, set)
	if err != nil {
		return nil, fmt.Errorf("cannot make policy %q: %w", c.Name, err)
	}
	return e, nil
}

// newAnd samples what every part samples, at the strictest of their thresholds.
func newAnd(c *Config, set Settings) (evaluator, error) {
	parts, err := newParts(c.And.SubPolicy, set)
	if err != nil {
		return nil, err
	}
	return allOf(parts), nil
}

func allOf(parts []evaluator) evaluator {
	return func(ctx context.Context, v *rule.View, now time.Time) result {
		strictest := consistent.Always
		for _, part := range parts {
			r := part(ctx, v, now)
			if r.decision == failed || r.decision == notSampled {
				return r
			}
			strictest = max(strictest, r.threshold)
		}
		return result{decision: sampled, threshold: strictest}
	}
}

// newNot samples what the part does not. What it could not tell, or dropped, stays so.
func newNot(c *Config, set Settings) (evaluator, error) {
	part, err := newEvaluator(c.Not.SubPolicy, set)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, v *rule.View, now time.Time) result {
		r := part(ctx, v, now)
		switch r.decision {
		case sampled:
			return result{}
		case notSampled:
			return result{decision: sampled}
		default:
			return r
		}
	}, nil
}

// newDrop drops what every part samples.
func newDrop(c *Config, set Settings) (evaluator, error) {
	parts, err := newParts(c.Drop.SubPolicy, set)
	if err != nil {
		return nil, err
	}
	all := allOf(parts)
	return func(ctx context.Context, v *rule.View, now time.Time) result {
		r := all(ctx, v, now)
		if r.decision == sampled {
			r.decision = dropped
		}
		return r
	}, nil
}
