package configdoc

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// ours is the path prefix of the packages whose structs are opened up into rows; others are one row.
const ours = "github.com/otelcol-baton/baton/"

// option is one row of the table.
type option struct {
	key, kind, fallback, meaning string
}

// walker collects the options of one Config.
type walker struct {
	comments *comments
	options  []option
}

// options returns the rows for config, which is what createDefaultConfig returns.
func options(root string, config any) ([]option, error) {
	w := walker{comments: &comments{root: root, packages: map[string]map[string]string{}}}
	if err := w.structure(reflect.Indirect(reflect.ValueOf(config)), ""); err != nil {
		return nil, err
	}
	return w.options, nil
}

// structure adds a row for each field of value, a struct; prefix is the key of the block that it is, with a dot.
func (w *walker) structure(value reflect.Value, prefix string) error {
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name, flags, _ := strings.Cut(field.Tag.Get("mapstructure"), ",")
		if !field.IsExported() || name == "-" {
			continue
		}
		inner := present(value.Field(i))
		if strings.Contains(flags, "squash") {
			if err := w.squashed(value.Type(), field, inner, prefix); err != nil {
				return err
			}
			continue
		}
		if name == "" {
			name = strings.ToLower(field.Name)
		}
		meaning, err := w.comments.of(value.Type(), field.Name)
		if err != nil {
			return err
		}
		w.options = append(w.options, option{prefix + name, kindOf(field.Type), fallback(value.Field(i)), meaning})
		if err := w.below(inner, prefix+name); err != nil {
			return err
		}
	}
	return nil
}

// squashed adds the rows of a struct whose keys stand in the block of its parent. Those of another module are documented there:
// only what our defaults set is told here.
func (w *walker) squashed(parent reflect.Type, field reflect.StructField, value reflect.Value, prefix string) error {
	if strings.HasPrefix(value.Type().PkgPath()+"/", ours) {
		return w.structure(value, prefix)
	}
	meaning, err := w.comments.of(parent, field.Name)
	if err != nil {
		return err
	}
	link := fmt.Sprintf(" All keys: [%s](https://pkg.go.dev/%s#%s).", value.Type(), value.Type().PkgPath(), value.Type().Name())
	w.options = append(w.options, option{prefix + "*", "keys", "", meaning + link})
	w.changed(value, prefix)
	return nil
}

// changed adds a row for each scalar of a foreign struct that our defaults set.
func (w *walker) changed(value reflect.Value, prefix string) {
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name, flags, _ := strings.Cut(field.Tag.Get("mapstructure"), ",")
		switch {
		case !field.IsExported() || name == "-":
		case strings.Contains(flags, "squash") && field.Type.Kind() == reflect.Struct:
			w.changed(value.Field(i), prefix)
		case name != "" && scalar(field.Type) && !value.Field(i).IsZero():
			w.options = append(w.options, option{prefix + name, kindOf(field.Type), fallback(value.Field(i)), "As in " + value.Type().String() + "."})
		}
	}
}

// below opens up value where it is a struct of ours, or a list or map of such.
func (w *walker) below(value reflect.Value, key string) error {
	switch value.Kind() {
	case reflect.Struct:
		if opens(value.Type()) {
			return w.structure(value, key+".")
		}
	case reflect.Slice, reflect.Array:
		if element := present(reflect.New(value.Type().Elem()).Elem()); opens(element.Type()) {
			return w.structure(element, key+"[].")
		}
	case reflect.Map:
		if element := present(reflect.New(value.Type().Elem()).Elem()); opens(element.Type()) {
			return w.structure(element, key+".<name>.")
		}
	default: // a scalar has nothing below it
	}
	return nil
}

// opens says whether the keys of t are rows of their own.
func opens(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && strings.HasPrefix(t.PkgPath()+"/", ours) && !reflect.PointerTo(t).Implements(textual)
}

var textual = reflect.TypeFor[encoding.TextUnmarshaler]()

// present returns what value holds or, where it is an unset pointer or configoptional.Optional, what it would hold when set.
func present(value reflect.Value) reflect.Value {
	if value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return present(reflect.New(value.Type().Elem()).Elem())
		}
		return present(value.Elem())
	}
	if !optional(value.Type()) {
		return value
	}
	set := reflect.New(value.Type())
	set.Elem().Set(value)
	return set.MethodByName("GetOrInsertDefault").Call(nil)[0].Elem()
}

func optional(t reflect.Type) bool {
	return strings.HasPrefix(t.Name(), "Optional[")
}

func scalar(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint32, reflect.Uint64, reflect.Float64:
		return true
	default:
		return false
	}
}

// kindOf says what a person writes for a value of type t.
func kindOf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return "duration"
	case t.Kind() == reflect.Pointer:
		return kindOf(t.Elem())
	case optional(t):
		method, _ := reflect.PointerTo(t).MethodByName("Get")
		return kindOf(method.Type.Out(0))
	case reflect.PointerTo(t).Implements(textual):
		return "string"
	}
	switch t.Kind() {
	case reflect.Struct:
		if opens(t) {
			return "block"
		}
		return t.String()
	case reflect.Slice, reflect.Array:
		return "list of " + kindOf(t.Elem())
	case reflect.Map:
		return "map of " + kindOf(t.Elem())
	case reflect.Bool:
		return "bool"
	case reflect.String:
		return "string"
	case reflect.Float32, reflect.Float64:
		return "float"
	case reflect.Interface:
		return "any"
	default:
		return "int"
	}
}
