package rule

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Range is a range of numbers, both ends included. Zero is a value; an end that is not set is open.
type Range struct {
	// Min is the least that is taken. Not set: no least.
	Min *float64 `mapstructure:"min"`
	// Max is the most that is taken. Not set: no most.
	Max *float64 `mapstructure:"max"`

	_ struct{}
}

// Validate says what is wrong with the range. What it is a range of is never negative.
func (r *Range) Validate() error {
	if r.Min == nil && r.Max == nil {
		return errors.New("the range has no end; set min, max or both")
	}
	lo, hi := r.ends()
	switch {
	case lo != lo || hi != hi:
		return errors.New("an end is not a number; write a number")
	case lo > hi:
		return fmt.Errorf("min %v is above max %v, so that nothing is within; swap them", lo, hi)
	case hi < 0:
		return fmt.Errorf("max %v is below 0, so that nothing is within; write 0 or more", hi)
	case math.IsInf(lo, 1):
		return errors.New("min is above every number, so that nothing is within; write a number")
	}
	return nil
}

func (r *Range) ends() (lo, hi float64) {
	lo, hi = math.Inf(-1), math.Inf(1)
	if r.Min != nil {
		lo = *r.Min
	}
	if r.Max != nil {
		hi = *r.Max
	}
	return lo, hi
}

// DurationRange is a range of times, both ends included. Zero is a value; an end that is not set is open.
type DurationRange struct {
	// Min is the shortest that is taken. Not set: no shortest.
	Min *time.Duration `mapstructure:"min"`
	// Max is the longest that is taken. Not set: no longest.
	Max *time.Duration `mapstructure:"max"`

	_ struct{}
}

// Validate says what is wrong with the range.
func (r *DurationRange) Validate() error {
	if r.Min == nil && r.Max == nil {
		return errors.New("the range has no end; set min, max or both")
	}
	switch lo, hi := r.ends(); {
	case lo > hi:
		return fmt.Errorf("min %s is above max %s, so that nothing is within; swap them", lo, hi)
	case hi < 0:
		return fmt.Errorf("max %s is below 0, so that nothing is within; write 0s or more", hi)
	}
	return nil
}

func (r *DurationRange) ends() (lo, hi time.Duration) {
	lo, hi = math.MinInt64, math.MaxInt64
	if r.Min != nil {
		lo = *r.Min
	}
	if r.Max != nil {
		hi = *r.Max
	}
	return lo, hi
}
