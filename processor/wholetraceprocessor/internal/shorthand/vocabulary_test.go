package shorthand

import (
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"unsafe"
	"weak"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// hear lets a vocabulary hear strings in so many traces as make words of them.
func hear(v *Vocabulary, words ...string) {
	for trace := range uint32(enough) {
		for _, word := range words {
			v.learn(trace, []stranger{{word, maphash.String(v.seed, word)}})
		}
	}
}

// number returns a word's number as a writer would get it, which uses the word, and -1 when the string is none.
func number(v *Vocabulary, word string) int {
	w := writer{Vocabulary: v, edition: v.now}
	return w.word(word)
}

func text(n int) string { return fmt.Sprintf("text %d %0200d", n, n) }

func TestAVocabularyIsBounded(t *testing.T) {
	v := NewVocabulary(most)
	for n := range 3 * mostWords {
		hear(v, fmt.Sprintf("word %d %0100d", n, n))
	}
	require.LessOrEqual(t, v.now.bytes, most)
	require.LessOrEqual(t, len(v.now.words), mostWords)
	require.Greater(t, len(v.now.words), 5000)
	for n, word := range v.now.words {
		w := writer{Vocabulary: v, edition: v.now}
		require.Equal(t, n, w.word(word))
	}
}

func TestALongWordCountsOnce(t *testing.T) {
	v := NewVocabulary(most)
	hear(v, text(1), text(1), text(1))
	hear(v, text(1))
	require.Equal(t, len(text(1)), v.now.bytes)
	require.Equal(t, len(text(1)), v.now.long)
}

func TestWordsLieTogether(t *testing.T) {
	v := NewVocabulary(most)
	for n := range 1000 {
		hear(v, text(n))
	}
	slabs := 1
	for n, word := range v.now.words[1:] {
		if before := v.now.words[n]; unsafe.Pointer(unsafe.StringData(word)) != unsafe.Add(unsafe.Pointer(unsafe.StringData(before)), len(before)) {
			slabs++
		}
	}
	require.LessOrEqual(t, slabs, 1000*len(text(0))/slabBytes+2)
}

func TestAWordOfOneTraceIsNone(t *testing.T) {
	v := NewVocabulary(most)
	for range 100 {
		v.learn(7, []stranger{{"session-1", maphash.String(v.seed, "session-1")}})
	}
	require.Empty(t, v.now.words)
}

func TestLongTextsAreHeardAmongManyIDs(t *testing.T) {
	v := NewVocabulary(most)
	for trace := range uint32(enough) {
		v.learn(trace, []stranger{{text(1), maphash.String(v.seed, text(1))}})
		for id := range 10 * doorSlots {
			word := fmt.Sprint("id ", trace, id)
			v.learn(trace, []stranger{{word, maphash.String(v.seed, word)}})
		}
	}
	require.NotEqual(t, -1, number(v, text(1)))
}

func TestWhatIsNotUsedAnyMoreMakesRoom(t *testing.T) {
	v := NewVocabulary(100 << 10)
	n := 0
	for ; v.now.fits(text(n), v.most); n++ {
		hear(v, text(n))
	}
	held, words, stays := []*Edition{v.Edition()}, n, number(v, text(0))
	for last := n; n < last+10_000; n++ {
		require.Equal(t, stays, number(v, text(0)), "what is used stays")
		hear(v, text(n))
		if v.Edition() != held[len(held)-1] {
			held = append(held, v.Edition())
		}
	}
	require.Equal(t, -1, number(v, text(1)))
	require.Len(t, held, 1+mostFormers, "no more editions are begun than may be held")
	require.LessOrEqual(t, v.Bytes(), (1+mostFormers)*2*v.most)

	first := weak.Make(held[0])
	held = nil
	runtime.GC()
	require.Nil(t, first.Value(), "what nobody holds is freed")
	for last := n; n < last+10_000; n++ {
		require.Equal(t, stays, number(v, text(0)))
		hear(v, text(n))
	}
	require.Len(t, v.now.words, words, "numbers are used again")
	require.Greater(t, v.Edition().number, uint32(mostFormers))
}

func TestWhereAllWordsAreUsedTheyStay(t *testing.T) {
	v := NewVocabulary(100 << 10)
	n := 0
	for ; v.now.fits(text(n), v.most); n++ {
		hear(v, text(n))
	}
	first := v.Edition()
	for more := range 10_000 {
		number(v, text(more%n))
		hear(v, text(n+more))
	}
	require.Same(t, first, v.Edition())
}

func TestATraceIsReadThatWasWrittenWithManyEditions(t *testing.T) {
	r := anything{rand.New(rand.NewPCG(8, 3))}
	v := NewVocabulary(8 << 10)
	trace := pcommon.TraceID{1}
	first, editions := v.Edition(), map[uint32]bool{}
	var written []ptrace.Traces
	var all []byte
	for n := range 300 {
		runtime.GC() // what is held only by what is written must be held by it
		td := r.traces(trace)
		var err error
		all, err = v.Append(all, trace, []ptrace.Traces{td})
		require.NoError(t, err)
		written = append(written, td)
		editions[v.Edition().number] = true
		for i := range 60 {
			hear(v, strings.Repeat(fmt.Sprint(n, "_", i), 40))
		}
	}
	require.Len(t, editions, 1+mostFormers)
	read := v.Reader(trace, first)
	require.NoError(t, read.Read(all))
	require.Equal(t, together(t, written...), together(t, read.Traces()...))

	late := v.Reader(trace, v.Edition())
	require.ErrorIs(t, late.Read(all), errDamaged, "the way leads from the first edition only")
}

func TestTheOlderOfTwoEditions(t *testing.T) {
	one, two := newEdition(1), newEdition(2)
	require.Same(t, one, Older(one, two))
	require.Same(t, one, Older(two, one))
	require.Same(t, two, Older(nil, two))
	require.Same(t, two, Older(two, nil))
}
