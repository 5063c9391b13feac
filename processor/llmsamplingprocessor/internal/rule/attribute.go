package rule

import (
	"errors"
	"fmt"
	"regexp"
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

// probe compiles what the attribute's value must be like. That it must not be there is for the caller to say.
func (a *Attribute) probe() probe {
	switch {
	case len(a.In) > 0:
		return wordProbe(a.In)
	case a.Matches != "":
		return probe{kind: isMatch, expression: regexp.MustCompile(a.Matches)} // validated
	case a.Exists != nil:
		return probe{kind: isThere}
	default:
		lo, hi := (&Range{Min: a.Min, Max: a.Max}).ends()
		return probe{kind: isWithin, lo: lo, hi: hi}
	}
}
