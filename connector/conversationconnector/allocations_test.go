package conversationconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// TestWhatIsAllocatedAreTheRecords: in the steady state a batch takes what a copy of its records takes, and little beside:
// one allocation for five spans.
func TestWhatIsAllocatedAreTheRecords(t *testing.T) {
	batch := ptrace.NewTraces()
	for _, recording := range tracetest.Recordings(t) {
		enrich(t, recording.Merged()).ResourceSpans().MoveAndAppendTo(batch.ResourceSpans())
	}
	for name, events := range map[string]bool{"diagrams": false, "events": true} {
		t.Run(name, func(t *testing.T) {
			sink := &consumertest.LogsSink{}
			c, err := newConversation(connectortest.NewNopSettings(metadata.Type), &Config{Format: formatMermaid, TextChars: 80, Events: events}, sink, time.Now)
			require.NoError(t, err)
			handOn := uint64(0)
			took := testing.AllocsPerRun(20, func() {
				handOn++
				sink.Reset()
				_ = c.ConsumeTraces(marked(wholetrace.Whole, handOn), batch)
			})
			records := sink.AllLogs()[0]
			copied := testing.AllocsPerRun(20, func() { records.CopyTo(plog.NewLogs()) })
			spans := float64(batch.SpanCount())
			t.Logf("%.2f allocations a span, of which %.2f are the records", took/spans, copied/spans)
			require.Less(t, took-copied, spans/5)
		})
	}
}
