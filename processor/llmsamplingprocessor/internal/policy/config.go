// Package policy reads a policy list of contrib's tail_sampling as it is, and decides as contrib does.
//
// The meaning of each policy was read from tailsamplingprocessor v0.158.0 and is tested against it. It differs in what
// the README lists: fractions and zero in numeric_attribute, and the total of composite.
package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl"
)

// Config is one policy. The block of its type holds what it asks for; blocks of other types have no effect.
type Config struct {
	// Name shows up in metrics and in baton.sampling.rule. Required, and different for each policy.
	Name string `mapstructure:"name"`
	// Type is one of tail_sampling's: always_sample, latency, numeric_attribute, probabilistic, status_code,
	// string_attribute, rate_limiting, bytes_limiting, span_count, trace_state, boolean_attribute, ottl_condition,
	// trace_flags, and, not, drop, composite. Required.
	Type string `mapstructure:"type"`

	// Latency is of type latency.
	Latency *Latency `mapstructure:"latency"`
	// NumericAttribute is of type numeric_attribute.
	NumericAttribute *NumericAttribute `mapstructure:"numeric_attribute"`
	// Probabilistic is of type probabilistic.
	Probabilistic *Probabilistic `mapstructure:"probabilistic"`
	// StatusCode is of type status_code.
	StatusCode *StatusCode `mapstructure:"status_code"`
	// StringAttribute is of type string_attribute.
	StringAttribute *StringAttribute `mapstructure:"string_attribute"`
	// RateLimiting is of type rate_limiting.
	RateLimiting *RateLimiting `mapstructure:"rate_limiting"`
	// BytesLimiting is of type bytes_limiting.
	BytesLimiting *BytesLimiting `mapstructure:"bytes_limiting"`
	// SpanCount is of type span_count.
	SpanCount *SpanCount `mapstructure:"span_count"`
	// TraceState is of type trace_state.
	TraceState *TraceState `mapstructure:"trace_state"`
	// BooleanAttribute is of type boolean_attribute.
	BooleanAttribute *BooleanAttribute `mapstructure:"boolean_attribute"`
	// OTTLCondition is of type ottl_condition.
	OTTLCondition *OTTLCondition `mapstructure:"ottl_condition"`
	// And is of type and.
	And *And `mapstructure:"and"`
	// Not is of type not.
	Not *Not `mapstructure:"not"`
	// Drop is of type drop.
	Drop *Drop `mapstructure:"drop"`
	// Composite is of type composite.
	Composite *Composite `mapstructure:"composite"`

	_ struct{}
}

// Latency samples traces by the time from the earliest start to the latest end.
type Latency struct {
	// ThresholdMS is how many milliseconds a trace must take longer than.
	ThresholdMS int64 `mapstructure:"threshold_ms"`
	// UpperThresholdMS is how many milliseconds it may take. Zero: any.
	UpperThresholdMS int64 `mapstructure:"upper_threshold_ms"`
}

// NumericAttribute samples traces by a number.
type NumericAttribute struct {
	// Key is the attribute's name.
	Key string `mapstructure:"key"`
	// MinValue is the least number. Zero is a value; not set: no least.
	MinValue *float64 `mapstructure:"min_value"`
	// MaxValue is the greatest number. Zero is a value; not set: no greatest.
	MaxValue *float64 `mapstructure:"max_value"`
	// InvertMatch samples traces in which no span or resource has a number within.
	InvertMatch bool `mapstructure:"invert_match"`
}

// Probabilistic samples a share of traces.
type Probabilistic struct {
	// HashSalt makes gateways one after another decide by hashes that have nothing to do with one another.
	HashSalt string `mapstructure:"hash_salt"`
	// SamplingPercentage is the share, in percent. Zero: none; 100 and more: all.
	SamplingPercentage float64 `mapstructure:"sampling_percentage"`
}

// StatusCode samples traces with a span of one of the codes.
type StatusCode struct {
	// StatusCodes holds OK, ERROR, UNSET.
	StatusCodes []string `mapstructure:"status_codes"`
}

// StringAttribute samples traces by a text.
type StringAttribute struct {
	// Key is the attribute's name.
	Key string `mapstructure:"key"`
	// Values holds the texts, or regular expressions.
	Values []string `mapstructure:"values"`
	// EnabledRegexMatching says that Values are regular expressions.
	EnabledRegexMatching bool `mapstructure:"enabled_regex_matching"`
	// CacheMaxSize is read and has no effect: nothing is cached.
	CacheMaxSize int `mapstructure:"cache_max_size"`
	// InvertMatch samples traces in which no span or resource has such a text.
	InvertMatch bool `mapstructure:"invert_match"`
}

