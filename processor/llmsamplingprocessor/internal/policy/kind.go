package policy

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"go.opentelemetry.io/collector/component"
	"go.uber.org/zap"
)

// kind is one type of policy: what can be wrong with its block, and how it is made. A new type is a row here and a file.
type kind struct {
	check func(*Config) error
	make  func(*Config, Settings) (evaluator, error)
}

// kinds are the types that tail_sampling v0.158.0 knows. They are a function, since types hold one another.
func kinds() map[string]kind {
	return map[string]kind{
		"always_sample":     {fine, newAlways},
		"latency":           {checkLatency, newLatency},
		"numeric_attribute": {checkNumeric, newNumeric},
		"probabilistic":     {checkProbabilistic, newProbabilistic},
		"status_code":       {checkStatusCode, newStatusCode},
		"string_attribute":  {checkString, newString},
		"rate_limiting":     {checkRateLimiting, newRateLimiting},
		"bytes_limiting":    {checkBytesLimiting, newBytesLimiting},
		"span_count":        {checkSpanCount, newSpanCount},
		"trace_state":       {checkTraceState, newTraceState},
		"boolean_attribute": {checkBoolean, newBoolean},
		"ottl_condition":    {checkOTTL, newOTTL},
		"trace_flags":       {fine, newTraceFlags},
		"and":               {checkAnd, newAnd},
		"not":               {checkNot, newNot},
		"drop":              {checkDrop, newDrop},
		"composite":         {checkComposite, newComposite},
	}
}

var errNoBlock = errors.New("the block of this name is missing; write what to sample by")

func fine(*Config) error { return nil }

func checkLatency(c *Config) error {
	l := c.Latency
	switch {
	case l == nil:
		return errNoBlock
	case l.ThresholdMS < 0 || l.UpperThresholdMS < 0:
		return errors.New("a threshold is below 0; write 0 or more")
	case l.UpperThresholdMS != 0 && l.UpperThresholdMS <= l.ThresholdMS:
		return fmt.Errorf("no trace takes longer than %d ms and no longer than %d ms; raise upper_threshold_ms", l.ThresholdMS, l.UpperThresholdMS)
	}
	return nil
}

func checkNumeric(c *Config) error {
	n := c.NumericAttribute
	switch {
	case n == nil:
		return errNoBlock
	case n.Key == "":
		return errNoKey
	case n.MinValue == nil && n.MaxValue == nil:
		return errors.New("the range has no end; set min_value, max_value or both")
	case n.MinValue != nil && n.MaxValue != nil && !(*n.MinValue <= *n.MaxValue):
		return fmt.Errorf("min_value %v is above max_value %v, so that nothing is within; swap them", *n.MinValue, *n.MaxValue)
	}
	return nil
}

var errNoKey = errors.New("key is not set; write the attribute's name")

func checkProbabilistic(c *Config) error {
	p := c.Probabilistic
	switch {
	case p == nil:
		return errNoBlock
	case !(p.SamplingPercentage >= 0):
		return fmt.Errorf("sampling_percentage: %v is less than none; write 0 to 100", p.SamplingPercentage)
	case p.SamplingPercentage > 100:
		return fmt.Errorf("sampling_percentage: %v is more than all; write 0 to 100", p.SamplingPercentage)
	}
	return nil
}

func checkStatusCode(c *Config) error {
	if c.StatusCode == nil || len(c.StatusCode.StatusCodes) == 0 {
		return errors.New("status_codes holds none; write any of OK, ERROR, UNSET")
	}
	for _, code := range c.StatusCode.StatusCodes {
		if _, ok := statusCodes[code]; !ok {
			return fmt.Errorf("status_codes: %q is unknown; write any of OK, ERROR, UNSET", code)
		}
	}
	return nil
}

