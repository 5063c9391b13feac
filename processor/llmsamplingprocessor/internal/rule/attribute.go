package rule

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
)

// Attribute is a test of one attribute. Of in, matches, {min, max} and exists exactly one is set.
type Attribute struct {
	// Key is the attribute's name. Required.
	Key string `mapstructure:"key"`
	// In holds values as text; the attribute must have one of them (true, 17, 0.5 for what is no text).
	In []string `mapstructure:"in"`
	// Matches is a regular expression in RE2 syntax that some part of the value must match; anchor with ^ and $ for all of it.
	Matches string `mapstructure:"matches"`
	// Min is the least number that is taken. Zero is a value.
	Min *float64 `mapstructure:"min"`
	// Max is the greatest number that is taken. Zero is a value.
	Max *float64 `mapstructure:"max"`
	// Exists says whether the attribute must be there or must not.
	Exists *bool `mapstructure:"exists"`
	// Scope is where to look: any_span (the default), root (the root span) or resource.
	Scope string `mapstructure:"scope"`

	_ struct{}
}

// The scopes of an attribute.
const (
	scopeAnySpan  = "any_span"
	scopeRoot     = "root"
	scopeResource = "resource"
)

// Validate says what is wrong with the test.
func (a *Attribute) Validate() error {
	if a.Key == "" {
		return errors.New("key is not set; write the attribute's name")
	}
	if a.Scope != "" {
		if err := oneOf("scope", []string{a.Scope}, scopeAnySpan, scopeRoot, scopeResource); err != nil {
			return err
		}
	}
	ranged := a.Min != nil || a.Max != nil
	tests := 0
	for _, set := range []bool{len(a.In) > 0, a.Matches != "", ranged, a.Exists != nil} {
		if set {
			tests++
		}
	}
	if tests != 1 {
		return fmt.Errorf("%d tests of %q are set; set one of in, matches, min and max, exists", tests, a.Key)
	}
	if _, err := regexp.Compile(a.Matches); err != nil {
		return fmt.Errorf("matches: %q is no regular expression: %w", a.Matches, err)
	}
	if lo, hi := (&Range{Min: a.Min, Max: a.Max}).ends(); ranged && !(lo <= hi) {
		return fmt.Errorf("min %v is above max %v, so that nothing is within; swap them", lo, hi)
	}
	return nil
}

// test compiles what the attribute's value must be like. Exists is for the caller: it is about there being a value.
func (a *Attribute) test() func(pcommon.Value) bool {
	switch {
	case len(a.In) > 0:
		return isOneOf(a.In)
	case a.Matches != "":
		re := regexp.MustCompile(a.Matches) // validated
		return func(v pcommon.Value) bool { return re.MatchString(v.AsString()) }
	case a.Exists != nil:
		return func(pcommon.Value) bool { return true }
	default:
		lo, hi := (&Range{Min: a.Min, Max: a.Max}).ends()
		return func(v pcommon.Value) bool {
			if t := v.Type(); t != pcommon.ValueTypeInt && t != pcommon.ValueTypeDouble {
				return false
			}
			n := batch.Number(v)
			return lo <= n && n <= hi
		}
	}
}

// isOneOf compares as text; an attribute that is a list matches when one of its entries does.
func isOneOf(words []string) func(pcommon.Value) bool {
	return func(v pcommon.Value) bool {
		if text := v.Str(); text != "" { // empty for all but texts
			for i := range words {
				if words[i] == text {
					return true
				}
			}
			return false
		}
		switch v.Type() {
		case pcommon.ValueTypeSlice:
			return hasEntry(v.Slice(), words)
		default:
			return slices.Contains(words, v.AsString())
		}
	}
}

func hasEntry(list pcommon.Slice, words []string) bool {
	for i := range list.Len() {
		if entry := list.At(i); entry.Type() == pcommon.ValueTypeStr && slices.Contains(words, entry.Str()) {
			return true
		}
	}
	return false
}
