package dialect

import (
	"encoding/json"
	"math"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// FuzzRead puts arbitrary values under the keys that the dialects read, and under arbitrary ones. Reading never panics,
// and what comes out of it can be counted with.
func FuzzRead(f *testing.F) {
	for _, file := range recordingFiles(f) {
		for scope, span := range first(3, load(f, file)) {
			attrs, err := json.Marshal(span.Attributes().AsRaw())
			if err == nil {
				f.Add(scope.Name, span.Name(), attrs, uint16(0), "")
			}
		}
	}
	f.Add("", "chat", []byte(`{"gen_ai.operation.name":"chat","gen_ai.usage.input_tokens":-1e400}`), uint16(7), `{"intValue":"`)
	f.Add("langfuse-sdk", "x", []byte(`{"langfuse.observation.usage_details":"{\"input\":1e30,\"input_audio\":\"x\"}"}`), uint16(99), "'")
	f.Add("langsmith", "x", []byte(`{"gen_ai.usage.input_token_details":"{'cache_read': None"}`), uint16(1000), "\xff")

	r := NewReader()
	keys := sortedKeys(r.keys)
	var facts Facts
	var scratch Scratch
	f.Fuzz(func(t *testing.T, scope, name string, attrs []byte, key uint16, value string) {
		span := ptrace.NewSpan()
		span.SetName(name)
		var raw map[string]any
		if json.Unmarshal(attrs, &raw) == nil {
			_ = span.Attributes().FromRaw(raw)
		}
		span.Attributes().PutStr(keys[int(key)%len(keys)], value)
		r.Read(Scope{Name: scope, Version: name, Resource: pcommon.NewMap()}, span, &facts, &scratch)
		if facts.Dialect == nil {
			return
		}
		for x := none + 1; x < lastField; x++ {
			if !facts.Has(x) {
				continue
			}
			if x.isWhole() && x != Seed && specs[x].class != plain && (facts.Whole(x) < 0 || facts.Whole(x) > 1<<42) {
				t.Fatalf("%s is %d", fieldNames[x], facts.Whole(x))
			}
			if x.isNumber() && (math.IsNaN(facts.Number(x)) || math.IsInf(facts.Number(x), 0)) {
				t.Fatalf("%s is %v", fieldNames[x], facts.Number(x))
			}
			facts.Put(pcommon.NewMap(), x, "k")
		}
		if u := facts.Usage(facts.Text(Provider), Scope{Name: scope, Version: value}); u.Input < 0 || u.Output < 0 {
			t.Fatalf("a usage below zero: %+v", u)
		}
	})
}

func first(n int, list []ptrace.Traces) func(func(Scope, ptrace.Span) bool) {
	return func(yield func(Scope, ptrace.Span) bool) {
		for scope, span := range spansOf(list) {
			if n--; n < 0 || !yield(scope, span) {
				return
			}
		}
	}
}
