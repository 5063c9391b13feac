package budget

import "time"

// Unit is what a budget counts.
type Unit int

// The units, which index a Cost.
const (
	Traces Unit = iota
	Spans
	Bytes
	Tokens
	USD
	units
)

var unitNames = [units]string{"traces", "spans", "bytes", "tokens", "usd"}

// Cost is what a trace takes of each unit.
type Cost [units]float64

// limit is one line of a Config.
type limit struct {
	unit   Unit
	period time.Duration
	amount float64 // in a period
}

const day = 24 * time.Hour

func (l limit) name() string {
	per := map[time.Duration]string{time.Second: "second", time.Minute: "minute", day: "day"}[l.period]
	return unitNames[l.unit] + "_per_" + per
}

// perSecond is the limit's rate.
func (l limit) perSecond() float64 {
	return l.amount / l.period.Seconds()
}

// window is the time over which the limit is promised to hold: 10 s for what is set for a second.
func (l limit) window() time.Duration {
	if l.period == time.Second {
		return 10 * time.Second
	}
	return l.period
}

func (c Config) limits() []limit {
	var limits []limit
	for unit, amounts := range [units][3]*float64{
		{c.TracesPerSecond, c.TracesPerMinute, c.TracesPerDay},
		{c.SpansPerSecond, c.SpansPerMinute, c.SpansPerDay},
		{c.BytesPerSecond, c.BytesPerMinute, c.BytesPerDay},
		{c.TokensPerSecond, c.TokensPerMinute, c.TokensPerDay},
		{c.USDPerSecond, c.USDPerMinute, c.USDPerDay},
	} {
		for i, period := range []time.Duration{time.Second, time.Minute, day} {
			if amounts[i] != nil {
				limits = append(limits, limit{unit: Unit(unit), period: period, amount: *amounts[i]})
			}
		}
	}
	return limits
}
