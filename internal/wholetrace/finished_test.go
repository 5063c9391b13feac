package wholetrace

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAHandOnIsTakenOnce(t *testing.T) {
	f := NewFinished(3)
	require.True(t, f.Take(Mark{HandOn: 1, Attempt: 1}))
	require.False(t, f.Take(Mark{HandOn: 1, Attempt: 2}))
	for id := range uint64(3) {
		require.True(t, f.Take(Mark{HandOn: 10 + id}))
	}
	require.True(t, f.Take(Mark{HandOn: 1}), "it remembers the last three")
	require.False(t, f.Take(Mark{HandOn: 12}))
}
