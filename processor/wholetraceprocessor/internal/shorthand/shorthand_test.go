package shorthand

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

// anything makes spans with everything that OTLP knows.
type anything struct{ *rand.Rand }

func (r anything) word() string {
	switch r.IntN(8) {
	case 0:
		return ""
	case 1:
		return strings.Repeat("long ", r.IntN(2000))
	case 2:
		return fmt.Sprint(r.Uint64())
	}
	return fmt.Sprintf("word_%d", r.IntN(40))
}

func (r anything) fill(m pcommon.Map) {
	for range r.IntN(12) {
		r.value(m.PutEmpty(r.word()), 0)
	}
}

func (r anything) value(v pcommon.Value, depth int) {
	switch n := r.IntN(9); {
	case n == 0:
		v.SetBool(r.IntN(2) == 0)
	case n == 1:
		v.SetInt(int64(r.Uint64()) >> r.IntN(64))
	case n == 2:
		v.SetDouble(math.Float64frombits(r.Uint64()))
	case n == 3:
		v.SetEmptyBytes().FromRaw(make([]byte, r.IntN(9)))
	case n == 4 && depth < 3:
		m := v.SetEmptyMap()
		for range r.IntN(5) {
			r.value(m.PutEmpty(r.word()), depth+1)
		}
	case n == 5 && depth < 3:
		for s := v.SetEmptySlice(); r.IntN(4) > 0; {
			r.value(s.AppendEmpty(), depth+1)
		}
	case n == 6:
	default:
		v.SetStr(r.word())
	}
}

func (r anything) id() (id pcommon.SpanID) {
	binary.LittleEndian.PutUint64(id[:], r.Uint64N(50))
	return id
}

func (r anything) span(s ptrace.Span, trace pcommon.TraceID) {
	s.SetTraceID(trace)
	s.SetSpanID(r.id())
	s.SetParentSpanID(r.id())
	s.SetName(r.word())
	s.SetKind(ptrace.SpanKind(r.IntN(6)))
	s.SetStartTimestamp(pcommon.Timestamp(r.Uint64() >> r.IntN(65)))
	s.SetEndTimestamp(pcommon.Timestamp(r.Uint64() >> r.IntN(65)))
	s.Status().SetCode(ptrace.StatusCode(r.IntN(3)))
	r.fill(s.Attributes())
	if r.IntN(3) > 0 {
		return
	}
	s.SetFlags(r.Uint32() >> r.IntN(33))
	s.TraceState().FromRaw(r.word())
	s.Status().SetMessage(r.word())
	s.SetDroppedAttributesCount(r.Uint32() >> r.IntN(33))
	s.SetDroppedEventsCount(r.Uint32() >> r.IntN(33))
	s.SetDroppedLinksCount(r.Uint32() >> r.IntN(33))
	for range r.IntN(3) {
		e := s.Events().AppendEmpty()
		e.SetName(r.word())
		e.SetTimestamp(pcommon.Timestamp(r.Uint64() >> r.IntN(65)))
		e.SetDroppedAttributesCount(r.Uint32() >> r.IntN(33))
		r.fill(e.Attributes())
		l := s.Links().AppendEmpty()
		l.SetTraceID(trace)
		l.SetSpanID(r.id())
		l.SetFlags(r.Uint32() >> r.IntN(33))
		l.TraceState().FromRaw(r.word())
		l.SetDroppedAttributesCount(r.Uint32() >> r.IntN(33))
		r.fill(l.Attributes())
	}
}

func (r anything) traces(trace pcommon.TraceID) ptrace.Traces {
	td := ptrace.NewTraces()
	for range 1 + r.IntN(2) {
		rs := td.ResourceSpans().AppendEmpty()
		r.fill(rs.Resource().Attributes())
		rs.SetSchemaUrl(r.word())
		for range r.IntN(3) {
			ss := rs.ScopeSpans().AppendEmpty()
			ss.Scope().SetName(r.word())
			for range r.IntN(9) {
				r.span(ss.Spans().AppendEmpty(), trace)
			}
		}
	}
	return td
}

func wire(t testing.TB, td ptrace.Traces) string {
	b, err := marshaler.MarshalTraces(td)
	require.NoError(t, err)
	return string(b)
}

func TestWhateverIsWrittenIsReadAsItWas(t *testing.T) {
	r := anything{rand.New(rand.NewPCG(1, 2))}
	v := NewVocabulary()
	short := 0
	for n := range 4000 {
		trace := pcommon.TraceID{byte(n), byte(n >> 8), 15: byte(n)}
		td := r.traces(trace)
		want := wire(t, td)
		text, err := v.Append([]byte("before"), trace, []ptrace.Traces{td})
		require.NoError(t, err)
		require.Equal(t, want, wire(t, td), "what is written stays as it was")
		if text[6] == formShort {
			short++
		}
		read := v.Reader(trace)
		require.NoError(t, read.Read(text[6:]))
		require.Len(t, read.Traces(), 1)
		require.Equal(t, want, wire(t, read.Traces()[0]))
	}
	require.Equal(t, 4000, short)
	require.NotEmpty(t, v.words)
}

