package series

import (
	"maps"
	"math"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// OverflowLabel marks the series that takes what is more than the bound, as in the OpenTelemetry SDKs.
const OverflowLabel = "otel.metric.overflow"

// perBatch bounds the points of one batch, so that a large store does not go out in one piece.
const perBatch = 8192

// Collect forgets what is stale and returns the metrics to send: cumulative ones of all series, or with Delta those of
// the series that have changed.
func (s *Store) Collect() []pmetric.Metrics {
	now := s.settings.Now()
	s.expire(now)
	w := writer{store: s, at: pcommon.NewTimestampFromTime(now)}
	for _, m := range s.metrics {
		for _, key := range slices.Sorted(maps.Keys(m.series)) { // the same series come in the same order
			w.point(m, m.series[key])
		}
		if m.overflow != nil {
			w.point(m, m.overflow)
		}
		w.metric = pmetric.Metric{}
		w.open = false
	}
	s.since = w.at
	return w.batches
}

// writer writes points to batches.
type writer struct {
	store   *Store
	at      pcommon.Timestamp
	batches []pmetric.Metrics
	list    pmetric.MetricSlice
	points  int // in the last batch
	metric  pmetric.Metric
	open    bool // metric belongs to the current instrument and batch
}

func (w *writer) point(m *Metric, p *Point) {
	settings := &w.store.settings
	if settings.Delta && !p.dirty {
		return
	}
	if p.dirty {
		p.seen, p.dirty = settings.Now(), false
	}
	w.begin(m)
	if m.Bounds == nil {
		w.sum(m, p)
	} else {
		w.histogram(m, p)
	}
	p.told = true
	if settings.Delta {
		p.reset(w.at)
	}
}

// begin opens a batch and a metric where there is none to add to.
func (w *writer) begin(m *Metric) {
	if len(w.batches) == 0 || w.points >= perBatch {
		batch := pmetric.NewMetrics()
		scope := batch.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty()
		scope.Scope().SetName(w.store.settings.Scope)
		w.batches, w.list = append(w.batches, batch), scope.Metrics()
		w.points, w.open = 0, false
	}
	w.points++
	if w.open {
		return
	}
	w.metric, w.open = w.list.AppendEmpty(), true
	w.metric.SetName(m.Name)
	w.metric.SetUnit(m.Unit)
	w.metric.SetDescription(m.Description)
	temporality := pmetric.AggregationTemporalityCumulative
	if w.store.settings.Delta {
		temporality = pmetric.AggregationTemporalityDelta
	}
	if m.Bounds != nil {
		w.metric.SetEmptyHistogram().SetAggregationTemporality(temporality)
		return
	}
	sum := w.metric.SetEmptySum()
	sum.SetIsMonotonic(true)
	sum.SetAggregationTemporality(temporality)
}

func (w *writer) sum(m *Metric, p *Point) {
	out := w.metric.Sum().DataPoints().AppendEmpty()
	labels(m, p, out.Attributes())
	out.SetStartTimestamp(p.start)
	out.SetTimestamp(w.at)
	if m.Whole {
		out.SetIntValue(int64(math.Round(p.sum)))
	} else {
		out.SetDoubleValue(p.sum)
	}
	exemplars(p, out.Exemplars())
}

func (w *writer) histogram(m *Metric, p *Point) {
	out := w.metric.Histogram().DataPoints().AppendEmpty()
	labels(m, p, out.Attributes())
	out.SetStartTimestamp(p.start)
	out.SetTimestamp(w.at)
	out.ExplicitBounds().FromRaw(m.Bounds)
	counts := out.BucketCounts()
	counts.EnsureCapacity(len(p.counts))
	total := uint64(0)
	for _, c := range p.counts {
		n := uint64(math.Round(c))
		counts.Append(n)
		total += n
	}
	out.SetCount(total)
	out.SetSum(p.sum)
	if m.Whole {
		out.SetSum(math.Round(p.sum))
	}
	exemplars(p, out.Exemplars())
}

func labels(m *Metric, p *Point, attrs pcommon.Map) {
	if p.values == nil {
		attrs.PutBool(OverflowLabel, true)
		return
	}
	attrs.EnsureCapacity(len(p.values))
	for i, v := range p.values {
		if v != "" {
			attrs.PutStr(m.Labels[i], v)
		}
	}
}

func exemplars(p *Point, list pmetric.ExemplarSlice) {
	for _, e := range p.traces {
		if !e.set {
			continue
		}
		out := list.AppendEmpty()
		out.SetDoubleValue(e.value)
		out.SetTimestamp(e.At)
		out.SetTraceID(e.Trace)
		out.SetSpanID(e.Span)
	}
}
