package jsontree

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPlainCountsWhatNeedsNoEscape: eight bytes at once find what one at a time do, wherever it stands.
func TestPlainCountsWhatNeedsNoEscape(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	special := []byte("\"\\\x00\x1f\x20\x21\x23\x5b\x5d\x7f\x80\xa2\xdc\xff")
	for range 100_000 {
		b := make([]byte, 1+random.IntN(20))
		for i := range b {
			if b[i] = 'x'; random.IntN(5) == 0 {
				b[i] = special[random.IntN(len(special))]
			}
		}
		for at := range b {
			want, most := 0, 8
			if at+8 > len(b) {
				most = 1
			}
			for want < most && b[at+want] >= ' ' && b[at+want] != '"' && b[at+want] != '\\' && b[at+want] < 0x80 {
				want++
			}
			require.Equal(t, want, plain(string(b), at), "%q at %d", b, at)
		}
	}
}
