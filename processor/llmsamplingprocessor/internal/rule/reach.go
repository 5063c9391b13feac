package rule

import (
	"reflect"
	"slices"
)

// shadow returns the first rule that takes every trace that when asks for, or -1.
func shadow(earlier []Config, when *When) int {
	return slices.IndexFunc(earlier, func(r Config) bool { return covers(r.When, when) })
}

// covers says whether a holds for every trace for which b holds. It sees through ranges and lists of words; conditions
// of other kinds cover only their equals. It never says yes wrongly.
func covers(a, b *When) bool {
	if a == nil {
		return true
	}
	if b == nil {
		return alwaysHolds(a)
	}
	va, vb := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range va.NumField() {
		if !va.Type().Field(i).IsExported() || va.Field(i).IsZero() {
			continue
		}
		a, b := va.Field(i).Interface(), vb.Field(i).Interface()
		if va.Type().Field(i).Name == conjunction {
			a, b = b, a // fewer conditions take more
		}
		if !coversField(a, b) {
			return false
		}
	}
	return true
}

// conjunction is the one list of words that must all hold.
const conjunction = "OTTL"

func coversField(a, b any) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	switch a := a.(type) {
	case *Range:
		b := b.(*Range)
		if b == nil {
			return unbounded(a)
		}
		alo, ahi := a.ends()
		blo, bhi := b.ends()
		return (alo <= blo || alo <= 0) && ahi >= bhi
	case *DurationRange:
		b := b.(*DurationRange)
		alo, ahi := a.ends()
		if b == nil {
			return alo <= 0 && a.Max == nil
		}
		blo, bhi := b.ends()
		return (alo <= blo || alo <= 0) && ahi >= bhi
	case []string:
		b := b.([]string)
		return len(b) > 0 && !slices.ContainsFunc(b, func(word string) bool { return !slices.Contains(a, word) })
	}
	return false
}

// unbounded says whether every number of what is counted, which is never negative, is within.
func unbounded(r *Range) bool {
	lo, _ := r.ends()
	return lo <= 0 && r.Max == nil
}

// alwaysHolds says whether w asks for nothing but ranges that everything is within.
func alwaysHolds(w *When) bool {
	return covers(w, &When{})
}
