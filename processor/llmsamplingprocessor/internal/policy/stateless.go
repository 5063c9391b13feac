package policy

import (
	"context"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/trace"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

func newAlways(*Config, Settings) (evaluator, error) {
	return func(context.Context, *rule.View, time.Time) result { return result{decision: sampled} }, nil
}

// newLatency looks at the duration of the first span, the first two, and so on, and samples when one of them is within, as
// contrib does: a trace that ends too late for the upper threshold may be sampled for what it was before.
func newLatency(c *Config, _ Settings) (evaluator, error) {
	lower, upper := c.Latency.ThresholdMS, c.Latency.UpperThresholdMS
	if upper == 0 {
		upper = math.MaxInt64
	}
	return func(_ context.Context, v *rule.View, _ time.Time) result { return when(tookWithin(v, lower, upper)) }, nil
}

// tookWithin says whether the trace, after any of its spans, had taken more than lower milliseconds and upper at most.
func tookWithin(v *rule.View, lower, upper int64) bool {
	var first, last pcommon.Timestamp
	for s := range v.Trace.All(v.Batch) {
		if start := s.StartTimestamp(); first == 0 || start < first {
			first = start
		}
		if end := s.EndTimestamp(); last == 0 || end > last {
			last = end
		}
		if ms := last.AsTime().Sub(first.AsTime()).Milliseconds(); lower < ms && ms <= upper {
			return true
		}
	}
	return false
}

// newNumeric differs from contrib: fractions are numbers, and zero is a value. What is no number is never within.
func newNumeric(c *Config, _ Settings) (evaluator, error) {
	n := c.NumericAttribute
	lo, hi := math.Inf(-1), math.Inf(1)
	if n.MinValue != nil {
		lo = *n.MinValue
	}
	if n.MaxValue != nil {
		hi = *n.MaxValue
	}
	within := func(v pcommon.Value) bool {
		if t := v.Type(); t != pcommon.ValueTypeInt && t != pcommon.ValueTypeDouble {
			return false
		}
		number := batch.Number(v)
		return lo <= number && number <= hi
	}
	return onAttribute(n.Key, n.InvertMatch, within, within), nil
}

var statusCodes = map[string]ptrace.StatusCode{"OK": ptrace.StatusCodeOk, "ERROR": ptrace.StatusCodeError, "UNSET": ptrace.StatusCodeUnset}

func newStatusCode(c *Config, _ Settings) (evaluator, error) {
	var codes []ptrace.StatusCode
	for _, code := range c.StatusCode.StatusCodes {
		codes = append(codes, statusCodes[code])
	}
	return onSpan(func(s ptrace.Span) bool { return slices.Contains(codes, s.Status().Code()) }), nil
}

// newString compares texts. As in contrib an empty text on a span never matches, one on a resource may match an
// expression, and what is no text counts as empty.
func newString(c *Config, _ Settings) (evaluator, error) {
	s := c.StringAttribute
	is := func(text string) bool { return text != "" && slices.Contains(s.Values, text) }
	if s.EnabledRegexMatching {
		var expressions []*regexp.Regexp
		for _, value := range s.Values {
			re, err := regexp.Compile(value)
			if err != nil {
				return nil, err
			}
			expressions = append(expressions, re)
		}
		is = func(text string) bool {
			return slices.ContainsFunc(expressions, func(re *regexp.Regexp) bool { return re.MatchString(text) })
		}
	}
	onResource := func(v pcommon.Value) bool { return is(v.Str()) }
	onSpan := func(v pcommon.Value) bool { return v.Str() != "" && is(v.Str()) }
	return onAttribute(s.Key, s.InvertMatch, onResource, onSpan), nil
}

func newBoolean(c *Config, _ Settings) (evaluator, error) {
	b := c.BooleanAttribute
	is := func(v pcommon.Value) bool { return v.Bool() == b.Value } // false of what is no truth value, as in contrib
	return onAttribute(b.Key, b.InvertMatch, is, is), nil
}

func newSpanCount(c *Config, _ Settings) (evaluator, error) {
	least, most := int(c.SpanCount.MinSpans), int(c.SpanCount.MaxSpans)
	if most == 0 {
		most = math.MaxInt
	}
	return func(_ context.Context, v *rule.View, _ time.Time) result {
		return when(least <= v.Trace.Count && v.Trace.Count <= most)
	}, nil
}

func newTraceFlags(*Config, Settings) (evaluator, error) {
	return func(_ context.Context, v *rule.View, _ time.Time) result { return when(v.Trace.Sampled) }, nil
}

// longestEntry is how long key and value of a trace state's entry may be together, the sign between them not counted.
const longestEntry = 255

func newTraceState(c *Config, _ Settings) (evaluator, error) {
	key, values := c.TraceState.Key, c.TraceState.Values
	var entries []string
	for _, value := range values {
		entries = append(entries, key+"="+value)
	}
	return onSpan(func(s ptrace.Span) bool {
		raw := s.TraceState().AsRaw()
		// Nearly no trace state holds the text of an entry, so that nearly none is parsed, which allocates.
		if raw == "" || !slices.ContainsFunc(entries, func(entry string) bool { return strings.Contains(raw, entry) }) {
			return false
		}
		state, err := trace.ParseTraceState(raw)
		if err != nil {
			return false
		}
		value := state.Get(key)
		return value != "" && len(key)+len(value) <= longestEntry && slices.Contains(values, value)
	}), nil
}