func checkString(c *Config) error {
	s := c.StringAttribute
	switch {
	case s == nil:
		return errNoBlock
	case s.Key == "":
		return errNoKey
	case !s.EnabledRegexMatching:
		return nil
	}
	for _, value := range s.Values {
		if _, err := regexp.Compile(value); err != nil {
			return fmt.Errorf("values: %q is no regular expression: %w", value, err)
		}
	}
	return nil
}

func checkRateLimiting(c *Config) error {
	if c.RateLimiting == nil {
		return errNoBlock
	}
	return checkLimit("spans_per_second", c.RateLimiting.SpansPerSecond, c.RateLimiting.BurstCapacity)
}

func checkBytesLimiting(c *Config) error {
	if c.BytesLimiting == nil {
		return errNoBlock
	}
	return checkLimit("bytes_per_second", c.BytesLimiting.BytesPerSecond, c.BytesLimiting.BurstCapacity)
}

func checkLimit(key string, rate, burst int64) error {
	if rate < 0 || burst < 0 {
		return fmt.Errorf("%s is %d and burst_capacity %d; write 0 or more", key, rate, burst)
	}
	return nil
}

func checkSpanCount(c *Config) error {
	s := c.SpanCount
	switch {
	case s == nil:
		return errNoBlock
	case s.MinSpans < 0 || s.MaxSpans < 0:
		return errors.New("a number of spans is below 0; write 0 or more")
	case s.MaxSpans != 0 && s.MaxSpans < s.MinSpans:
		return fmt.Errorf("min_spans %d is above max_spans %d, so that nothing is within; swap them", s.MinSpans, s.MaxSpans)
	}
	return nil
}

func checkTraceState(c *Config) error {
	if c.TraceState == nil {
		return errNoBlock
	}
	if c.TraceState.Key == "" || len(c.TraceState.Values) == 0 {
		return errors.New("an entry needs key and values; write both")
	}
	return nil
}

func checkBoolean(c *Config) error {
	if c.BooleanAttribute == nil {
		return errNoBlock
	}
	if c.BooleanAttribute.Key == "" {
		return errNoKey
	}
	return nil
}

func checkOTTL(c *Config) error {
	if c.OTTLCondition == nil || len(c.OTTLCondition.Span)+len(c.OTTLCondition.SpanEvent) == 0 {
		return errors.New("there is no condition; write one in span or spanevent")
	}
	_, err := newOTTL(c, Settings{Telemetry: component.TelemetrySettings{Logger: zap.NewNop()}})
	return err
}

func checkAnd(c *Config) error {
	if c.And == nil || len(c.And.SubPolicy) == 0 {
		return errors.New("and_sub_policy holds no policy; write the parts that must all sample a trace")
	}
	return nil
}

func checkNot(c *Config) error {
	if c.Not == nil || c.Not.SubPolicy == nil {
		return errors.New("not_sub_policy is not set; write the policy to turn round")
	}
	return nil
}

func checkDrop(c *Config) error {
	if c.Drop == nil || len(c.Drop.SubPolicy) == 0 {
		return errors.New("drop_sub_policy holds no policy; write what the traces to drop are like")
	}
	return nil
}

func checkComposite(c *Config) error {
	cc := c.Composite
	if cc == nil || len(cc.SubPolicy) == 0 {
		return errors.New("composite_sub_policy holds no policy; write the parts that share the limit")
	}
	if cc.MaxTotalSpansPerSecond < 0 {
		return fmt.Errorf("max_total_spans_per_second: %d is less than nothing; write 0 or more", cc.MaxTotalSpansPerSecond)
	}
	for _, a := range cc.RateAllocation {
		named := func(p Config) bool { return p.Name == a.Policy }
		if !slices.ContainsFunc(cc.SubPolicy, named) {
			return fmt.Errorf("rate_allocation: %q is no part of the composite; write the name of one", a.Policy)
		}
		if a.Percent < 0 || a.Percent > 100 {
			return fmt.Errorf("rate_allocation: %d percent for %q; write 0 to 100", a.Percent, a.Policy)
		}
	}
	return nil
}
