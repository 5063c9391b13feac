package sampler

import (
	"cmp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/budget"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/keep"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// window sums what was kept in the last ten seconds, or another span of time.
type window struct {
	length   time.Duration
	at       []time.Time
	amount   []float64
	sum, max float64
}

func (w *window) add(now time.Time, amount float64) {
	w.at, w.amount = append(w.at, now), append(w.amount, amount)
	w.sum += amount
	for now.Sub(w.at[0]) >= cmp.Or(w.length, 10*time.Second) {
		w.sum -= w.amount[0]
		w.at, w.amount = w.at[1:], w.amount[1:]
	}
	w.max = max(w.max, w.sum)
}

func TestNoTenSecondsHoldMoreThanTheBudget(t *testing.T) {
	var sizer ptrace.ProtoMarshaler
	ofBytes := newLoad(t, 2000, &budget.Config{BytesPerSecond: perSecond(90_000)}, rate("100%"))
	span := sizer.SpanSize(ofBytes.shapes[0][1].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)) + len(pcommon.TraceID{})
	for name, c := range map[string]struct {
		load  *load
		limit float64
		cost  func(spans int) float64
	}{
		"bytes":           {ofBytes, 90_000, func(n int) float64 { return float64(n * span) }},
		"spans":           {newLoad(t, 2000, &budget.Config{SpansPerSecond: perSecond(3000)}, rate("100%")), 3000, func(n int) float64 { return float64(n) }},
		"traces":          {newLoad(t, 2000, &budget.Config{TracesPerSecond: perSecond(100)}, rate("50%")), 100, func(int) float64 { return 1 }},
		"behind adaptive": {newLoad(t, 2000, &budget.Config{SpansPerSecond: perSecond(3000)}, adaptive("80%", keep.ByService)), 3000, func(n int) float64 { return float64(n) }},
	} {
		t.Run(name, func(t *testing.T) {
			var w window
			kept := 0.0
			start := c.load.clock
			for range 200_000 {
				// The load itself changes: fourfold for half of each minute.
				c.load.perSecond = 500
				if c.load.clock.Second() < 30 {
					c.load.perSecond = 2000
				}
				id, service, spans := c.load.next()
				if c.load.send(id, service, spans, wholeMark).Keep {
					kept += c.cost(spans)
					if c.load.clock.Sub(start) > 10*time.Second {
						w.add(c.load.clock, c.cost(spans))
					}
				}
			}
			require.LessOrEqual(t, w.max, 1.02*c.limit*10)
			used := kept / c.limit / c.load.clock.Sub(start).Seconds()
			require.Greater(t, used, 0.93, "and the budget is used")
		})
	}
}

func TestNoMinuteHoldsMoreThanTheBudgetOfAMinute(t *testing.T) {
	l := newLoad(t, 100, &budget.Config{TracesPerMinute: perSecond(600)}, rate("100%"))
	w := window{length: time.Minute}
	kept := 0
	start := l.clock
	for range 200_000 {
		id, service, spans := l.next()
		if l.send(id, service, spans, wholeMark).Keep {
			kept++
			if l.clock.Sub(start) > time.Minute {
				w.add(l.clock, 1)
			}
		}
	}
	require.LessOrEqual(t, w.max, 1.02*600)
	require.Greater(t, float64(kept)/l.clock.Sub(start).Minutes(), 0.9*600)
}

// Rules without a budget of the whole keep to their own.
func TestEachRuleKeepsToItsOwnBudget(t *testing.T) {
	own := func(n float64) *budget.Share {
		return &budget.Share{Config: budget.Config{SpansPerSecond: perSecond(n)}}
	}
	l := newLoad(t, 1000, nil,
		rule.Config{Name: "rare", When: &rule.When{Service: []string{"rare"}}, Keep: keep.Fixed("100%"), Budget: own(1000)},
		rule.Config{Name: "rest", Keep: keep.Fixed("100%"), Budget: own(2000)})
	kept := []window{{}, {}}
	start := l.clock
	for range 100_000 {
		id, service, spans := l.next()
		if v := l.send(id, service, spans, wholeMark); v.Keep && l.clock.Sub(start) > 10*time.Second {
			kept[v.Rule].add(l.clock, float64(spans))
		}
	}
	require.LessOrEqual(t, kept[0].max, 10_200.0)
	require.Greater(t, kept[0].max, 9_500.0)
	require.LessOrEqual(t, kept[1].max, 20_400.0)
	require.Greater(t, kept[1].max, 19_000.0)
}

// A trace larger than the bucket is not shut out: it gets through, and what follows waits until it is paid for.
func TestATraceTooLargeForTheBudgetGetsThroughSometimes(t *testing.T) {
	l := newLoad(t, 100, &budget.Config{SpansPerSecond: perSecond(5)}, rate("100%"))
	var w window
	large, others := 0, 0
	for range 200_000 {
		id, service, spans := l.next()
		if l.send(id, service, spans, wholeMark).Keep {
			w.add(l.clock, float64(spans))
			if spans > 15 {
				large++
			} else {
				others++
			}
		}
	}
	require.Greater(t, large, 30)
	require.Greater(t, others, 100)
	require.LessOrEqual(t, w.max, 1.02*5*10+biggest)
}

