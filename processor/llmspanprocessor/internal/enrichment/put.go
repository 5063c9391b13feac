package enrichment

import "go.opentelemetry.io/collector/pdata/pcommon"

// Much of what is written stands on the span already: these leave a value that is right alone, which costs no memory.

func putText(m pcommon.Map, key, value string) {
	if v, ok := m.Get(key); ok && v.Type() == pcommon.ValueTypeStr && v.Str() == value {
		return
	}
	m.PutStr(key, value)
}

func putWhole(m pcommon.Map, key string, value int64) {
	if v, ok := m.Get(key); ok && v.Type() == pcommon.ValueTypeInt && v.Int() == value {
		return
	}
	m.PutInt(key, value)
}
