package sampler

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// samplingPriority is OpenTracing's attribute by which an application asks for a trace, or asks for it to go.
const samplingPriority = "sampling.priority"

const (
	// flagSampled is the W3C flag of a span that its parent, or the SDK, sampled.
	flagSampled = 1
	// flagsKnown is set by SDKs that write flags at all: without it an absent flag says nothing.
	flagsKnown = 0x100
)

// asked returns what the application or the parent decided on the trace before, if anything.
func (s *Sampler) asked(v *rule.View) (Verdict, bool) {
	wanted, unwanted, unsampled := false, false, false
	for span := range v.Trace.All(v.Batch) {
		if p, ok := span.Attributes().Get(samplingPriority); ok {
			priority, ok := number(p)
			wanted = wanted || ok && priority > 0
			unwanted = unwanted || ok && priority == 0
		}
		unsampled = unsampled || span.Flags()&(flagSampled|flagsKnown) == flagsKnown
	}
	switch {
	case wanted:
		return Verdict{Keep: true, Rule: s.priority, Threshold: consistent.Always, Weighed: true}, true
	case unwanted:
		return Verdict{Rule: s.priority, Threshold: consistent.Never}, true
	case unsampled && !v.Trace.Sampled:
		return Verdict{Rule: s.parent, Threshold: consistent.Never}, true
	}
	return Verdict{}, false
}

// number reads a priority, which client libraries write as a number or as text.
func number(v pcommon.Value) (float64, bool) {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return float64(v.Int()), true
	case pcommon.ValueTypeDouble:
		return v.Double(), true
	case pcommon.ValueTypeStr:
		n, err := strconv.ParseFloat(v.Str(), 64)
		return n, err == nil
	default:
		return 0, false
	}
}
