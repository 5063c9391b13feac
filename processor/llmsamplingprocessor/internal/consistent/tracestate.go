package consistent

import (
	"strings"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/sampling"
)

// Incoming is what a span's trace state says of sampling before us.
type Incoming struct {
	R    uint64    // the rv, when HasR
	T    Threshold // the th, when HasT
	HasR bool
	HasT bool
}

// Read returns what raw, a W3C trace state, says of sampling. A trace state that cannot be parsed says nothing.
func Read(raw string) Incoming {
	if !strings.Contains(raw, "ot=") {
		return Incoming{}
	}
	ts, err := sampling.NewW3CTraceState(raw)
	if err != nil {
		return Incoming{}
	}
	var in Incoming
	if r, ok := ts.OTelValue().RValueRandomness(); ok {
		in.R, in.HasR = r.Unsigned(), true
	}
	if t, ok := ts.OTelValue().TValueThreshold(); ok {
		in.T, in.HasT = Threshold(t.Unsigned()), true
	}
	return in
}

// Write returns raw with `ot=th` set to t, for a trace with randomness r. A stricter threshold that came in stays, since
// a later stage may only lower the probability; one that contradicts r says nothing true and is replaced. A trace
// state that cannot be parsed is discarded, as the W3C recommendation demands. explicit says that r is not that of the
// trace's id, so that `rv` must say what it is.
func Write(raw string, t Threshold, r uint64, explicit bool) string {
	if raw == "" && !explicit {
		return "ot=th:" + t.sampling().TValue()
	}
	ts, err := sampling.NewW3CTraceState(raw)
	if err != nil {
		return Write("", t, r, explicit)
	}
	ot := ts.OTelValue()
	if explicit {
		// R is within range: it was read from an rv or made by Hashed.
		rv, _ := sampling.UnsignedToRandomness(r)
		ot.SetRValue(rv)
	}
	if in, ok := ot.TValueThreshold(); ok {
		if in := Threshold(in.Unsigned()); in > t && in.Keeps(r) {
			return raw
		}
		ot.ClearTValue()
	}
	// The threshold was cleared above, so that no inconsistency is left to report.
	_ = ot.UpdateTValueWithSampling(t.sampling())
	var w strings.Builder
	if err := ts.Serialize(&w); err != nil {
		return "ot=th:" + t.sampling().TValue()
	}
	return w.String()
}
