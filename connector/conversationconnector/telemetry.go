package conversationconnector

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// outcomes are the options that say what became of a batch: made once, since there is one for every batch.
type outcomes struct {
	told, repeated, ignored metric.MeasurementOption
}

func newOutcomes() outcomes {
	return outcomes{told: with("outcome", "told"), repeated: with("outcome", "repeated"), ignored: with("outcome", "ignored")}
}

// kinds are the options that say what a log record is.
type kinds struct {
	diagram, event metric.MeasurementOption
}

func newKinds() kinds {
	return kinds{diagram: with("kind", "diagram"), event: with("kind", "event")}
}

func with(key, value string) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(attribute.String(key, value)))
}
