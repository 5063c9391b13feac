package shorthand

import (
	"testing"

	"github.com/klauspost/compress/s2"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

// recorded returns the traces of all recordings, each in the fragments in which it was sent.
func recorded(tb testing.TB) (ids []pcommon.TraceID, fragments [][]ptrace.Traces, spans int) {
	index := map[pcommon.TraceID]int{}
	for _, r := range tracetest.Recordings(tb) {
		for _, request := range r.Requests {
			for _, rs := range request.ResourceSpans().All() {
				for _, ss := range rs.ScopeSpans().All() {
					for _, s := range ss.Spans().All() {
						i, ok := index[s.TraceID()]
						if !ok {
							i = len(ids)
							index[s.TraceID()] = i
							ids, fragments = append(ids, s.TraceID()), append(fragments, nil)
						}
						td := ptrace.NewTraces()
						to := td.ResourceSpans().AppendEmpty()
						rs.Resource().CopyTo(to.Resource())
						scope := to.ScopeSpans().AppendEmpty()
						ss.Scope().CopyTo(scope.Scope())
						s.CopyTo(scope.Spans().AppendEmpty())
						fragments[i] = append(fragments[i], td)
						spans++
					}
				}
			}
		}
	}
	return ids, fragments, spans
}

// learned returns a vocabulary that has seen the recordings under several ids.
func learned(ids []pcommon.TraceID, fragments [][]ptrace.Traces) *Vocabulary {
	v := NewVocabulary(most)
	for range 4 {
		for i, f := range fragments {
			ids[i][0]++
			for _, td := range f {
				td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).SetTraceID(ids[i])
			}
			_, _ = v.Append(nil, ids[i], f)
		}
	}
	return v
}

func BenchmarkAppend(b *testing.B) {
	ids, fragments, spans := recorded(b)
	for name, v := range map[string]*Vocabulary{"new": NewVocabulary(most), "learned": learned(ids, fragments)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var text []byte
			for b.Loop() {
				for i, id := range ids {
					text, _ = v.Append(text[:0], id, fragments[i])
				}
			}
			n, packed := 0, 0
			for i, id := range ids {
				text, _ = v.Append(text[:0], id, fragments[i])
				n += len(text)
				packed += len(s2.Encode(nil, text))
			}
			b.ReportMetric(float64(n)/float64(spans), "B/span")
			b.ReportMetric(float64(packed)/float64(spans), "s2-B/span")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*spans), "ns/span")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	ids, fragments, spans := recorded(b)
	for name, v := range map[string]*Vocabulary{"new": NewVocabulary(most), "learned": learned(ids, fragments)} {
		b.Run(name, func(b *testing.B) {
			texts := make([][]byte, len(ids))
			for i, id := range ids {
				texts[i], _ = v.Append(nil, id, fragments[i])
			}
			b.ReportAllocs()
			for b.Loop() {
				for i, id := range ids {
					r := v.Reader(id, v.Edition())
					if err := r.Read(texts[i]); err != nil {
						b.Fatal(err)
					}
					r.Done()
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*spans), "ns/span")
		})
	}
}

// BenchmarkOTLP is what the other two are compared with.
func BenchmarkOTLP(b *testing.B) {
	_, fragments, spans := recorded(b)
	joined := make([]ptrace.Traces, len(fragments))
	for i, f := range fragments {
		joined[i] = ptrace.NewTraces()
		for _, one := range f {
			one.ResourceSpans().At(0).CopyTo(joined[i].ResourceSpans().AppendEmpty())
		}
	}
	texts := make([][]byte, len(joined))
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			n = 0
			for i, td := range joined {
				texts[i], _ = marshaler.MarshalTraces(td)
				n += len(texts[i])
			}
		}
		b.ReportMetric(float64(n)/float64(spans), "B/span")
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*spans), "ns/span")
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, text := range texts {
				_, _ = unmarshaler.UnmarshalTraces(text)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*spans), "ns/span")
	})
}
