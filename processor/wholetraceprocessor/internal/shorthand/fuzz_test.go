package shorthand

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// spansOf is OTLP of each span, in any order.
func spansOf(tb testing.TB, fragments ...ptrace.Traces) (spans []string) {
	for _, td := range fragments {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, s := range ss.Spans().All() {
					alone := ptrace.NewTraces()
					s.CopyTo(alone.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty())
					spans = append(spans, wire(tb, alone))
				}
			}
		}
	}
	slices.Sort(spans)
	return spans
}

// FuzzWrite writes whatever OTLP there is, twice under one vocabulary, and reads it back.
func FuzzWrite(f *testing.F) {
	trace := pcommon.TraceID{1}
	r := anything{rand.New(rand.NewPCG(5, 7))}
	for range 50 {
		f.Add([]byte(wire(f, r.traces(trace))))
	}
	f.Fuzz(func(t *testing.T, otlp []byte) {
		td, err := unmarshaler.UnmarshalTraces(otlp)
		if err != nil {
			return
		}
		v := NewVocabulary(4 << 10)
		first := v.Edition()
		for trace := range byte(enough) {
			_, _ = v.Append(nil, pcommon.TraceID{trace}, []ptrace.Traces{td})
		}
		before := wire(t, td)
		text, err := v.Append(nil, trace, []ptrace.Traces{td, td})
		require.NoError(t, err)
		require.Equal(t, before, wire(t, td), "what is written stays as it was")
		read := v.Reader(trace, first)
		require.NoError(t, read.Read(text))
		require.Equal(t, spansOf(t, td, td), spansOf(t, read.Traces()...))
	})
}

// FuzzRead reads whatever there is.
func FuzzRead(f *testing.F) {
	trace := pcommon.TraceID{1}
	r := anything{rand.New(rand.NewPCG(6, 7))}
	v := NewVocabulary(8 << 10)
	first := v.Edition()
	for range 200 {
		text, err := v.Append(nil, trace, []ptrace.Traces{r.traces(trace)})
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(_ *testing.T, text []byte) {
		read := v.Reader(trace, first)
		_ = read.Read(text) // without a panic, and without asking for all the memory
		read.Done()
	})
}
