package dialect

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// maxCount is the largest count that is believed: no model reads or writes as many tokens in one call.
const maxCount = 1 << 40

// set coerces a value to the field's type (dialects.md §10). It returns false where the value says nothing, and counts
// what is bad.
func (f *Facts) set(row *Attr, v pcommon.Value, span ptrace.Span) bool {
	x := row.Field
	switch {
	case x == FinishReason:
		return f.setFinish(v)
	case x.isText():
		s, ok := textOf(v)
		if !ok {
			return false
		}
		s = parseText(row.Parse, s)
		f.text[x] = s
		return s != ""
	case x.isWhole():
		n, ok := numberOf(v)
		if !ok {
			return f.bad(v, BadType)
		}
		return f.setWhole(x, n)
	case x.isNumber():
		return f.setNumber(row, v, span)
	default:
		b, ok := flagOf(v)
		f.flag[x-lastNumber] = b
		return ok
	}
}

// bad counts a value that is there and cannot be understood; an empty one is merely absent.
func (f *Facts) bad(v pcommon.Value, kind BadKind) bool {
	if v.Type() != pcommon.ValueTypeEmpty && !(v.Type() == pcommon.ValueTypeStr && v.Str() == "") {
		f.Bad[kind]++
	}
	return false
}

func (f *Facts) setWhole(x Field, n float64) bool {
	switch {
	case math.IsNaN(n) || math.IsInf(n, 0) || n > maxCount:
		f.Bad[BadNumber]++
		return false
	case n < 0 && x != Seed:
		f.Bad[BadNegative]++
		return false
	}
	f.whole[x-lastText] = int64(n)
	return true
}

func (f *Facts) setNumber(row *Attr, v pcommon.Value, span ptrace.Span) bool {
	x := row.Field
	if row.Parse == RFC3339Since {
		t, err := time.Parse(time.RFC3339Nano, strings.Trim(v.AsString(), `"`))
		if err != nil {
			return f.bad(v, BadType)
		}
		f.number[x-lastWhole] = t.Sub(span.StartTimestamp().AsTime()).Seconds()
		return f.number[x-lastWhole] >= 0
	}
	n, ok := numberOf(v)
	if !ok {
		return f.bad(v, BadType)
	}
	if row.Scale != 0 {
		n *= row.Scale
	}
	if math.IsNaN(n) || math.IsInf(n, 0) {
		f.Bad[BadNumber]++
		return false
	}
	if n < 0 && (specs[x].class == cost || x == TimeToFirstChunk) {
		f.Bad[BadNegative]++
		return false
	}
	f.number[x-lastWhole] = n
	return true
}

// textOf accepts a text, and any scalar written as something else.
func textOf(v pcommon.Value) (string, bool) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return v.Str(), v.Str() != ""
	case pcommon.ValueTypeEmpty:
		return "", false
	default:
		return v.AsString(), true
	}
}

// numberOf accepts a number, a number in a text, and the {"intValue": …} that some exporters write.
func numberOf(v pcommon.Value) (float64, bool) {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return float64(v.Int()), true
	case pcommon.ValueTypeDouble:
		return v.Double(), true
	case pcommon.ValueTypeStr:
		return numberIn(v.Str())
	case pcommon.ValueTypeMap:
		for _, key := range []string{"intValue", "doubleValue"} {
			if inner, ok := v.Map().Get(key); ok {
				return numberOf(inner)
			}
		}
	}
	return 0, false
}

func numberIn(s string) (float64, bool) {
	s = strings.Trim(strings.TrimSpace(s), `"`)
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n, true
	}
	if strings.HasPrefix(s, "{") {
		for _, key := range []string{"intValue", "doubleValue"} {
			if r := gjson.Get(s, key); r.Exists() {
				n, err := strconv.ParseFloat(r.String(), 64)
				return n, err == nil
			}
		}
	}
	return 0, false
}

func flagOf(v pcommon.Value) (value, ok bool) {
	switch v.Type() {
	case pcommon.ValueTypeBool:
		return v.Bool(), true
	case pcommon.ValueTypeInt:
		return v.Int() != 0, true
	case pcommon.ValueTypeStr:
		b, err := strconv.ParseBool(strings.ToLower(strings.Trim(v.Str(), `"`)))
		return b, err == nil
	}
	return false, false
}

// setFinish accepts a list, a text, a JSON list in a text, and a comma-joined text.
func (f *Facts) setFinish(v pcommon.Value) bool {
	f.Finish = f.Finish[:0]
	switch v.Type() {
	case pcommon.ValueTypeSlice:
		for _, x := range v.Slice().All() {
			f.addFinish(x.AsString())
		}
	case pcommon.ValueTypeStr:
		s := strings.TrimSpace(v.Str())
		if strings.HasPrefix(s, "[") {
			gjson.Parse(s).ForEach(func(_, x gjson.Result) bool {
				f.addFinish(x.String())
				return true
			})
			break
		}
		for part := range strings.SplitSeq(s, ",") {
			f.addFinish(part)
		}
	}
	return len(f.Finish) > 0
}

// addFinish takes one reason; an enum's name (FinishReason.STOP) is cut to its last part.
func (f *Facts) addFinish(s string) {
	s = strings.Trim(strings.TrimSpace(s), `"`)
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		s = s[i+1:]
	}
	if s == "" {
		return
	}
	const maxReasons = 128
	if len(f.Finish) < maxReasons {
		f.Finish = append(f.Finish, strings.ToLower(s))
	}
}

func parseText(how Parse, s string) string {
	switch how {
	case BeforeUUID:
		name, _ := SplitUUID(s)
		return name
	case TheUUID:
		_, id := SplitUUID(s)
		return id
	case BeforeSlash:
		s, _, _ = strings.Cut(s, "/")
		return s
	case FirstPathNode:
		s, _, _ = strings.Cut(s, ":")
		return s
	case JSONString:
		if len(s) > 1 && s[0] == '"' {
			if r := gjson.Parse(s); r.Type == gjson.String {
				return r.String()
			}
		}
	}
	return s
}

// SplitUUID takes a run's uuid off a name: writer_997d692c-c361-49de-b72b-66396d7830f2 is writer and the uuid. What
// follows the first uuid does not count. A name without one comes back whole.
func SplitUUID(s string) (name, id string) {
	const n = 36
	for i := 0; i+n <= len(s); i++ {
		if !isUUID(s[i : i+n]) {
			continue
		}
		return strings.TrimRight(s[:i], "_-/. ("), s[i : i+n]
	}
	return s, ""
}

func isUUID(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
				return false
			}
		}
	}
	return true
}
