package llmsamplingprocessor

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/metadata"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/metadatatest"
)

// enriched gives the root the roll-up that llm_span writes.
func enriched(cost float64, tokens int64) func(ptrace.Span) {
	return func(span ptrace.Span) {
		if !span.ParentSpanID().IsEmpty() {
			return
		}
		span.Attributes().PutDouble(genai.TraceCost, cost)
		span.Attributes().PutInt(genai.TraceInputTokens, tokens)
		span.Attributes().PutInt(genai.TraceOutputTokens, 1)
		span.Attributes().PutInt(genai.TraceCalls, 1)
	}
}

func TestMetricsCountByRuleAndDecision(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	defer func() { require.NoError(t, telemetry.Shutdown(t.Context())) }()
	cfg, err := readConfig(t, "rules: [{name: dear, when: {cost_usd: {min: 0.5}}, keep: all}]\notherwise: none")
	require.NoError(t, err)
	set := processortest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = telemetry.NewTelemetrySettings()
	p, err := NewFactory().CreateTraces(t.Context(), set, cfg, consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, p.ConsumeTraces(whole(1), oneTrace(traceID(1), 3, enriched(0.75, 100))))
	require.NoError(t, p.ConsumeTraces(whole(2), oneTrace(traceID(2), 2, enriched(0.25, 50))))
	require.NoError(t, p.ConsumeTraces(late(3), oneTrace(traceID(1), 1)))
	require.NoError(t, p.ConsumeTraces(late(4), oneTrace(traceID(2), 1)))

	point := func(rule, decision string, value int64) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{
			Attributes: attribute.NewSet(attribute.String("rule", rule), attribute.String("decision", decision)),
			Value:      value,
		}
	}
	points := func(kept, dropped, late int64) []metricdata.DataPoint[int64] {
		var all []metricdata.DataPoint[int64]
		for _, rule := range []string{"dear", "otherwise", "late", "priority", "parent"} {
			k, d := int64(0), int64(0)
			switch rule {
			case "dear":
				k = kept
			case "otherwise":
				d = dropped
			case "late":
				d = late
			}
			all = append(all, point(rule, "kept", k), point(rule, "dropped", d))
		}
		return all
	}
	metadatatest.AssertEqualProcessorLlmSamplingTraces(t, telemetry, points(1, 1, 0), metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualProcessorLlmSamplingSpans(t, telemetry, points(4, 2, 1), metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualProcessorLlmSamplingTokens(t, telemetry, points(101, 51, 0), metricdatatest.IgnoreTimestamp())
	require.NoError(t, p.Shutdown(t.Context()))
}

func TestADryRunDropsNothingAndSaysWhatWouldHaveHappened(t *testing.T) {
	p, sink, _ := newTestProcessor(t, "rules: [{name: errors, when: {status: error}, keep: all}]\notherwise: none\ndry_run: true")
	require.NoError(t, p.ConsumeTraces(whole(1), oneTrace(traceID(1), 2, failed)))
	require.NoError(t, p.ConsumeTraces(whole(2), oneTrace(traceID(2), 2)))
	require.Equal(t, 4, sink.SpanCount())
	want := []map[string]any{
		{genai.SamplingRule: "errors", genai.SamplingRate: 1.0, genai.SamplingDecision: "kept"},
		{genai.SamplingRule: "otherwise", genai.SamplingRate: 0.0, genai.SamplingDecision: "dropped"},
	}
	for i, td := range sink.AllTraces() {
		spans := eachSpan(td)
		require.Equal(t, want[i], spans[0].Attributes().AsRaw())
		require.Empty(t, spans[1].Attributes().AsRaw())
		require.Empty(t, spans[0].TraceState().AsRaw(), "nothing was dropped, so that the weight is what it was")
	}
}
