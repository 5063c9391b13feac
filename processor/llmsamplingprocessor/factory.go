package llmsamplingprocessor

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/processor"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/metadata"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/policy"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/sampler"
)

// NewFactory returns the factory of the llm_sampling processor.
func NewFactory() processor.Factory {
	return processor.NewFactory(
		metadata.Type,
		createDefaultConfig,
		processor.WithTraces(createTraces, metadata.TracesStability),
	)
}

func createDefaultConfig() component.Config {
	return &Config{
		Mode:        modeTail,
		Memory:      MemoryConfig{Kept: 100_000, Dropped: 1_000_000},
		Probability: ProbabilityConfig{Mode: equalizing, Precision: fullPrecision},
	}
}

func createTraces(_ context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	return newProcessor(set, cfg.(*Config), next, time.Now)
}

func newProcessor(set processor.Settings, cfg *Config, next consumer.Traces, now func() time.Time) (*tracesProcessor, error) {
	judge, err := newJudge(cfg, set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	s := sampler.New(sampler.Settings{
		Judge:   judge,
		Kept:    cfg.Memory.Kept,
		Dropped: cfg.Memory.Dropped,
		Head:    cfg.Mode == modeHead,
		Now:     now,
	})
	if err := observe(telemetry, s); err != nil {
		return nil, err
	}
	return &tracesProcessor{
		sampler:   s,
		next:      next,
		telemetry: telemetry,
		tail:      cfg.Mode == modeTail,
		dryRun:    cfg.DryRun,
		reseed:    cfg.Probability.Mode == hashSeeded,
		seed:      cfg.Probability.HashSeed,
	}, nil
}

func newJudge(cfg *Config, set component.TelemetrySettings) (sampler.Judge, error) {
	if len(cfg.Policies) > 0 {
		list, err := policy.New(cfg.Policies, policy.Settings{Telemetry: set, Consistent: cfg.Consistent})
		if err != nil {
			return nil, err
		}
		return sampler.NewPolicies(list, cfg.Consistent), nil
	}
	return sampler.NewRules(cfg.Rules, cfg.Otherwise, cfg.Budget, newJoint(&cfg.Probability), set)
}

func newJoint(cfg *ProbabilityConfig) sampler.Joint {
	switch cfg.Mode {
	case proportional:
		return sampler.Proportional(cfg.Precision)
	case hashSeeded:
		return sampler.Bucketed
	default:
		return sampler.Equalizing(cfg.Precision)
	}
}
