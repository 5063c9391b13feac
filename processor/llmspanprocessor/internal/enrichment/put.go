package enrichment

import "go.opentelemetry.io/collector/pdata/pcommon"

// Much of what is written stands on the span already: these leave a value that is right alone, which costs no memory.

func putText(m pcommon.Map, key, value string) {
	v, there := m.GetOrPutEmpty(key)
	if !there || v.Type() != pcommon.ValueTypeStr || v.Str() != value {
		v.SetStr(value)
	}
}

func putWhole(m pcommon.Map, key string, value int64) {
	v, there := m.GetOrPutEmpty(key)
	if !there || v.Type() != pcommon.ValueTypeInt || v.Int() != value {
		v.SetInt(value)
	}
}

func putNumber(m pcommon.Map, key string, value float64) {
	v, there := m.GetOrPutEmpty(key)
	if !there || v.Type() != pcommon.ValueTypeDouble || v.Double() != value {
		v.SetDouble(value)
	}
}