func TestFragmentsUnderOneHeaderAreReadTogether(t *testing.T) {
	r := anything{rand.New(rand.NewPCG(3, 3))}
	v := NewVocabulary()
	trace := pcommon.TraceID{1}
	one := func(service string) ptrace.Traces {
		td := ptrace.NewTraces()
		rs := td.ResourceSpans().AppendEmpty()
		rs.Resource().Attributes().PutStr("service.name", service)
		r.span(rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty(), trace)
		return td
	}
	first, err := v.Append(nil, trace, []ptrace.Traces{one("a"), one("b"), one("a")})
	require.NoError(t, err)
	second, err := v.Append(nil, trace, []ptrace.Traces{one("b")})
	require.NoError(t, err)
	read := v.Reader(trace)
	require.NoError(t, read.Read(append(first, second...)), "texts one behind the other are a text")
	require.NoError(t, read.Read(second))
	require.Len(t, read.Traces(), 2)
	require.Equal(t, 2, read.Traces()[0].SpanCount())
	require.Equal(t, 3, read.Traces()[1].SpanCount())
}

func TestWhatIsNotKnownIsWrittenAsItIs(t *testing.T) {
	twice := []byte{0x0a, 1, 'k', 0x12, 3, 0x0a, 1, 'v'} // an attribute: key, value
	for name, change := range map[string]func(ptrace.Span) ptrace.Traces{
		"kind":            func(s ptrace.Span) ptrace.Traces { s.SetKind(99); return ptrace.Traces{} },
		"status":          func(s ptrace.Span) ptrace.Traces { s.Status().SetCode(-1); return ptrace.Traces{} },
		"another_trace":   func(s ptrace.Span) ptrace.Traces { s.SetTraceID(pcommon.TraceID{9}); return ptrace.Traces{} },
		"too_many_inside": func(s ptrace.Span) ptrace.Traces { wide(s.Attributes().PutEmptyMap("m"), 100); return ptrace.Traces{} },
		"too_many_keys":   func(s ptrace.Span) ptrace.Traces { wide(s.Attributes(), 100); return ptrace.Traces{} },
		"a_key_twice": func(ptrace.Span) ptrace.Traces {
			attribute := append([]byte{0x4a, byte(len(twice))}, twice...)
			span := append([]byte{0x0a, 16}, make([]byte, 16)...)
			span[2] = 1
			span = append(append(span, attribute...), attribute...)
			for range 3 { // scope spans, resource spans, traces data
				span = append([]byte{map[int]byte{0: 0x12}[0], byte(len(span))}, span...)
			}
			span[0] = 0x0a
			td, err := unmarshaler.UnmarshalTraces(span)
			require.NoError(t, err)
			return td
		},
	} {
		t.Run(name, func(t *testing.T) {
			trace := pcommon.TraceID{1}
			td := ptrace.NewTraces()
			s := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
			s.SetTraceID(trace)
			if other := change(s); other != (ptrace.Traces{}) {
				td = other
				require.Equal(t, 2, td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes().Len())
			}
			v := NewVocabulary()
			text, err := v.Append(nil, trace, []ptrace.Traces{td})
			require.NoError(t, err)
			require.EqualValues(t, formOTLP, text[0])
			read := v.Reader(trace)
			require.NoError(t, read.Read(text))
			require.Equal(t, wire(t, td), wire(t, read.Traces()[0]))
		})
	}
}

func wide(m pcommon.Map, n int) {
	for i := range n {
		m.PutInt(fmt.Sprint("key", i), int64(i))
	}
}

func TestDamageIsAnError(t *testing.T) {
	r := anything{rand.New(rand.NewPCG(5, 6))}
	v := NewVocabulary()
	for range 300 {
		text, err := v.Append(nil, pcommon.TraceID{1}, []ptrace.Traces{r.traces(pcommon.TraceID{1})})
		require.NoError(t, err)
		for range 20 {
			damaged := append([]byte(nil), text[:r.IntN(len(text))]...)
			for range r.IntN(4) {
				if len(damaged) > 0 {
					damaged[r.IntN(len(damaged))] ^= byte(r.Uint32())
				}
			}
			_ = v.Reader(pcommon.TraceID{1}).Read(damaged) // without a panic, and without asking for all the memory
		}
	}
	require.ErrorContains(t, v.Reader(pcommon.TraceID{1}).Read([]byte{9}), "form 9 is not known")
	require.ErrorIs(t, v.Reader(pcommon.TraceID{1}).Read([]byte{formShort, 1, 2}), errDamaged)
}

func TestAVocabularyIsBounded(t *testing.T) {
	v := NewVocabulary()
	for n := range 3 * mostWords {
		for trace := range uint32(enough) {
			v.mu.RLock()
			w := writer{Vocabulary: v, listening: true}
			w.word(fmt.Sprintf("word %d %0100d", n, n))
			v.mu.RUnlock()
			v.learn(trace, w.strangers)
		}
	}
	require.LessOrEqual(t, v.bytes, mostBytes)
	require.LessOrEqual(t, len(v.words), mostWords)
	require.Greater(t, len(v.words), 5000)
	for n, word := range v.words {
		w := writer{Vocabulary: v}
		require.Equal(t, n, w.word(word))
	}
}

func TestAWordOfOneTraceIsNone(t *testing.T) {
	v := NewVocabulary()
	for range 100 {
		w := writer{Vocabulary: v, listening: true}
		w.word("session-1")
		v.learn(7, w.strangers)
	}
	require.Empty(t, v.words)
}

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
	v := NewVocabulary()
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
	for name, v := range map[string]*Vocabulary{"new": NewVocabulary(), "learned": learned(ids, fragments)} {
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
	for name, v := range map[string]*Vocabulary{"new": NewVocabulary(), "learned": learned(ids, fragments)} {
		b.Run(name, func(b *testing.B) {
			texts := make([][]byte, len(ids))
			for i, id := range ids {
				texts[i], _ = v.Append(nil, id, fragments[i])
			}
			b.ReportAllocs()
			for b.Loop() {
				for i, id := range ids {
					r := v.Reader(id)
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
