package account

import (
	"encoding/binary"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/run"
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// Settings of an Account.
type Settings struct {
	Series series.Settings
	// Latest chooses the metrics of the conventions after 1.41.
	Latest bool
	// Dimensions are attributes that become labels of every metric. They are the first keys of the
	// batches that are counted.
	Dimensions []string
	// RunIdle is how long a run that may span several traces must have gained nothing to be over.
	RunIdle time.Duration
}

// Account counts batches. It is not safe for concurrent use.
type Account struct {
	settings Settings
	store    *series.Store
	metrics  *instruments
	runs     *run.Tracker

	now    pcommon.Timestamp // of the batch that is counted
	plans  map[string]*plan
	epoch  uint64 // of the store, when the plans were made
	key    []byte
	labels []string
	agents []agentWork // scratch of one batch
}

// New returns an empty account.
func New(settings Settings) *Account {
	store := series.New(settings.Series)
	return &Account{
		settings: settings,
		store:    store,
		metrics:  newInstruments(store, settings.Latest, settings.Dimensions),
		runs:     run.NewTracker(settings.RunIdle),
		plans:    map[string]*plan{},
	}
}

// Count counts a batch. kind is what whole_trace said of it, "" when it said nothing.
func (a *Account) Count(b *agenttrace.Batch, kind wholetrace.Kind) {
	if a.epoch != a.store.Epoch() || len(a.plans) > a.settings.Series.Max {
		clear(a.plans)
		a.epoch = a.store.Epoch()
	}
	now := a.settings.Series.Now()
	a.now = pcommon.NewTimestampFromTime(now)
	a.runs.Begin(b, kind, now)
	linked := kind == wholetrace.Whole && a.beginAgents(b)
	for i := range b.Spans {
		v := &b.Spans[i]
		if v.Role == genai.RoleNone && !v.Root {
			continue
		}
		a.span(b, i, v, linked)
	}
	if linked {
		a.endAgents(b)
	}
	a.runs.End(a.runOver)
}

func (a *Account) span(b *agenttrace.Batch, i int, v *agenttrace.View, linked bool) {
	from := a.exemplar(b, v)
	switch v.Role {
	case genai.RoleCall:
		p := a.plan(b, i, v)
		a.call(p, v, from)
		a.server(p, v, from)
	case genai.RoleDuplicate:
		if v.In.Kind() == ptrace.SpanKindServer {
			a.server(a.plan(b, i, v), v, from)
		}
	case genai.RoleTool:
		a.tool(a.plan(b, i, v), v, from)
	case genai.RoleWorkflow:
		p := a.plan(b, i, v)
		a.point(&p.duration, a.metrics.workflowDuration, p.work, v.FailedWith()).Observe(seconds(v), v.Weight, from)
	}
	if b.IsAgent(v) {
		p := a.plan(b, i, v)
		a.point(&p.agentDuration, a.metrics.agentDuration, p.agent, v.FailedWith()).Observe(seconds(v), v.Weight, from)
	}
	if linked {
		a.agentSpan(b, i, v)
	}
	if v.Transitions {
		a.transitions(v, b.Values(i)[:len(a.settings.Dimensions)], from)
	}
	if v.Loop != "" {
		point, _ := a.metrics.loops.Point(a.with(a.plan(b, i, v).work, v.Loop)...)
		point.Add(1, v.Weight, from)
	}
	a.runs.Add(v, series.Exemplar{Trace: from.Trace, Span: from.Span, At: v.In.EndTimestamp()})
}

// exemplar leads to a span. Its time is that of counting: a store of metrics wants times that go up, and traces come in
// any order.
func (a *Account) exemplar(b *agenttrace.Batch, v *agenttrace.View) series.Exemplar {
	return series.Exemplar{Trace: b.Groups[v.Group].ID, Span: v.In.SpanID(), At: a.now}
}

// transitions counts what leads to a span.
func (a *Account) transitions(v *agenttrace.View, dimensions []string, from series.Exemplar) {
	for i := range v.Edges() {
		source, target, kind := v.Edge(i)
		a.labels = append(append(a.labels[:0], v.Service), dimensions...)
		a.labels = append(a.labels, agenttrace.Name(source), agenttrace.Name(target), kind)
		point, _ := a.metrics.transitions.Point(a.labels...)
		point.Add(1, v.Weight, from)
	}
}

// Collect closes the runs that are over, or all of them, and returns the metrics to send.
func (a *Account) Collect(all bool) []pmetric.Metrics {
	now := a.settings.Series.Now()
	a.now = pcommon.NewTimestampFromTime(now)
	a.runs.Over(now, all, a.runOver)
	return a.store.Collect()
}

// Series returns how many series there are.
func (a *Account) Series() int { return a.store.Len() }

// with appends a metric's own labels to values that several metrics share.
func (a *Account) with(values []string, last ...string) []string {
	a.labels = append(append(a.labels[:0], values...), last...)
	return a.labels
}

// point finds a series once and remembers it in the plan, unless it is the one for what is too much.
func (a *Account) point(slot **series.Point, m *series.Metric, values []string, last ...string) *series.Point {
	if *slot != nil {
		return *slot
	}
	p, ok := m.Point(a.with(values, last...)...)
	if ok {
		*slot = p
	}
	return p
}

// plan finds the plan of a span by everything that any of its series has as a label.
func (a *Account) plan(b *agenttrace.Batch, i int, v *agenttrace.View) *plan {
	dimensions := b.Values(i)[:len(a.settings.Dimensions)]
	key := a.key[:0]
	key = appendText(key, string(v.Role))
	key = appendText(key, v.Service)
	key = appendText(key, v.Operation)
	key = appendText(key, v.Provider)
	key = appendText(key, v.RequestModel)
	key = appendText(key, v.ResponseModel)
	key = appendText(key, v.Agent)
	key = appendText(key, v.Workflow)
	key = appendText(key, v.Tool)
	key = appendText(key, v.CostReason)
	key = appendText(key, v.FailedWith())
	for _, d := range dimensions {
		key = appendText(key, d)
	}
	a.key = key
	if p, ok := a.plans[string(key)]; ok {
		return p
	}
	p := newPlan(v, dimensions)
	a.plans[string(key)] = p
	return p
}

func appendText(key []byte, s string) []byte {
	return append(binary.AppendUvarint(key, uint64(len(s))), s...)
}

func seconds(v *agenttrace.View) float64 {
	start, end := v.In.StartTimestamp(), v.In.EndTimestamp()
	if end <= start {
		return 0
	}
	return float64(end-start) / 1e9
}
