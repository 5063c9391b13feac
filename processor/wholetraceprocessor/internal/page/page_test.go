package page

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// spans is text with as much repetition in it as spans have.
func spans(n int) []byte {
	var b bytes.Buffer
	for i := range 20 {
		fmt.Fprintf(&b, "gen_ai.operation.name=chat gen_ai.request.model=gpt-4o span=%x input_tokens=%d messages=[%d %d]\n", n*n+i, n*i, n, i)
	}
	return b.Bytes()
}

func TestPagesOneBehindTheOtherOpenAsTheyWere(t *testing.T) {
	c := NewCodec()
	var pages []byte
	for i := range 2000 {
		pages = c.Append(pages, spans(i))
	}
	require.NotEmpty(t, *c.dictionaries.Load(), "it has learnt on the way")
	for i := range 2000 {
		var raw []byte
		var err error
		raw, pages, err = c.Open(nil, pages)
		require.NoError(t, err)
		require.True(t, bytes.Equal(spans(i), raw))
	}
	require.Empty(t, pages)
}

func TestADictionaryMakesSmallPagesSmaller(t *testing.T) {
	c := NewCodec()
	before := len(c.Append(nil, spans(1)))
	for i := range 500 {
		c.Append(nil, spans(i))
	}
	require.Less(t, len(c.Append(nil, spans(1))), before)
}

func TestADamagedPageIsAnError(t *testing.T) {
	c := NewCodec()
	whole := c.Append(nil, spans(1))
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 0xff
		raw, _, err := c.Open(nil, damaged)
		if err == nil {
			require.LessOrEqual(t, len(raw), maxRaw)
		}
		_, _, err = c.Open(nil, whole[:i])
		require.Error(t, err)
	}
	_, _, err := c.Open(nil, append([]byte{9}, whole[1:]...))
	require.ErrorContains(t, err, "dictionary 9 is not known")
}

func BenchmarkAppend(b *testing.B) {
	c := NewCodec()
	raw := spans(3)
	var dst []byte
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		dst = c.Append(dst[:0], raw)
	}
}