// RateLimiting samples so many spans a second.
type RateLimiting struct {
	// SpansPerSecond is the limit.
	SpansPerSecond int64 `mapstructure:"spans_per_second"`
	// BurstCapacity is how many spans may come at once. Zero: twice SpansPerSecond.
	BurstCapacity int64 `mapstructure:"burst_capacity"`
}

// BytesLimiting samples so many bytes a second.
type BytesLimiting struct {
	// BytesPerSecond is the limit.
	BytesPerSecond int64 `mapstructure:"bytes_per_second"`
	// BurstCapacity is how many bytes may come at once. Zero: twice BytesPerSecond.
	BurstCapacity int64 `mapstructure:"burst_capacity"`
}

// SpanCount samples traces by how many spans they have.
type SpanCount struct {
	// MinSpans is the fewest.
	MinSpans int32 `mapstructure:"min_spans"`
	// MaxSpans is the most. Zero: any.
	MaxSpans int32 `mapstructure:"max_spans"`
}

// TraceState samples traces by an entry of the W3C trace state.
type TraceState struct {
	// Key is the entry's key.
	Key string `mapstructure:"key"`
	// Values holds the values of which the entry must have one.
	Values []string `mapstructure:"values"`
}

// BooleanAttribute samples traces by a truth value.
type BooleanAttribute struct {
	// Key is the attribute's name.
	Key string `mapstructure:"key"`
	// Value is the value that it must have.
	Value bool `mapstructure:"value"`
	// InvertMatch samples traces in which no span or resource has this value.
	InvertMatch bool `mapstructure:"invert_match"`
}

// OTTLCondition samples traces with a span or event for which a condition holds.
type OTTLCondition struct {
	// ErrorMode is propagate, ignore or silent.
	ErrorMode ottl.ErrorMode `mapstructure:"error_mode"`
	// Span holds conditions on spans, of which one must hold.
	Span []string `mapstructure:"span"`
	// SpanEvent holds conditions on span events, of which one must hold.
	SpanEvent []string `mapstructure:"spanevent"`
}

// And samples traces that every part samples.
type And struct {
	// SubPolicy holds the parts.
	SubPolicy []Config `mapstructure:"and_sub_policy"`
}

// Not samples traces that the part does not.
type Not struct {
	// SubPolicy is the part.
	SubPolicy *Config `mapstructure:"not_sub_policy"`
}

// Drop drops traces that every part samples, whatever other policies say.
type Drop struct {
	// SubPolicy holds the parts.
	SubPolicy []Config `mapstructure:"drop_sub_policy"`
}

// Composite shares so many spans a second among its parts; the first part that samples a trace decides.
type Composite struct {
	// MaxTotalSpansPerSecond is the limit of all parts together.
	MaxTotalSpansPerSecond int64 `mapstructure:"max_total_spans_per_second"`
	// PolicyOrder is read and has no effect, as in contrib: parts are asked in the order in which they are written.
	PolicyOrder []string `mapstructure:"policy_order"`
	// SubPolicy holds the parts.
	SubPolicy []Config `mapstructure:"composite_sub_policy"`
	// RateAllocation is each part's share. A part that is not named gets none.
	RateAllocation []RateAllocation `mapstructure:"rate_allocation"`
}

// RateAllocation is one part's share.
type RateAllocation struct {
	// Policy is the part's name.
	Policy string `mapstructure:"policy"`
	// Percent is the share. Zero: the total divided by the number of parts.
	Percent int64 `mapstructure:"percent"`
}

// CheckAll says what is wrong with the policies as a list.
func CheckAll(policies []Config) error {
	var errs []error
	seen := make(map[string]int)
	for i, p := range policies {
		if p.Name == "" {
			errs = append(errs, fmt.Errorf("policies::%d: name is not set; a policy needs one, it shows up in metrics and on kept traces", i))
		} else if first, ok := seen[p.Name]; ok {
			errs = append(errs, fmt.Errorf("policies::%d::name: %q is the name of policy %d already; give each policy its own", i, p.Name, first))
		}
		seen[p.Name] = i
	}
	return errors.Join(errs...)
}

// Validate says what is wrong with the policy.
func (c Config) Validate() error {
	k, ok := kinds()[c.Type]
	if !ok {
		known := strings.Join(slices.Sorted(maps.Keys(kinds())), ", ")
		return fmt.Errorf("type: %q is unknown; write one of %s (policies of extensions are not supported)", c.Type, known)
	}
	if err := k.check(&c); err != nil {
		return fmt.Errorf("%s: %w", c.Type, err)
	}
	return nil
}
