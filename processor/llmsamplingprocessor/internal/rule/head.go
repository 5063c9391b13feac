package rule

import (
	"errors"
	"fmt"
	"reflect"
)

// headFields are the conditions that a single batch can answer as the whole trace would: on what all its spans share.
var headFields = map[string]bool{"Service": true, "TraceState": true, "TraceFlags": true, "Not": true, "Any": true, "All": true, "Attribute": true}

// CheckHead says which rules ask for what only a whole trace knows.
func CheckHead(rules []Config) error {
	var errs []error
	for i, r := range rules {
		if r.When == nil {
			continue
		}
		if key := tailOnly(r.When); key != "" {
			errs = append(errs, fmt.Errorf("rules::%d::when: %s can be known of a whole trace only; use mode: tail, or a condition on service, a resource's attribute, trace_flags or trace_state", i, key))
		}
	}
	return errors.Join(errs...)
}

// tailOnly returns the key of a condition that needs the whole trace, or nothing.
func tailOnly(w *When) string {
	v := reflect.ValueOf(*w)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.IsExported() && !v.Field(i).IsZero() && !headFields[field.Name] {
			return field.Tag.Get("mapstructure")
		}
	}
	if w.Attribute != nil && w.Attribute.Scope != scopeResource {
		return "attribute of a span"
	}
	nested := append(append([]When(nil), w.Any...), w.All...)
	if w.Not != nil {
		nested = append(nested, *w.Not)
	}
	for i := range nested {
		if key := tailOnly(&nested[i]); key != "" {
			return key
		}
	}
	return ""
}
