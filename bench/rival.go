package main

import (
	"context"
	"fmt"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/tailsamplingprocessor"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor"
)

// Rivals, and the load alone, which is taken off what is measured of the others.
const (
	loadAlone = "load alone"
	rival     = "tail_sampling"
	ours      = "whole_trace + llm_sampling"
)

// stage is a processor with its config.
type stage struct {
	factory processor.Factory
	config  string
}

// pipeline is what spans go through.
type pipeline struct {
	consumer.Traces
	stages []component.Component
}

// build makes a pipeline of the stages, before next.
func build(next consumer.Traces, stages ...stage) (*pipeline, error) {
	p := &pipeline{Traces: next}
	for i := len(stages) - 1; i >= 0; i-- {
		s := stages[i]
		cfg := s.factory.CreateDefaultConfig()
		retrieved, err := confmap.NewRetrievedFromYAML([]byte(s.config))
		if err != nil {
			return nil, err
		}
		conf, err := retrieved.AsConf()
		if err != nil {
			return nil, err
		}
		if err = conf.Unmarshal(cfg); err != nil {
			return nil, err
		}
		if err = confmap.Validate(cfg); err != nil {
			return nil, err
		}
		made, err := s.factory.CreateTraces(context.Background(), processortest.NewNopSettings(s.factory.Type()), cfg, p.Traces)
		if err != nil {
			return nil, err
		}
		if err = made.Start(context.Background(), componenttest.NewNopHost()); err != nil {
			return nil, err
		}
		p.Traces = made
		p.stages = append(p.stages, made)
	}
	return p, nil
}

func (p *pipeline) shutdown() {
	for i := len(p.stages) - 1; i >= 0; i-- {
		if err := p.stages[i].Shutdown(context.Background()); err != nil {
			fmt.Println("shutdown:", err)
		}
	}
}

// Both keep errors and a tenth of the rest. tail_sampling decides by age alone; whole_trace is told to wait as long.
func tailSampling(window string) stage {
	return stage{tailsamplingprocessor.NewFactory(), fmt.Sprintf(`
decision_wait: %s
num_traces: 5000000
policies:
  - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
  - {name: rest, type: probabilistic, probabilistic: {sampling_percentage: 10}}
`, window)}
}

func wholeTrace(config string) stage { return stage{wholetraceprocessor.NewFactory(), config} }

func llmSampling() stage {
	return stage{llmsamplingprocessor.NewFactory(), `
rules:
  - {name: errors, when: {status: error}, keep: all}
  - {name: rest, keep: 10%}
`}
}

// contestants are the two, waiting for the same window, and the load alone.
func contestants(name, window, more string, next consumer.Traces) (*pipeline, error) {
	switch name {
	case rival:
		return build(next, tailSampling(window))
	case ours:
		return build(next, wholeTrace(fmt.Sprintf("{idle: %s, after_root: %s, max_age: %s, %s}", window, window, window, more)), llmSampling())
	}
	return build(next)
}
