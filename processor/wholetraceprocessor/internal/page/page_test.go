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

type kind struct {
	name   string
	append func(c *Codec, dst, raw []byte) []byte
}

var kinds = []kind{{"quick", (*Codec).Append}, {"dense", (*Codec).AppendDense}}

func TestPagesOneBehindTheOtherOpenAsTheyWere(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			c := NewCodec()
			var pages []byte
			for i := range 3000 {
				pages = k.append(c, pages, spans(i))
			}
			starts, err := Starts(pages)
			require.NoError(t, err)
			require.Len(t, starts, 3000)
			var buf []byte
			for i := range 3000 {
				var err error
				buf, pages, err = c.Open(buf, pages)
				require.NoError(t, err)
				require.True(t, bytes.Equal(spans(i), buf))
			}
			require.Empty(t, pages)
		})
	}
}

func TestADictionaryMakesSmallPagesSmaller(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			c := NewCodec()
			before := len(k.append(c, nil, spans(1)))
			learn(c, k)
			require.Less(t, len(k.append(c, nil, spans(1))), before)
		})
	}
}

// learn shows a codec so much that it has a dictionary.
func learn(c *Codec, k kind) {
	var dst []byte
	for i := range 200 {
		dst = k.append(c, dst[:0], bytes.Repeat(spans(i), 10))
	}
}

func TestADictionaryIsMadeFromAllOverTheTraffic(t *testing.T) {
	s := newSample(50, 1000)
	var content []byte
	for i := range byte(100) {
		require.Nil(t, content)
		content = s.learn(bytes.Repeat([]byte{i}, 10))
	}
	var from []byte
	for i := 0; i < len(content); i += 10 {
		from = append(from, content[i])
	}
	require.Equal(t, []byte{49, 59, 69, 79, 89}, from)
}

func TestTheNumberOfDictionariesIsBounded(t *testing.T) {
	s := newSample(100, 1000)
	made := 0
	for s.made < maxDictionaries {
		if s.learn(make([]byte, 1000)) != nil {
			made++
		}
	}
	require.Equal(t, maxDictionaries, made)
	require.Nil(t, s.learn(make([]byte, 1<<30)))
}

func TestADensePageIsSmallerThanAQuickOne(t *testing.T) {
	c := NewCodec()
	require.Less(t, len(c.AppendDense(nil, spans(1))), len(c.Append(nil, spans(1))))
}

func TestADamagedPageIsAnError(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			c := NewCodec()
			learn(c, k)
			whole := k.append(c, nil, spans(1))
			for i := range whole {
				damaged := bytes.Clone(whole)
				damaged[i] ^= 0x55
				raw, _, err := c.Open(nil, damaged)
				if err == nil {
					require.LessOrEqual(t, len(raw), maxRaw)
				}
				_, _, err = c.Open(nil, whole[:i])
				require.Error(t, err)
			}
		})
	}
	c := NewCodec()
	_, _, err := c.Open(nil, append([]byte{9}, c.Append(nil, spans(1))[1:]...))
	require.ErrorIs(t, err, errDictionary)
}

func BenchmarkAppend(b *testing.B) {
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) {
			c := NewCodec()
			raw := spans(3)
			var dst []byte
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				dst = k.append(c, dst[:0], raw)
			}
		})
	}
}

func FuzzOpen(f *testing.F) {
	c := NewCodec()
	for _, k := range kinds {
		f.Add(k.append(c, nil, spans(1)))
		learn(c, k)
		f.Add(k.append(c, nil, spans(1)))
	}
	f.Fuzz(func(t *testing.T, pages []byte) {
		for len(pages) > 0 {
			raw, rest, err := c.Open(nil, pages)
			if err != nil {
				return
			}
			require.LessOrEqual(t, len(raw), maxRaw)
			require.Less(t, len(rest), len(pages))
			pages = rest
		}
	})
}
