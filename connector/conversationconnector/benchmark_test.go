package conversationconnector

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/processortime"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

func BenchmarkConversation(b *testing.B) {
	recordings := ptrace.NewTraces()
	for _, recording := range tracetest.Recordings(b) {
		enrich(b, recording.Merged()).ResourceSpans().MoveAndAppendTo(recordings.ResourceSpans())
	}
	for name, batch := range map[string]ptrace.Traces{
		"recordings": recordings,
		"chat":       chat(1_000, func(i int) string { return fmt.Sprint("agent ", i*i%7) }),
	} {
		for _, format := range []string{formatMermaid, formatText, formatJSON} {
			b.Run(name+"/"+format, func(b *testing.B) { measure(b, batch, Config{Format: format, TextChars: 80}) })
		}
		b.Run(name+"/gathered", func(b *testing.B) {
			measure(b, batch, Config{Format: formatMermaid, TextChars: 80, RunIdle: time.Nanosecond, RunMemoryMiB: 1})
		})
		b.Run(name+"/events", func(b *testing.B) { measure(b, batch, Config{Format: formatMermaid, TextChars: 80, Events: true}) })
		b.Run(name+"/events in json", func(b *testing.B) { measure(b, batch, Config{Format: formatJSON, TextChars: 80, Events: true}) })
	}
}

func measure(b *testing.B, batch ptrace.Traces, cfg Config) {
	c, err := newConversation(connectortest.NewNopSettings(metadata.Type), &cfg, consumertest.NewNop(), time.Now)
	require.NoError(b, err)
	handOn := uint64(0)
	round := func() {
		handOn++
		if err := c.ConsumeTraces(marked(wholetrace.Whole, handOn), batch); err != nil {
			b.Fatal(err)
		}
	}
	round() // the steady state: all memory that is reused is there
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	used := processorTime(b)
	for b.Loop() {
		round()
	}
	used = processorTime(b) - used
	runtime.ReadMemStats(&after)
	all := float64(batch.SpanCount()) * float64(b.N)
	b.ReportMetric(all/used.Seconds(), "spans/s/core")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/all, "allocs/span")
}

// processorTime is what the process has used, so that a busy machine does not count.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	used, err := processortime.Used()
	require.NoError(b, err)
	return used
}
