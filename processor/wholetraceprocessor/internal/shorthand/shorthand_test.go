package shorthand

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/assembly"
)

// most is what vocabularies may take in these tests.
const most = 2 << 20

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

// together is what downstream gets of spans, however they were cut up.
func together(t testing.TB, fragments ...ptrace.Traces) string {
	td := ptrace.NewTraces()
	assembly.Join(fragments, td.ResourceSpans())
	return wire(t, td)
}

func TestWhateverIsWrittenIsReadAsItWas(t *testing.T) {
	r := anything{rand.New(rand.NewPCG(1, 2))}
	v := NewVocabulary(most)
	short := 0
	for n := range 4000 {
		trace := pcommon.TraceID{byte(n), byte(n >> 8), 15: byte(n)}
		td := r.traces(trace)
		first := v.Edition()
		before := wire(t, td)
		text, err := v.Append([]byte("before"), trace, []ptrace.Traces{td})
		require.NoError(t, err)
		require.Equal(t, before, wire(t, td), "what is written stays as it was")
		if text[6] == formShort {
			short++
		}
		read := v.Reader(trace, first)
		require.NoError(t, read.Read(text[6:]))
		require.Equal(t, together(t, td), together(t, read.Traces()...))
	}
	require.Equal(t, 4000, short)
	require.NotEmpty(t, v.now.words)
}

func TestFragmentsUnderOneHeaderAreReadTogether(t *testing.T) {
	r := anything{rand.New(rand.NewPCG(3, 3))}
	v := NewVocabulary(most)
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
	read := v.Reader(trace, v.Edition())
	require.NoError(t, read.Read(append(first, second...)), "texts one behind the other are a text")
	require.NoError(t, read.Read(second))
	require.Len(t, read.Traces(), 2)
	require.Equal(t, 2, read.Traces()[0].SpanCount())
	require.Equal(t, 3, read.Traces()[1].SpanCount())
}

func TestHeadersAreWordsInWhateverCombinationTheyCome(t *testing.T) {
	v := NewVocabulary(most)
	write := func(trace byte, scopes ...string) int {
		td := ptrace.NewTraces()
		for _, name := range scopes {
			rs := td.ResourceSpans().AppendEmpty()
			rs.Resource().Attributes().PutStr("service.name", strings.Repeat("a long name ", 100))
			rs.ScopeSpans().AppendEmpty().Scope().SetName(name)
		}
		text, err := v.Append(nil, pcommon.TraceID{trace}, []ptrace.Traces{td})
		require.NoError(t, err)
		return len(text)
	}
	for trace := range byte(enough) {
		write(trace, "one")
		write(trace, "another")
	}
	require.Less(t, write(99, "another", "one", "another", "one", "one", "another"), 50)
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
			v := NewVocabulary(most)
			text, err := v.Append(nil, trace, []ptrace.Traces{td})
			require.NoError(t, err)
			require.EqualValues(t, formOTLP, text[0])
			read := v.Reader(trace, v.Edition())
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
	v := NewVocabulary(most)
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
			_ = v.Reader(pcommon.TraceID{1}, v.Edition()).Read(damaged) // without a panic, and without asking for all the memory
		}
	}
	require.ErrorContains(t, v.Reader(pcommon.TraceID{1}, v.Edition()).Read([]byte{9}), "form 9 is not known")
	require.ErrorIs(t, v.Reader(pcommon.TraceID{1}, v.Edition()).Read([]byte{formShort, 1, 2}), errDamaged)
}

func TestManyWriteAndReadAtATime(t *testing.T) {
	v := NewVocabulary(50 << 10)
	first := v.Edition()
	var wg sync.WaitGroup
	for g := range uint64(4) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r := anything{rand.New(rand.NewPCG(g, 7))}
			var texts [][]byte
			var wants []string
			for n := range 250 {
				trace := pcommon.TraceID{byte(g), 15: byte(n)}
				td := r.traces(trace)
				text, err := v.Append(nil, trace, []ptrace.Traces{td})
				if !assert.NoError(t, err) {
					return
				}
				texts, wants = append(texts, text), append(wants, together(t, td))
			}
			for n, text := range texts {
				read := v.Reader(pcommon.TraceID{byte(g), 15: byte(n)}, first)
				if !assert.NoError(t, read.Read(text)) || !assert.Equal(t, wants[n], together(t, read.Traces()...)) {
					return
				}
				read.Done()
			}
		}()
	}
	wg.Wait()
	require.NotSame(t, first, v.Edition(), "there were several editions")
}
