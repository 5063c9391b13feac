package llmspanprocessor

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadata"
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

// TestLateSpansAtOnce: late batches of one trace may come at once, while the trace is handed on again. Meant for -race.
func TestLateSpansAtOnce(t *testing.T) {
	p, err := newProcessor(processortest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config))
	require.NoError(t, err)
	cases := tracetest.Drawings(t, "testdata/special/late.trace")
	joinFirst(t, cases[1].Traces)
	var group sync.WaitGroup
	send := func(batch ptrace.Traces, kind wholetrace.Kind) {
		for range 20 {
			copied := ptrace.NewTraces()
			batch.CopyTo(copied)
			_, err := p.processTraces(marked(kind), copied)
			assert.NoError(t, err)
		}
	}
	send(cases[0].Traces, wholetrace.Whole)
	for range 4 {
		group.Go(func() { send(cases[0].Traces, wholetrace.Whole) })
		group.Go(func() { send(cases[1].Traces, wholetrace.Late) })
	}
	group.Wait()
}
