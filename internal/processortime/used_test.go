package processortime

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestUsedGrowsWithWork: work takes processor time.
func TestUsedGrowsWithWork(t *testing.T) {
	before, err := Used()
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		for n := range 1_000_000 {
			_ = time.Duration(n).String()
		}
		after, err := Used()
		return err == nil && after > before
	}, time.Minute, time.Millisecond)
}
