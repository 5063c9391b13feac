package policy

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// Settings is what policies are made with.
type Settings struct {
	Telemetry component.TelemetrySettings
	// Consistent says that probabilities and limits decide by R >= T, instead of as contrib does.
	Consistent bool
}

// decision is what a policy says of a trace.
type decision uint8

const (
	notSampled decision = iota
	sampled
	dropped
	failed // nothing, because it could not tell
)

// result is a decision, and the threshold at which a trace was sampled.
type result struct {
	decision
	threshold consistent.Threshold
}

// evaluator says what one policy makes of a trace. Those that change with every trace guard themselves.
type evaluator func(ctx context.Context, v *rule.View, now time.Time) result

// when makes a result of a condition.
func when(holds bool) result {
	if holds {
		return result{decision: sampled}
	}
	return result{}
}

// onSpan samples traces with a span for which is says yes.
func onSpan(is func(ptrace.Span) bool) evaluator {
	return func(_ context.Context, v *rule.View, _ time.Time) result { return when(anySpan(v, is)) }
}

// anySpan is by itself so that the loop's body needs no memory: within the evaluator it would for each trace.
func anySpan(v *rule.View, is func(ptrace.Span) bool) bool {
	for s := range v.Trace.All(v.Batch) {
		if is(s.Span) {
			return true
		}
	}
	return false
}

// onAttribute samples traces in which a span's or resource's attribute is of the kind asked for; inverted, traces in
// which none is.
func onAttribute(key string, invert bool, resource, span func(pcommon.Value) bool) evaluator {
	return func(_ context.Context, v *rule.View, _ time.Time) result {
		return when(hasAttribute(v, key, resource, span) != invert)
	}
}

func hasAttribute(v *rule.View, key string, onResource, onSpan func(pcommon.Value) bool) bool {
	seen := int32(-1)
	for s := range v.Trace.All(v.Batch) {
		if s.Resource != seen {
			seen = s.Resource
			if value, ok := v.Batch.ResourceSpans(s).Resource().Attributes().Get(key); ok && onResource(value) {
				return true
			}
		}
		if value, ok := s.Attributes().Get(key); ok && onSpan(value) {
			return true
		}
	}
	return false
}
