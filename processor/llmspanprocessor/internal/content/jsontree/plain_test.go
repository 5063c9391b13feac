package jsontree

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPlainEndFindsWhatNeedsEscaping: eight bytes at once find what one at a time do, wherever it stands.
func TestPlainEndFindsWhatNeedsEscaping(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	needs := []byte("\"\\\x00\x1f\x20\x21\x23\x5b\x5d\x7f\x80\xa2\xdc\xff")
	for range 100_000 {
		b := make([]byte, random.IntN(30))
		for i := range b {
			if b[i] = 'x'; random.IntN(5) == 0 {
				b[i] = needs[random.IntN(len(needs))]
			}
		}
		for at := range len(b) + 1 {
			text := at
			for text < len(b) && b[text] >= ' ' && b[text] != '"' && b[text] != '\\' {
				text++
			}
			plain := at
			for plain < text && b[plain] < 0x80 {
				plain++
			}
			if text != textEnd(string(b), at) || plain != plainEnd(string(b), at) || plain != plainEnd(b, at) {
				require.Fail(t, "another end", "%q at %d", b, at)
			}
		}
	}
}
