package llmmetricsconnector

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// outcomes are the options that say what became of a batch: made once, since there is one for every batch.
type outcomes struct {
	counted, repeated metric.MeasurementOption
}

func newOutcomes() outcomes {
	of := func(value string) metric.MeasurementOption {
		return metric.WithAttributeSet(attribute.NewSet(attribute.String("outcome", value)))
	}
	return outcomes{counted: of("counted"), repeated: of("repeated")}
}
