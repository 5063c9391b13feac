package rule

import (
	"context"
	"fmt"
	"strings"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlspan"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlspanevent"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/ottlfuncs"
	"go.opentelemetry.io/collector/component"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
)

// condition is an OTTL condition on a span, or on one of its events; one of the two is set.
type condition struct {
	span  *ottl.Condition[*ottlspan.TransformContext]
	event *ottl.Condition[*ottlspanevent.TransformContext]
}

// checkOTTL says why text is no condition.
func checkOTTL(text string) error {
	_, err := newCondition(text, component.TelemetrySettings{Logger: zap.NewNop()})
	return err
}

// newCondition parses text. One that names a path of an event is asked of every event of a span.
func newCondition(text string, set component.TelemetrySettings) (condition, error) {
	if strings.Contains(text, "spanevent.") {
		parser, err := ottlspanevent.NewParser(ottlfuncs.StandardConverters[*ottlspanevent.TransformContext](), set, ottlspanevent.EnablePathContextNames())
		if err != nil {
			return condition{}, fmt.Errorf("cannot make a parser: %w", err)
		}
		c, err := parser.ParseCondition(text)
		return condition{event: c}, err
	}
	functions := ottlfuncs.StandardConverters[*ottlspan.TransformContext]()
	isRoot := ottlfuncs.NewIsRootSpanFactoryNew()
	functions[isRoot.Name()] = isRoot
	parser, err := ottlspan.NewParser(functions, set, ottlspan.EnablePathContextNames())
	if err != nil {
		return condition{}, fmt.Errorf("cannot make a parser: %w", err)
	}
	c, err := parser.ParseCondition(text)
	return condition{span: c}, err
}

// holds says whether the condition holds on some span of the trace. A span on which it fails does not count.
func (c condition) holds(ctx context.Context, b *batch.Batch, t *batch.Trace) (ok, failed bool) {
	for s := range t.All(b) {
		held, err := c.holdsOn(ctx, b, s)
		if held {
			return true, failed
		}
		failed = failed || err != nil
	}
	return false, failed
}

func (c condition) holdsOn(ctx context.Context, b *batch.Batch, s *batch.Span) (bool, error) {
	rs, ss := b.ResourceSpans(s), b.ScopeSpans(s)
	if c.span != nil {
		tc := ottlspan.NewTransformContextPtr(rs, ss, s.Span)
		defer tc.Close()
		return c.span.Eval(ctx, tc)
	}
	for _, event := range s.Events().All() {
		tc := ottlspanevent.NewTransformContextPtr(rs, ss, s.Span, event)
		held, err := c.event.Eval(ctx, tc)
		tc.Close()
		if held || err != nil {
			return held, err
		}
	}
	return false, nil
}
