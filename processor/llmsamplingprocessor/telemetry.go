package llmsamplingprocessor

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/metadata"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/sampler"
)

// What metrics and dry runs call a decision.
const (
	decisionKept    = "kept"
	decisionDropped = "dropped"
)

// observe makes the metrics read the ledger when they are collected: counting must not cost a decision its time.
func observe(telemetry *metadata.TelemetryBuilder, s *sampler.Sampler) error {
	sums := func(of func(sampler.Sums) int64) metric.Int64Callback {
		return func(_ context.Context, o metric.Int64Observer) error {
			for line := range s.Ledger() {
				o.Observe(of(line.Sums), attributes(line))
			}
			return nil
		}
	}
	return errors.Join(
		telemetry.RegisterProcessorLlmSamplingTracesCallback(sums(func(s sampler.Sums) int64 { return s.Traces })),
		telemetry.RegisterProcessorLlmSamplingSpansCallback(sums(func(s sampler.Sums) int64 { return s.Spans })),
		telemetry.RegisterProcessorLlmSamplingBytesCallback(sums(func(s sampler.Sums) int64 { return s.Bytes })),
		telemetry.RegisterProcessorLlmSamplingTokensCallback(sums(func(s sampler.Sums) int64 { return s.Tokens })),
		telemetry.RegisterProcessorLlmSamplingCostCallback(func(_ context.Context, o metric.Float64Observer) error {
			for line := range s.Ledger() {
				o.Observe(line.Sums.USD, attributes(line))
			}
			return nil
		}),
		telemetry.RegisterProcessorLlmSamplingOttlFailuresCallback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(s.Failures())
			return nil
		}),
	)
}

func attributes(line sampler.Line) metric.MeasurementOption {
	decision := decisionDropped
	if line.Kept {
		decision = decisionKept
	}
	return metric.WithAttributes(attribute.String("rule", line.Rule), attribute.String("decision", decision))
}
