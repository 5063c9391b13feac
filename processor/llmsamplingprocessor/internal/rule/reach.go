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
		name := va.Type().Field(i).Name
		a, b := va.Field(i).Interface(), vb.Field(i).Interface()
		if takesAll(name, a) {
			continue
		}
		if name == conjunction {
			a, b = b, a // fewer conditions take more
		}
		if !coversField(a, b) {
			return false
		}
	}
	return true
}

// takesAll says whether a condition, of the field of this name, holds for every trace: each has a span, of some status.
func takesAll(name string, condition any) bool {
	switch c := condition.(type) {
	case *Range:
		lo, _ := c.ends()
		return c.Max == nil && (lo <= 0 || name == "Spans" && lo <= 1)
	case *DurationRange:
		lo, _ := c.ends()
		return c.Max == nil && lo <= 0
	case []string:
		return name == "Status" && !slices.ContainsFunc(statuses, func(word string) bool { return !slices.Contains(c, word) })
	case []When:
		always := func(w When) bool { return alwaysHolds(&w) }
		sometimes := func(w When) bool { return !always(w) }
		return name == "Any" && slices.ContainsFunc(c, always) || name == "All" && !slices.ContainsFunc(c, sometimes)
	}
	return false
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
			return false
		}
		alo, ahi := a.ends()
		blo, bhi := b.ends()
		return (alo <= blo || alo <= 0) && ahi >= bhi
	case *DurationRange:
		b := b.(*DurationRange)
		if b == nil {
			return false
		}
		alo, ahi := a.ends()
		blo, bhi := b.ends()
		return (alo <= blo || alo <= 0) && ahi >= bhi
	case []string:
		b := b.([]string)
		return len(b) > 0 && !slices.ContainsFunc(b, func(word string) bool { return !slices.Contains(a, word) })
	}
	return false
}

// alwaysHolds says whether w asks for nothing but what holds for every trace.
func alwaysHolds(w *When) bool {
	return covers(w, &When{})
}
