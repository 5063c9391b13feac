package pipelineconverter

import (
	"context"
	"errors"

	"go.opentelemetry.io/collector/confmap"
)

// NewFactory returns the factory of the converter.
func NewFactory() confmap.ConverterFactory {
	return confmap.NewConverterFactory(func(confmap.ConverterSettings) confmap.Converter { return converter{} })
}

type converter struct{}

// Convert leaves conf as it is and returns every mistake in the order of the pipelines, joined. A config that is malformed in other
// ways passes: the Collector itself says so later, with its own words.
func (converter) Convert(_ context.Context, conf *confmap.Conf) error {
	g := newGraph(conf)
	return errors.Join(append(g.checkBuffers(), g.checkWays()...)...)
}
