package policy

import (
	"context"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlspan"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlspanevent"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/ottlfuncs"
	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// conditions are the OTTL conditions of one policy; either list may be nil.
type conditions struct {
	onSpan  *ottl.ConditionSequence[*ottlspan.TransformContext]
	onEvent *ottl.ConditionSequence[*ottlspanevent.TransformContext]
}

func newOTTL(c *Config, set Settings) (evaluator, error) {
	o := c.OTTLCondition
	var cs conditions
	if len(o.Span) > 0 {
		functions := ottlfuncs.StandardConverters[*ottlspan.TransformContext]()
		isRoot := ottlfuncs.NewIsRootSpanFactoryNew()
		functions[isRoot.Name()] = isRoot
		parser, err := ottlspan.NewParser(functions, set.Telemetry, ottlspan.EnablePathContextNames())
		if err != nil {
			return nil, err
		}
		cs.onSpan, err = parse(ottlspan.ContextName, parser, o.Span, set.Telemetry, func(parsed []*ottl.Condition[*ottlspan.TransformContext]) ottl.ConditionSequence[*ottlspan.TransformContext] {
			return ottlspan.NewConditionSequence(parsed, set.Telemetry, ottlspan.WithConditionSequenceErrorMode(o.ErrorMode))
		})
		if err != nil {
			return nil, err
		}
	}
	if len(o.SpanEvent) > 0 {
		functions := ottlfuncs.StandardConverters[*ottlspanevent.TransformContext]()
		parser, err := ottlspanevent.NewParser(functions, set.Telemetry, ottlspanevent.EnablePathContextNames())
		if err != nil {
			return nil, err
		}
		cs.onEvent, err = parse(ottlspanevent.ContextName, parser, o.SpanEvent, set.Telemetry, func(parsed []*ottl.Condition[*ottlspanevent.TransformContext]) ottl.ConditionSequence[*ottlspanevent.TransformContext] {
			return ottlspanevent.NewConditionSequence(parsed, set.Telemetry, ottlspanevent.WithConditionSequenceErrorMode(o.ErrorMode))
		})
		if err != nil {
			return nil, err
		}
	}
	return cs.evaluate, nil
}

// parse reads conditions; paths without a context are of the given one.
func parse[K any](name string, parser ottl.Parser[K], texts []string, set component.TelemetrySettings, sequence func([]*ottl.Condition[K]) ottl.ConditionSequence[K]) (*ottl.ConditionSequence[K], error) {
	type list = *ottl.ConditionSequence[K]
	convert := func(_ *ottl.ParserCollection[list], _ ottl.ConditionsGetter, parsed []*ottl.Condition[K]) (list, error) {
		s := sequence(parsed)
		return &s, nil
	}
	collection, err := ottl.NewParserCollection(set, ottl.WithParserCollectionContext(name, &parser, ottl.WithConditionConverter(convert)))
	if err != nil {
		return nil, err
	}
	return collection.ParseConditionsWithContext(name, ottl.NewConditionsGetter(texts), true)
}

func (c *conditions) evaluate(ctx context.Context, v *rule.View, _ time.Time) result {
	for s := range v.Trace.All(v.Batch) {
		held, err := c.hold(ctx, v.Batch, s)
		if err != nil {
			v.Failures++
			return result{decision: failed}
		}
		if held {
			return result{decision: sampled}
		}
	}
	return result{}
}

func (c *conditions) hold(ctx context.Context, b *batch.Batch, s *batch.Span) (bool, error) {
	rs, ss := b.ResourceSpans(s), b.ScopeSpans(s)
	if c.onSpan != nil {
		tc := ottlspan.NewTransformContextPtr(rs, ss, s.Span)
		held, err := c.onSpan.Eval(ctx, tc)
		tc.Close()
		if held || err != nil {
			return held, err
		}
	}
	if c.onEvent == nil {
		return false, nil
	}
	for _, event := range s.Events().All() {
		tc := ottlspanevent.NewTransformContextPtr(rs, ss, s.Span, event)
		held, err := c.onEvent.Eval(ctx, tc)
		tc.Close()
		if held || err != nil {
			return held, err
		}
	}
	return false, nil
}
