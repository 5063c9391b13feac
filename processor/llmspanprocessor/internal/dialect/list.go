package dialect

import (
	"strings"

	"github.com/tidwall/gjson"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

const (
	longestList = 64 << 10
	mostInList  = 128
)

// setList accepts a list, a text, a JSON list in a text, and a comma-joined text.
func (f *Facts) setList(x Field, v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeSlice:
		list := f.list(x)
		*list = (*list)[:0]
		for _, item := range v.Slice().All() {
			if !f.add(x, item.AsString()) {
				break
			}
		}
		return len(*list) > 0
	case pcommon.ValueTypeStr:
		return f.listIn(x, v.Str())
	}
	return false
}

func (f *Facts) listIn(x Field, s string) bool {
	s = strings.TrimSpace(s[:min(len(s), longestList)])
	if s == "" {
		return false
	}
	list := f.list(x)
	*list = (*list)[:0]
	switch {
	case s[0] == '[':
		gjson.Parse(s).ForEach(func(_, item gjson.Result) bool {
			return f.add(x, item.String())
		})
	case x == StopSequence: // it may hold a comma itself
		f.add(x, s)
	default:
		for part := range strings.SplitSeq(s, ",") {
			if !f.add(x, part) {
				break
			}
		}
	}
	return len(*list) > 0
}

// add takes one text, and says whether it would take more. Of a finish reason that is an enum's name (FinishReason.STOP)
// the last part counts.
func (f *Facts) add(x Field, s string) bool {
	list := f.list(x)
	if x == FinishReason {
		s = strings.Trim(strings.TrimSpace(s), `"`)
		s = strings.ToLower(s[strings.LastIndexByte(s, '.')+1:])
	}
	if s != "" {
		*list = append(*list, s)
	}
	return len(*list) < mostInList
}
