package configdoc

import (
	"encoding"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"time"
)

// fallback writes the default of a key as a person would write it in YAML; nothing where there is none to write.
func fallback(value reflect.Value) string {
	if value.Kind() == reflect.Pointer && value.IsNil() {
		return "not set"
	}
	if optional(value.Type()) {
		held := reflect.New(value.Type())
		held.Elem().Set(value)
		if !held.MethodByName("HasValue").Call(nil)[0].Bool() {
			return "not set"
		}
		return ""
	}
	value = reflect.Indirect(value)
	if duration, ok := value.Interface().(time.Duration); ok {
		return short(duration)
	}
	if text, ok := value.Interface().(encoding.TextMarshaler); ok {
		if written, err := text.MarshalText(); err == nil {
			return code(string(written))
		}
	}
	switch value.Kind() {
	case reflect.Struct:
		return ""
	case reflect.Slice, reflect.Map:
		if value.Len() == 0 {
			return "none"
		}
		if value.Kind() == reflect.Slice && scalar(value.Type().Elem()) {
			return "`[" + strings.Trim(strings.ReplaceAll(fmt.Sprint(value.Interface()), " ", ", "), "[]") + "]`"
		}
		return ""
	case reflect.String:
		return code(value.String())
	default:
		return code(fmt.Sprint(value.Interface()))
	}
}

func code(text string) string {
	if text == "" {
		return "empty"
	}
	return "`" + text + "`"
}

var zeroUnits = regexp.MustCompile(`([hm])0[ms](0s)?$`)

// short writes 1h for 1h0m0s.
func short(duration time.Duration) string {
	return "`" + zeroUnits.ReplaceAllString(duration.String(), "$1") + "`"
}