func TestAnUnusedShareIsLentOn(t *testing.T) {
	rules := func(borrow bool) []rule.Config {
		return []rule.Config{
			{Name: "rarest", When: &rule.When{Service: []string{"rarest"}}, Keep: keep.Fixed("100%"), Budget: &budget.Share{Config: budget.Config{SpansPerSecond: perSecond(2000)}, Borrow: &borrow}},
			{Name: "rest", Keep: keep.Fixed("100%"), Budget: &budget.Share{Config: budget.Config{SpansPerSecond: perSecond(2000)}, Borrow: &borrow}},
		}
	}
	whole := &budget.Config{SpansPerSecond: perSecond(4000)}
	keptOf := func(l *load) (rarest, rest float64) {
		start := l.clock
		for range 200_000 {
			id, service, spans := l.next()
			if l.send(id, service, spans, wholeMark).Keep {
				if services[service] == "rarest" {
					rarest += float64(spans)
				} else {
					rest += float64(spans)
				}
			}
		}
		seconds := l.clock.Sub(start).Seconds()
		return rarest / seconds, rest / seconds
	}
	// 1000 traces a second are 1000 spans a second of the rarest service, 9000 of the others.
	rarest, rest := keptOf(newLoad(t, 1000, whole, rules(true)...))
	require.InDelta(t, 1000, rarest, 50, "who stays within the share keeps everything")
	require.InDelta(t, 3000, rest, 120, "the rest of the budget goes to who has need of it")

	rarest, rest = keptOf(newLoad(t, 1000, whole, rules(false)...))
	require.InDelta(t, 1000, rarest, 50)
	require.InDelta(t, 2000, rest, 80, "without borrowing a share is a limit")

	// 10000 spans a second of the rarest service against 90000: each has need of more than its share.
	rarest, rest = keptOf(newLoad(t, 10_000, whole, rules(true)...))
	require.InDelta(t, 2000, rarest, 100)
	require.InDelta(t, 2000, rest, 100)
}

func TestBurstSavesWhatIsNotUsed(t *testing.T) {
	quietThenLoud := func(burst time.Duration) float64 {
		l := newLoad(t, 1000, &budget.Config{SpansPerSecond: perSecond(1000), Burst: burst}, rate("100%"))
		l.send(l.id(), 0, 1, wholeMark)
		l.clock = l.clock.Add(time.Minute)
		kept := 0.0
		for start := l.clock; l.clock.Sub(start) < time.Second; {
			id, service, spans := l.next()
			if l.send(id, service, spans, wholeMark).Keep {
				kept += float64(spans)
			}
		}
		return kept
	}
	require.Less(t, quietThenLoud(0), 1200.0)
	require.Greater(t, quietThenLoud(5*time.Second), 4500.0)
}

// A rule whose traces have stopped coming leaves all of its share, at once and for as long as none comes.
func TestTheShareOfARuleThatFallsSilentIsLentOn(t *testing.T) {
	share := func() *budget.Share { return &budget.Share{Config: budget.Config{SpansPerSecond: perSecond(2000)}} }
	l := newLoad(t, 1000, &budget.Config{SpansPerSecond: perSecond(4000)},
		rule.Config{Name: "common", When: &rule.When{Service: []string{"common"}}, Keep: keep.Fixed("100%"), Budget: share()},
		rule.Config{Name: "rest", Keep: keep.Fixed("100%"), Budget: share()})
	for range 20_000 {
		id, service, spans := l.next()
		l.send(id, service, spans, wholeMark)
	}
	rest, start := 0.0, l.clock
	for range 60_000 {
		id, _, spans := l.next()
		if l.send(id, len(services)-1, spans, wholeMark).Keep && l.clock.Sub(start) > 10*time.Second {
			rest += float64(spans)
		}
	}
	require.InDelta(t, 4000, rest/(l.clock.Sub(start).Seconds()-10), 150)
}

// A trace that is kept draws from the budget again with each late span, and what is kept next is less by as much.
func TestNoTenSecondsHoldMoreThanTheBudgetWhereSpansComeLate(t *testing.T) {
	type rest struct {
		id             pcommon.TraceID
		service, spans int
	}
	l := newLoad(t, 1000, &budget.Config{SpansPerSecond: perSecond(3000)}, rate("100%"))
	waiting := make([]rest, 3000) // some seconds
	var w window
	kept, late, start := 0.0, 0.0, l.clock
	count := func(v Verdict, spans int) {
		if !v.Keep {
			return
		}
		kept += float64(spans)
		if l.clock.Sub(start) > 10*time.Second {
			w.add(l.clock, float64(spans))
		}
	}
	for n := range 200_000 {
		id, service, spans := l.next()
		count(l.send(id, service, spans, wholeMark), spans)
		r := &waiting[n%len(waiting)]
		if r.spans > 0 {
			v := l.send(r.id, r.service, r.spans, wholetrace.Mark{Kind: wholetrace.Late})
			count(v, r.spans)
			if v.Keep {
				late += float64(r.spans)
			}
		}
		*r = rest{id: id, service: service, spans: l.rnd.IntN(6)}
	}
	require.Greater(t, late/kept, 0.15, "a good part of what is kept comes late")
	require.LessOrEqual(t, w.max, 1.02*3000*10)
	require.Greater(t, kept/3000/l.clock.Sub(start).Seconds(), 0.93)
}
