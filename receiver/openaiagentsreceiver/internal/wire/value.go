// Package wire reads JSON that came over the network, one value after the other and without building a tree.
//
// Parse checks the whole text once with encoding/json; everything after it may trust the syntax, so that walking is
// cheap and what nobody asks for costs one scan.
package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Value is one JSON value as it stands in the text, without space around it. An empty Value stands for none.
// It shares the memory of the text that was parsed.
type Value []byte

// Parse checks that text is one JSON value. The error says where it is not.
func Parse(text []byte) (Value, error) {
	if !json.Valid(text) {
		var raw json.RawMessage
		err := json.Unmarshal(text, &raw)
		return nil, fmt.Errorf("cannot read JSON: %w", err)
	}
	return Value(bytes.TrimSpace(text)), nil
}

// IsObject says whether v is a JSON object.
func (v Value) IsObject() bool { return len(v) > 0 && v[0] == '{' }

// IsArray says whether v is a JSON array.
func (v Value) IsArray() bool { return len(v) > 0 && v[0] == '[' }

// IsString says whether v is a JSON string.
func (v Value) IsString() bool { return len(v) > 0 && v[0] == '"' }

// IsNull says whether v is JSON's null or no value at all.
func (v Value) IsNull() bool { return len(v) == 0 || v[0] == 'n' }

// Fields yields the fields of an object in order, repeated ones too. It yields nothing for any other value.
// Keys come as bytes, so that a switch over string(key) allocates nothing; Name makes a string of one that stays.
func (v Value) Fields() iter.Seq2[[]byte, Value] {
	return func(yield func([]byte, Value) bool) {
		if !v.IsObject() {
			return
		}
		for i := next(v, 1); i < len(v) && v[i] == '"'; i = next(v, i) {
			stop := endOfString(v, i)
			key := unescaped(v[i:stop])
			i = next(v, stop)
			stop = end(v, i)
			if !yield(key, v[i:stop]) {
				return
			}
			i = stop
		}
	}
}

// Elements yields the elements of an array in order. It yields nothing for any other value.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if !v.IsArray() {
			return
		}
		for i := next(v, 1); i < len(v) && v[i] != ']'; i = next(v, i) {
			stop := end(v, i)
			if !yield(v[i:stop]) {
				return
			}
			i = stop
		}
	}
}

// Field returns the first field of that name, and an empty Value where there is none.
func (v Value) Field(name string) Value {
	for key, value := range v.Fields() {
		if string(key) == name {
			return value
		}
	}
	return nil
}

// Text returns the content of a string as valid UTF-8, and false for any other value.
func (v Value) Text() (string, bool) {
	if len(v) < 2 || v[0] != '"' {
		return "", false
	}
	inner := v[1 : len(v)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return valid(inner), true
	}
	var s string
	if err := json.Unmarshal(v, &s); err != nil {
		return "", false
	}
	return s, true
}

// JSON returns v as it was written, as valid UTF-8.
func (v Value) JSON() string { return valid(v) }

// Int returns a whole number, and false for any other value and for numbers beyond 64 bits.
func (v Value) Int() (int64, bool) {
	if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
		return n, true
	}
	f, ok := v.Float() // 3.0 and 1e3 are whole too
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// Float returns a number, and false for any other value and for numbers that no float64 holds.
func (v Value) Float() (float64, bool) {
	if len(v) == 0 || (v[0] != '-' && (v[0] < '0' || v[0] > '9')) {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(v), 64)
	return f, err == nil
}

// Bool returns a truth value, and false, false for any other value.
func (v Value) Bool() (value, ok bool) {
	if len(v) == 0 {
		return false, false
	}
	return v[0] == 't', v[0] == 't' || v[0] == 'f'
}

// Strings returns the strings of an array and leaves out what is none.
func (v Value) Strings() []string {
	var all []string
	for element := range v.Elements() {
		if s, ok := element.Text(); ok {
			all = append(all, s)
		}
	}
	return all
}

// Name returns the key of a field as valid UTF-8.
func Name(key []byte) string { return valid(key) }

func unescaped(quoted Value) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	key, _ := quoted.Text()
	return []byte(key)
}

func valid(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}
