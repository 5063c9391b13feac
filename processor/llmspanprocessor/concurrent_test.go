package llmspanprocessor

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// TestConcurrentCalls: one processor serves many at once, and each gets what it would get alone. Meant for -race.
func TestConcurrentCalls(t *testing.T) {
	recordings := tracetest.Recordings(t)[:8]
	want := make([]string, len(recordings))
	for i, recording := range recordings {
		want[i] = canonical(t, enrich(t, recording.Merged(), wholetrace.Whole))
	}
	var group sync.WaitGroup
	for range 4 {
		for i, recording := range recordings {
			batch := recording.Merged()
			group.Go(func() {
				got := enrich(t, batch, wholetrace.Whole)
				assert.Equal(t, want[i], canonical(t, got), recording.Name)
			})
		}
	}
	group.Wait()
}
