package sampler

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/budget"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/keep"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/policy"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// load is a steady load: traces of 1 to 19 spans at a mean of 10, of services that are common or rare, at random times.
type load struct {
	*Sampler
	rnd       *rand.Rand
	clock     time.Time
	perSecond float64 // traces
	shapes    [][]ptrace.Traces
	batch     batch.Batch
	view      rule.View
	verdicts  []Verdict
	handOn    uint64
}

var services = []string{"common", "common", "common", "common", "common", "common", "common", "rare", "rare", "rarest"}

const biggest = 19

func newLoad(t testing.TB, perSecond float64, whole *budget.Config, rules ...rule.Config) *load {
	t.Helper()
	judge, err := NewRules(rules, nil, whole, Equalizing(14), componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	return newLoadOn(judge, perSecond)
}

func newLoadOn(judge Judge, perSecond float64) *load {
	l := &load{rnd: rand.New(rand.NewPCG(1, 2)), clock: time.Unix(1e9, 0), perSecond: perSecond}
	l.Sampler = New(Settings{Judge: judge, Kept: 1 << 17, Dropped: 1 << 20, Now: func() time.Time { return l.clock }})
	for _, service := range services {
		var sizes []ptrace.Traces
		for n := range biggest + 1 {
			td := ptrace.NewTraces()
			rs := td.ResourceSpans().AppendEmpty()
			rs.Resource().Attributes().PutStr("service.name", service)
			ss := rs.ScopeSpans().AppendEmpty()
			for range n {
				ss.Spans().AppendEmpty().SetSpanID(pcommon.SpanID{1})
			}
			sizes = append(sizes, td)
		}
		l.shapes = append(l.shapes, sizes)
	}
	return l
}

// newPolicyLoad is a load on a consistent list of policies.
func newPolicyLoad(t testing.TB, perSecond float64, policies ...policy.Config) *load {
	t.Helper()
	list, err := policy.New(policies, policy.Settings{Telemetry: componenttest.NewNopTelemetrySettings(), Consistent: true})
	require.NoError(t, err)
	return newLoadOn(NewPolicies(list, true), perSecond)
}

func (l *load) id() pcommon.TraceID {
	var id pcommon.TraceID
	binary.BigEndian.PutUint64(id[:8], l.rnd.Uint64())
	binary.BigEndian.PutUint64(id[8:], l.rnd.Uint64())
	return id
}

// next moves on to the time of the next trace and makes up what it is like.
func (l *load) next() (id pcommon.TraceID, service, spans int) {
	l.clock = l.clock.Add(time.Duration(l.rnd.ExpFloat64() / l.perSecond * float64(time.Second)))
	return l.id(), l.rnd.IntN(len(services)), 1 + l.rnd.IntN(biggest)
}

func (l *load) send(id pcommon.TraceID, service, spans int, mark wholetrace.Mark) Verdict {
	td := l.shapes[service][spans]
	all := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	for i := range all.Len() {
		all.At(i).SetTraceID(id)
	}
	l.handOn++
	mark.HandOn, mark.Attempt = l.handOn, 1
	l.batch.Read(td)
	l.verdicts = l.Decide(context.Background(), &l.batch, &l.view, mark, l.verdicts[:0])
	l.batch.Release()
	return l.verdicts[0]
}

// sums are spans and traces, counted and estimated.
type sums struct {
	spans, traces, spansEstimated, tracesEstimated, kept float64
}

func (s *sums) add(v Verdict, spans int, traces float64) {
	s.spans += float64(spans)
	s.traces += traces
	if v.Keep {
		s.kept++
		s.spansEstimated += v.Threshold.Weight() * float64(spans)
		s.tracesEstimated += v.Threshold.Weight() * traces
	}
}

var wholeMark = wholetrace.Mark{Kind: wholetrace.Whole}

func rate(text string) rule.Config {
	return rule.Config{Name: "rest", Keep: keep.Fixed(text)}
}

func adaptive(goal string, by ...string) rule.Config {
	return rule.Config{Name: "rest", Keep: keep.Config{Adaptive: &keep.Adaptive{Goal: goal, By: by}}}
}

var (
	third   = policy.Config{Name: "third", Type: "probabilistic", Probabilistic: &policy.Probabilistic{SamplingPercentage: 33.3}}
	rare    = policy.Config{Name: "rare", Type: "string_attribute", StringAttribute: &policy.StringAttribute{Key: "service.name", Values: []string{"rare"}}}
	limited = policy.Config{Name: "limited", Type: "rate_limiting", RateLimiting: &policy.RateLimiting{SpansPerSecond: 1500}}
	both    = policy.Config{Name: "both", Type: "composite", Composite: &policy.Composite{
		MaxTotalSpansPerSecond: 2500,
		SubPolicy:              []policy.Config{rare, {Name: "all", Type: "always_sample"}},
		RateAllocation:         []policy.RateAllocation{{Policy: "rare", Percent: 40}, {Policy: "all", Percent: 60}},
	}}
)

func perSecond(n float64) *float64 { return &n }

// total is how many spans each path is tried with.
const total = 10_000_000

func TestAdjustedCountsAddUpToTheTruth(t *testing.T) {
	if testing.Short() {
		t.Skip("ten million spans a path")
	}
	errorsAnd := []rule.Config{
		{Name: "rare", When: &rule.When{Service: []string{"rare"}}, Keep: keep.Fixed("100%"), Budget: &budget.Share{Config: budget.Config{SpansPerSecond: perSecond(2000)}}},
		{Name: "rest", Keep: keep.Fixed("80%"), Budget: &budget.Share{Config: budget.Config{SpansPerSecond: perSecond(1000)}}},
	}
	for name, l := range map[string]*load{
		"rate":                      newLoad(t, 1000, nil, rate("10%")),
		"adaptive share":            newLoad(t, 1000, nil, adaptive("10%", keep.ByService)),
		"adaptive throughput":       newLoad(t, 1000, nil, adaptive("100/s", keep.ByService)),
		"budget of spans":           newLoad(t, 1000, &budget.Config{SpansPerSecond: perSecond(1500)}, rate("100%")),
		"budget of few traces":      newLoad(t, 100, &budget.Config{TracesPerSecond: perSecond(10)}, rate("100%")),
		"budget of bytes":           newLoad(t, 1000, &budget.Config{BytesPerSecond: perSecond(50_000)}, rate("50%")),
		"budgets of rules":          newLoad(t, 1000, &budget.Config{SpansPerSecond: perSecond(4000)}, errorsAnd...),
		"budget that is no limit":   newLoad(t, 1000, &budget.Config{SpansPerSecond: perSecond(50_000)}, rate("20%")),
		"policy of a share":         newPolicyLoad(t, 1000, third, rare),
		"policy of a rate":          newPolicyLoad(t, 1000, limited),
		"policy of a rate, and":     newPolicyLoad(t, 1000, policy.Config{Name: "and", Type: "and", And: &policy.And{SubPolicy: []policy.Config{third, limited}}}),
		"policy of parts":           newPolicyLoad(t, 1000, both),
		"budget behind an adaptive": newLoad(t, 1000, &budget.Config{SpansPerSecond: perSecond(2000)}, adaptive("50%", keep.ByService)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s sums
			for s.spans < total {
				id, service, spans := l.next()
				s.add(l.send(id, service, spans, wholeMark), spans, 1)
			}
			s.require(t)
		})
	}
}

