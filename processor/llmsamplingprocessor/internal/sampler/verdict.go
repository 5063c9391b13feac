// Package sampler decides on the traces of a batch: by what was decided before, or else by rules or policies, and counts
// what it decided.
package sampler

import (
	"context"
	"time"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// Verdict is what was decided on a trace.
type Verdict struct {
	Keep bool
	// Rule is an index into the names of the judge, or Late's.
	Rule int32
	// Threshold is that at which the trace was kept or dropped.
	Threshold consistent.Threshold
	// Weighed says that Threshold tells how many traces this one stands for, so that `ot=th` may say so.
	Weighed bool
}

// Judge decides on traces that nothing was decided on before. It may be used by many goroutines.
type Judge interface {
	// Names are those of the rules, in the order of Verdict.Rule.
	Names() []string
	// Judge decides on the trace that v looks at.
	Judge(ctx context.Context, v *rule.View, now time.Time) Verdict
	// Charge takes a late span of a kept trace into account, which was not asked about.
	Charge(v *rule.View, rule int32)
}
