package configdoc

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
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
	opened   map[reflect.Type]string // the key under which the fields of a struct have their rows
	closed   []string                // keys whose blocks get no rows
	options  []option
}

// options returns the rows for config, which is what createDefaultConfig returns, without those below the closed keys.
func options(root string, config any, closed []string) ([]option, error) {
	w := walker{closed: closed, comments: &comments{root: root, packages: map[string]map[string]string{}}, opened: map[reflect.Type]string{}}
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

// below opens up value where it is a struct of ours, or a list or map of such. A type has its rows once: where it comes again, in itself or
// elsewhere, the row says under which key they stand.
func (w *walker) below(value reflect.Value, key string) error {
	switch value.Kind() {
	case reflect.Slice, reflect.Array:
		value, key = present(reflect.New(value.Type().Elem()).Elem()), key+"[]"
	case reflect.Map:
		value, key = present(reflect.New(value.Type().Elem()).Elem()), key+".<name>"
	default: // a scalar, or a struct itself
	}
	if !opens(value.Type()) || slices.Contains(w.closed, key) {
		return nil
	}
	if first, ok := w.opened[value.Type()]; ok {
		w.options[len(w.options)-1].meaning += " Keys as under `" + first + "`."
		return nil
	}
	w.opened[value.Type()] = key
	return w.structure(value, key+".")
}

// opens says whether the keys of t are rows of their own.
func opens(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || !strings.HasPrefix(t.PkgPath()+"/", ours) {
		return false
	}
	for i := range t.NumField() {
		if t.Field(i).IsExported() && t.Field(i).Tag.Get("mapstructure") != "" {
			return true
		}
	}
	return false
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
		if opens(t) {
			return "string or block"
		}
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
