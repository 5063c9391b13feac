package budget

import (
	"strconv"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
)

// Metrics says how much of each budget is used, and how often each level was reached. A window that nobody has touched for
// long is left out.
func (b *Budgets) Metrics(scope string, now time.Time, delta bool) pmetric.Metrics {
	out := pmetric.NewMetrics()
	if len(b.rules) == 0 {
		return out
	}
	b.Slide(now)
	sm := out.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty()
	sm.Scope().SetName(scope)
	used := sm.Metrics().AppendEmpty()
	used.SetName(genai.MetricBudgetUsed)
	used.SetUnit("1")
	used.SetDescription("How much of the budget is used in its sliding window: 1 is all of it.")
	gauge := used.SetEmptyGauge().DataPoints()
	crossings := sm.Metrics().AppendEmpty()
	crossings.SetName(genai.MetricBudgetCrossings)
	crossings.SetUnit("{crossing}")
	crossings.SetDescription("How often a budget reached 50, 80 and 100 per cent.")
	sum := crossings.SetEmptySum()
	sum.SetIsMonotonic(true)
	sum.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	if delta {
		sum.SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
	}
	w := metricsWriter{now: pcommon.NewTimestampFromTime(now), since: pcommon.NewTimestampFromTime(b.since), delta: delta}
	for _, r := range b.rules {
		for _, window := range r.all() {
			p := gauge.AppendEmpty()
			p.SetTimestamp(w.now)
			p.SetDoubleValue(window.share())
			labels(window, p.Attributes())
			w.crossings(window, sum.DataPoints())
		}
	}
	if delta {
		b.since = now
	}
	return out
}

type metricsWriter struct {
	now, since pcommon.Timestamp
	delta      bool
}

func (m *metricsWriter) crossings(w *window, points pmetric.NumberDataPointSlice) {
	for i, level := range Levels {
		n := w.Crossed[i]
		if m.delta {
			n, w.sent[i] = n-w.sent[i], n
		}
		if m.delta && n == 0 {
			continue
		}
		p := points.AppendEmpty()
		p.SetStartTimestamp(m.since)
		p.SetTimestamp(m.now)
		p.SetIntValue(n)
		labels(w, p.Attributes())
		p.Attributes().PutStr(genai.BudgetLevel, strconv.Itoa(level))
	}
}

func labels(w *window, attrs pcommon.Map) {
	attrs.PutStr(genai.BudgetName, w.rule.name)
	if w.values == nil {
		attrs.PutBool(series.OverflowLabel, true)
	}
	for i, v := range w.values {
		if v != "" {
			attrs.PutStr(w.rule.by[i], v)
		}
	}
}
