package dialect

import (
	"math"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// maxCount is the largest count of usage that is believed. The longest contexts hold ten million tokens, and the sum over a
// long session of an agent, on the span around it, a billion; more is a mistake that would cost millions of dollars.
const maxCount = 1 << 30

// maxSetting is the largest whole number that is believed of anything else: some write the largest number that their
// language has for no limit.
const maxSetting = 1 << 53

// set coerces a value to the field's type (dialects.md §10). It returns false where the value says nothing, and counts
// what is bad. What was there stays where nothing better comes.
func (f *Facts) set(row *Attr, v pcommon.Value, start pcommon.Timestamp) bool {
	switch x := row.Field; {
	case x.isList():
		return f.setList(x, v)
	case v.Type() == pcommon.ValueTypeStr && row.Parse == AsIs && x.isText(): // nothing to coerce, as most often
		if v.Str() != "" {
			f.text[x] = v.Str()
		}
		return v.Str() != ""
	case v.Type() == pcommon.ValueTypeInt && x.isWhole() && uint64(v.Int()) <= maxCount:
		f.whole[x-lastText] = v.Int()
		return true
	}
	return f.setScalar(row, scalarOf(v), start)
}

func (f *Facts) setScalar(row *Attr, s scalar, start pcommon.Timestamp) bool {
	switch x := row.Field; {
	case s.isEmpty():
		return false
	case x.isText():
		text := parseText(row.Parse, s.asText())
		if text == "" {
			return false
		}
		if s.kind == nests && !x.nests() {
			f.bad(BadType) // and taken all the same: its text may be told apart from others
		}
		f.text[x] = text
		return true
	case x.isWhole():
		return f.setWhole(x, s)
	case x.isNumber():
		return f.setNumber(row, s, start)
	default:
		b, ok := s.asFlag()
		if !ok {
			return f.bad(BadType)
		}
		f.flag[x-lastNumber] = b
		return true
	}
}

// bad counts a value that is there and cannot be understood.
func (f *Facts) bad(kind BadKind) bool {
	if f.Bad[kind] < math.MaxUint16 {
		f.Bad[kind]++
	}
	return false
}

func (f *Facts) setWhole(x Field, s scalar) bool {
	if x == Seed && s.kind == aWhole { // a seed may use all 64 bits
		f.whole[x-lastText] = s.whole
		return true
	}
	n, ok := s.asNumber()
	limit := float64(maxCount)
	if !x.isCount() {
		limit = maxSetting
	}
	switch {
	case !ok:
		return f.bad(BadType)
	case math.IsNaN(n) || math.IsInf(n, 0) || math.Abs(n) > limit:
		return f.bad(BadNumber)
	case n < 0 && x.isCount(): // -1 of a parameter means none
		return f.bad(BadNegative)
	}
	f.whole[x-lastText] = int64(n)
	return true
}

func (f *Facts) setNumber(row *Attr, s scalar, start pcommon.Timestamp) bool {
	x := row.Field
	if row.Parse == RFC3339Since {
		text := s.asText()
		t, err := time.Parse(time.RFC3339Nano, strings.Trim(text[:min(len(text), longestNumber)], `"`))
		if err != nil {
			return f.bad(BadType)
		}
		since := t.Sub(start.AsTime()).Seconds()
		if since < 0 {
			return f.bad(BadNegative)
		}
		f.number[x-lastWhole] = since
		return true
	}
	n, ok := s.asNumber()
	if row.Scale != 0 {
		n *= row.Scale
	}
	switch {
	case !ok:
		return f.bad(BadType)
	case math.IsNaN(n) || math.IsInf(n, 0) || n > maxCount && x.isCount():
		return f.bad(BadNumber)
	case n < 0 && (specs[x].class == cost || x == TimeToFirstChunk || x.isCount()):
		return f.bad(BadNegative)
	}
	f.number[x-lastWhole] = n
	return true
}
