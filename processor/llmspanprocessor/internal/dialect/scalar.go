package dialect

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// scalar is one value, from an attribute or from a document.
type scalar struct {
	kind   scalarKind
	text   string
	number float64
	whole  int64
	nested pcommon.Value
}

type scalarKind uint8

const (
	empty scalarKind = iota
	aText
	aNumber
	aWhole
	aFlag
	nests // a list or a map; documents hand theirs on as text
)

func scalarOf(v pcommon.Value) scalar {
	switch v.Type() {
	case pcommon.ValueTypeEmpty:
		return scalar{}
	case pcommon.ValueTypeStr:
		return scalar{kind: aText, text: v.Str()}
	case pcommon.ValueTypeInt:
		return scalar{kind: aWhole, whole: v.Int(), number: float64(v.Int())}
	case pcommon.ValueTypeDouble:
		return scalar{kind: aNumber, number: v.Double()}
	case pcommon.ValueTypeBool:
		return scalar{kind: aFlag, whole: oneIf(v.Bool())}
	default:
		return scalar{kind: nests, nested: v}
	}
}

func scalarOfJSON(r gjson.Result) scalar {
	switch r.Type {
	case gjson.Null:
		return scalar{}
	case gjson.Number:
		return scalar{kind: aNumber, number: r.Num}
	case gjson.String:
		return scalar{kind: aText, text: r.Str}
	case gjson.True, gjson.False:
		return scalar{kind: aFlag, whole: oneIf(r.Type == gjson.True)}
	default:
		return scalar{kind: aText, text: r.Raw}
	}
}

func oneIf(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// isEmpty says that the value is merely absent, which is nothing bad.
func (s *scalar) isEmpty() bool { return s.kind == empty || s.kind == aText && s.text == "" }

// asText accepts a text, and any value written as something else.
func (s *scalar) asText() string {
	switch s.kind {
	case aText:
		return s.text
	case aWhole:
		return strconv.FormatInt(s.whole, 10)
	case aNumber:
		return strconv.FormatFloat(s.number, 'g', -1, 64)
	case aFlag:
		return strconv.FormatBool(s.whole != 0)
	case nests:
		return s.nested.AsString()
	}
	return ""
}

// asNumber accepts a number, a number in a text, and the {"intValue": …} that some exporters write.
func (s *scalar) asNumber() (float64, bool) {
	switch s.kind {
	case aWhole, aNumber:
		return s.number, true
	case aText:
		return numberIn(s.text)
	case nests:
		if s.nested.Type() != pcommon.ValueTypeMap {
			return 0, false
		}
		for _, key := range numberKeys {
			if inner, ok := s.nested.Map().Get(key); ok && inner.Type() != pcommon.ValueTypeMap {
				n := scalarOf(inner)
				return n.asNumber()
			}
		}
	}
	return 0, false
}

// numberKeys are the keys under which OTLP's JSON holds a number.
var numberKeys = [...]string{"intValue", "doubleValue"}

// longestNumber is more than any number or time takes; what is longer is none, and is not looked through.
const longestNumber = 128

func numberIn(s string) (float64, bool) {
	if len(s) > longestNumber {
		return 0, false
	}
	s = strings.Trim(strings.TrimSpace(s), `"`)
	if strings.HasPrefix(s, "{") {
		for _, key := range numberKeys {
			if r := gjson.Get(s, key); r.Exists() {
				n, err := strconv.ParseFloat(r.String(), 64)
				return n, err == nil
			}
		}
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil || isOutOfRange(err)
}

// isOutOfRange: a number that is too large is one all the same, and counts as a bad number.
func isOutOfRange(err error) bool {
	e, ok := err.(*strconv.NumError)
	return ok && e.Err == strconv.ErrRange
}

func (s *scalar) asFlag() (value, ok bool) {
	switch s.kind {
	case aFlag, aWhole:
		return s.whole != 0, true
	case aText:
		if len(s.text) > longestNumber {
			return false, false
		}
		b, err := strconv.ParseBool(strings.ToLower(strings.Trim(s.text, `"`)))
		return b, err == nil
	}
	return false, false
}
