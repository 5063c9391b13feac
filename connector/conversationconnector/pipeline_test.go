package conversationconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor"
)

// TestBehindTheRealProcessors: spans as the framework sent them, through whole_trace and llm_span, are one record a run.
func TestBehindTheRealProcessors(t *testing.T) {
	for name, runs := range map[string]int{
		"autogen-story": 1, "autogen-story-fragmented": 1, "ag2-v1-network": 4, "openai-agents-openinference": 7,
	} {
		t.Run(name, func(t *testing.T) {
			sink := &consumertest.LogsSink{}
			cfg := createDefaultConfig().(*Config)
			c, err := NewFactory().CreateTracesToLogs(t.Context(), connectortest.NewNopSettings(metadata.Type), cfg, sink)
			require.NoError(t, err)

			span := llmspanprocessor.NewFactory()
			enriches, err := span.CreateTraces(t.Context(), processortest.NewNopSettings(span.Type()), span.CreateDefaultConfig(), c)
			require.NoError(t, err)
			whole := wholetraceprocessor.NewFactory()
			wait := whole.CreateDefaultConfig().(*wholetraceprocessor.Config)
			wait.Idle, wait.AfterRoot = 200*time.Millisecond, 50*time.Millisecond
			gathers, err := whole.CreateTraces(t.Context(), processortest.NewNopSettings(whole.Type()), wait, enriches)
			require.NoError(t, err)

			host := componenttest.NewNopHost()
			require.NoError(t, c.Start(t.Context(), host))
			require.NoError(t, enriches.Start(t.Context(), host))
			require.NoError(t, gathers.Start(t.Context(), host))
			for _, request := range tracetest.Open(t, name).Requests {
				require.NoError(t, gathers.ConsumeTraces(t.Context(), request))
			}
			require.NoError(t, gathers.Shutdown(t.Context()))
			require.NoError(t, enriches.Shutdown(t.Context()))
			require.NoError(t, c.Shutdown(t.Context()))
			require.Equal(t, runs, sink.LogRecordCount())
		})
	}
}
