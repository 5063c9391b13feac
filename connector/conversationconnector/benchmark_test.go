package conversationconnector

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/metadata"
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
	}
}

func measure(b *testing.B, batch ptrace.Traces, cfg Config) {
	c, err := newConversation(connectortest.NewNopSettings(metadata.Type), &cfg, consumertest.NewNop(), time.Now)
	require.NoError(b, err)
	spans := batch.SpanCount()
	handOn := uint64(0)
	b.ReportAllocs()
	for b.Loop() {
		handOn++
		ctx := wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: handOn, Attempt: 1})
		if err := c.ConsumeTraces(ctx, batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(spans)*float64(b.N)/b.Elapsed().Seconds(), "spans/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(spans)/float64(b.N), "ns/span")
}