// Early hand-ons and late spans: a third of the traces comes in two parts, a third has late spans, up to a thousand traces
// later. Each is sampled under a budget as well, which changes thresholds all the time.
func TestAdjustedCountsAddUpWhereTracesComeInPieces(t *testing.T) {
	if testing.Short() {
		t.Skip("ten million spans")
	}
	for name, l := range map[string]*load{
		"rate":   newLoad(t, 1000, nil, rate("15%")),
		"budget": newLoad(t, 1000, &budget.Config{SpansPerSecond: perSecond(2000)}, adaptive("50%", keep.ByService)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			type rest struct {
				id             pcommon.TraceID
				service, spans int
				mark           wholetrace.Mark
				first          Verdict
			}
			var s sums
			waiting := make([]rest, 1000)
			for at := 0; s.spans < total; at = (at + 1) % len(waiting) {
				if r := waiting[at]; r.spans > 0 {
					v := l.send(r.id, r.service, r.spans, r.mark)
					require.Equal(t, r.first.Keep, v.Keep)
					if v.Keep {
						require.Equal(t, r.first.Threshold, v.Threshold)
					}
					s.add(v, r.spans, 0)
				}
				id, service, spans := l.next()
				more := rest{id: id, service: service, spans: 1 + l.rnd.IntN(5)}
				mark := wholeMark
				switch l.rnd.IntN(3) {
				case 0:
					mark = wholetrace.Mark{Kind: wholetrace.Part, Part: 1}
					more.mark = wholetrace.Mark{Kind: wholetrace.Part, Part: 2}
				case 1:
					more.mark = wholetrace.Mark{Kind: wholetrace.Late}
				default:
					more.spans = 0
				}
				more.first = l.send(id, service, spans, mark)
				s.add(more.first, spans, 1)
				waiting[at] = more
			}
			s.require(t)
		})
	}
}

func (s *sums) require(t *testing.T) {
	t.Helper()
	t.Logf("kept %.0f of %.0f; spans %+.2f%%, traces %+.2f%%", s.kept, s.traces,
		100*(s.spansEstimated/s.spans-1), 100*(s.tracesEstimated/s.traces-1))
	require.InEpsilon(t, s.spans, s.spansEstimated, 0.01)
	require.InEpsilon(t, s.traces, s.tracesEstimated, 0.01)
}
