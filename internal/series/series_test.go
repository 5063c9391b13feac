package series

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.uber.org/goleak"
)

func newStore(change ...func(*Settings)) *Store {
	settings := Settings{Scope: "test", Max: 1_000_000, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }}
	for _, c := range change {
		c(&settings)
	}
	return New(settings)
}

func TestWeightsAreRoundedWhenTheyGoOut(t *testing.T) {
	s := newStore()
	sum := s.Metric(Instrument{Name: "sum", Whole: true, Labels: []string{"a"}})
	times := s.Metric(Instrument{Name: "times", Bounds: []float64{1, 2}, Labels: []string{"a"}})
	for range 3 {
		p, _ := sum.Point("x")
		p.Add(1, 1.5, Exemplar{})
		h, _ := times.Point("x")
		h.Observe(2, 1.5, Exemplar{})
	}
	metrics := s.Collect()[0].ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics()
	require.EqualValues(t, 5, metrics.At(0).Sum().DataPoints().At(0).IntValue())
	h := metrics.At(1).Histogram().DataPoints().At(0)
	require.Equal(t, []uint64{0, 5, 0}, h.BucketCounts().AsRaw(), "2 is in the bucket that ends at 2")
	require.EqualValues(t, 5, h.Count())
	require.InDelta(t, 9, h.Sum(), 1e-12)
}

func TestManyPointsGoOutInBatchesAndAllOfThem(t *testing.T) {
	s := newStore()
	m := s.Metric(Instrument{Name: "m", Labels: []string{"a"}})
	const points = 3*perBatch + 7
	for i := range points {
		p, ok := m.Point(strconv.Itoa(i))
		require.True(t, ok)
		p.Add(1, 1, Exemplar{})
	}
	batches := s.Collect()
	require.Len(t, batches, 4)
	seen := map[string]bool{}
	for _, batch := range batches {
		for _, p := range batch.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).Sum().DataPoints().All() {
			v, _ := p.Attributes().Get("a")
			seen[v.Str()] = true
		}
	}
	require.Len(t, seen, points)
}

func TestValuesThatRunTogetherAreDifferentSeries(t *testing.T) {
	s := newStore()
	m := s.Metric(Instrument{Name: "m", Labels: []string{"a", "b"}})
	one, _ := m.Point("x", "yz")
	two, _ := m.Point("xy", "z")
	require.NotSame(t, one, two)
	again, _ := m.Point("x", "yz")
	require.Same(t, one, again)
}

func TestAnExemplarStaysUntilNewerOnesCome(t *testing.T) {
	s := newStore()
	m := s.Metric(Instrument{Name: "m", Labels: []string{"a"}})
	p, _ := m.Point("x")
	p.Add(1, 1, Exemplar{Trace: pcommon.TraceID{1}})
	ids := func() []pcommon.TraceID {
		var list []pcommon.TraceID
		for _, e := range s.Collect()[0].ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).Sum().DataPoints().At(0).Exemplars().All() {
			list = append(list, e.TraceID())
		}
		return list
	}
	require.Equal(t, []pcommon.TraceID{{1}}, ids())
	require.Equal(t, []pcommon.TraceID{{1}}, ids())
	p.Add(1, 1, Exemplar{Trace: pcommon.TraceID{2}})
	require.Equal(t, []pcommon.TraceID{{2}}, ids())
}

func TestASenderKeepsDeltaMetricsThatAreRefusedUpToABound(t *testing.T) {
	refuse, kept, lost, taken := true, 0, 0, 0
	next, err := consumer.NewMetrics(func(context.Context, pmetric.Metrics) error {
		if refuse {
			return errors.New("full")
		}
		taken++
		return nil
	})
	require.NoError(t, err)
	s := &Sender{Next: next, Delta: true, Refused: func(_ error, again bool) {
		if again {
			kept++
		} else {
			lost++
		}
	}}
	one := func() []pmetric.Metrics { return []pmetric.Metrics{pmetric.NewMetrics()} }
	for range maxUnsent + 1 {
		s.Send(context.Background(), one)
	}
	require.Positive(t, kept)
	require.Equal(t, 1, lost)
	refuse = false
	s.Send(context.Background(), func() []pmetric.Metrics { return nil })
	require.Equal(t, maxUnsent, taken)
}

func TestATimerStopsOnceAndWaits(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	called := make(chan struct{}, 1000)
	timer := Every(time.Millisecond, func() { called <- struct{}{} })
	<-called
	require.True(t, timer.Stop())
	require.False(t, timer.Stop())
	require.False(t, (*Timer)(nil).Stop())
}
