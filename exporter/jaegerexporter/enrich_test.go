package jaegerexporter

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

// enrich returns the batch as it comes out of whole_trace and llm_span, read-only.
func enrich(tb testing.TB, batch ptrace.Traces) ptrace.Traces {
	tb.Helper()
	factory := llmspanprocessor.NewFactory()
	sink := &consumertest.TracesSink{}
	p, err := factory.CreateTraces(tb.Context(), processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), sink)
	require.NoError(tb, err)
	ctx := wholetrace.NewContext(tb.Context(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: 1, Attempt: 1})
	require.NoError(tb, p.ConsumeTraces(ctx, batch))
	require.Len(tb, sink.AllTraces(), 1)
	enriched := sink.AllTraces()[0]
	enriched.MarkReadOnly()
	return enriched
}
