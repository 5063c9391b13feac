//go:build unix

package llmspanprocessor

import (
	"context"
	"fmt"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadata"
	"go.opentelemetry.io/collector/processor/processortest"
)

func BenchmarkFloor(b *testing.B) {
	batch := ptrace.NewTraces()
	for _, recording := range tracetest.Recordings(b) {
		appendCalls(b, recording.Merged(), batch)
	}
	p, _ := newProcessor(processortest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config))
	out := ptrace.NewTraces()
	batch.CopyTo(out)
	p.processTraces(context.Background(), out)
	type kv struct {
		k string
		v pcommon.Value
	}
	var spans []ptrace.Span
	var added [][]kv
	var ins []ptrace.Span
	forEach(batch, func(_ ptrace.ScopeSpans, s ptrace.Span) { ins = append(ins, s) })
	i := 0
	n, bytes := 0, 0
	forEach(out, func(_ ptrace.ScopeSpans, s ptrace.Span) {
		var list []kv
		for k, v := range s.Attributes().All() {
			if w, ok := ins[i].Attributes().Get(k); !ok || w.AsString() != v.AsString() {
				list = append(list, kv{k, v})
				if !ok { bytes += len(v.AsString()) }
			}
		}
		n += ins[i].Attributes().Len()
		added = append(added, list)
		i++
	})
	fmt.Println("attrs in", float64(n)/float64(i), "bytes written", bytes/i)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		fresh := ptrace.NewTraces()
		batch.CopyTo(fresh)
		spans = spans[:0]
		forEach(fresh, func(_ ptrace.ScopeSpans, s ptrace.Span) { spans = append(spans, s) })
		b.StartTimer()
		for i, s := range spans {
			m := s.Attributes()
			m.EnsureCapacity(m.Len() + len(added[i]))
			for _, a := range added[i] {
				switch a.v.Type() {
				case pcommon.ValueTypeStr:
					m.PutStr(a.k, a.v.Str())
				case pcommon.ValueTypeInt:
					m.PutInt(a.k, a.v.Int())
				case pcommon.ValueTypeDouble:
					m.PutDouble(a.k, a.v.Double())
				case pcommon.ValueTypeBool:
					m.PutBool(a.k, a.v.Bool())
				default:
					a.v.CopyTo(m.PutEmpty(a.k))
				}
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(i), "ns/span")
}
