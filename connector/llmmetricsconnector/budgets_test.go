package llmmetricsconnector

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/budget"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// reporter is a logs connector with a clock, and what it has reported.
type reporter struct {
	*llmMetrics
	sink  *consumertest.LogsSink
	clock *clock
}

func newReporter(t *testing.T, change func(*Config)) reporter {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	change(cfg)
	require.NoError(t, cfg.Validate())
	r := reporter{sink: &consumertest.LogsSink{}, clock: &clock{time.Unix(1_800_000_000, 0)}}
	c, err := newLogsConnector(connectortest.NewNopSettings(metadata.Type), cfg, r.sink, r.clock.now)
	require.NoError(t, err)
	r.llmMetrics = c
	return r
}

// events returns what was reported since.
func (r reporter) events() []plog.LogRecord {
	r.send(context.Background(), false)
	var list []plog.LogRecord
	for _, logs := range r.sink.AllLogs() {
		for _, record := range logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().All() {
			list = append(list, record)
		}
	}
	r.sink.Reset()
	return list
}

// levels are the budgets and levels of what was reported since.
func (r reporter) levels() []string {
	var list []string
	for _, e := range r.events() {
		attrs := e.Attributes().AsRaw()
		s := fmt.Sprintf("%v %v", attrs[genai.BudgetName], attrs[genai.BudgetLevel])
		if user, ok := attrs["user.id"]; ok {
			s += fmt.Sprintf(" %v", user)
		}
		list = append(list, s)
	}
	return list
}

func oneBudget(b budget.Config) func(*Config) {
	return func(cfg *Config) { cfg.Budgets, cfg.Only = []budget.Config{b}, onlyBudgets }
}

// live sends one call on its own.
func (r reporter) live(t *testing.T, trace, id byte, cost float64, more map[string]any) {
	t.Helper()
	require.NoError(t, r.ConsumeTraces(context.Background(), write(t, span{trace: trace, id: id, attrs: call("", 100, cost, more)})))
}

func TestEachLevelOfABudgetIsToldOnce(t *testing.T) {
	r := newReporter(t, oneBudget(budget.Config{Name: "all", USD: 10, Per: time.Hour}))
	for i, want := range [][]string{{}, {}, {"all 50"}, {"all 80"}, {"all 100"}, {}} {
		r.live(t, 1, byte(i+1), 2.25, nil)
		require.ElementsMatch(t, want, r.levels(), "after %d calls", i+1)
	}
}

func TestAnEventSaysWhatWasSpentAndByWhichSpan(t *testing.T) {
	r := newReporter(t, oneBudget(budget.Config{Name: "team", USD: 10, Per: time.Hour, By: []string{"user.id"}}))
	r.live(t, 1, 7, 12, map[string]any{"user.id": "ann"})
	events := r.events()
	require.Len(t, events, 1)
	e := events[0]
	require.Equal(t, "baton.budget", e.EventName())
	require.Equal(t, plog.SeverityNumberError, e.SeverityNumber())
	require.Equal(t, pcommon.TraceID{15: 1}, e.TraceID())
	require.Equal(t, pcommon.SpanID{7: 7}, e.SpanID())
	require.Equal(t, map[string]any{
		genai.BudgetName: "team", genai.BudgetLevel: int64(100), genai.BudgetSpent: 12.0, genai.BudgetLimit: 10.0,
		genai.BudgetUnit: "USD", genai.BudgetPer: "1h0m0s", genai.BudgetProvisional: true, "user.id": "ann",
	}, e.Attributes().AsRaw())
	require.Equal(t, "budget team has used 100 % of 10 USD in 1h0m0s: 12.000000 USD (user.id=ann)", e.Body().Str())
}

func TestEveryUserHasABudget(t *testing.T) {
	r := newReporter(t, oneBudget(budget.Config{Name: "user", USD: 1, Per: time.Hour, By: []string{"user.id"}}))
	r.live(t, 1, 1, 0.4, map[string]any{"user.id": "ann"})
	r.live(t, 2, 1, 0.6, map[string]any{"user.id": "bob"})
	require.Equal(t, []string{"user 50 bob"}, r.levels())
	r.live(t, 3, 1, 0.2, map[string]any{"user.id": "ann"})
	require.Equal(t, []string{"user 50 ann"}, r.levels())
}

func TestABudgetIsForTheCallsThatMatch(t *testing.T) {
	r := newReporter(t, oneBudget(budget.Config{
		Name: "gpt", USD: 1, Per: time.Hour, Match: map[string]string{genai.RequestModel: "gpt-*", "service.name": "app"},
	}))
	r.live(t, 1, 1, 5, map[string]any{genai.RequestModel: "claude"})
	require.Empty(t, r.levels())
	r.live(t, 1, 2, 5, nil)
	require.Equal(t, []string{"gpt 100"}, r.levels())
}

func TestABudgetOfTokens(t *testing.T) {
	r := newReporter(t, oneBudget(budget.Config{Name: "tokens", Tokens: 200, Per: time.Hour}))
	r.live(t, 1, 1, 0, nil) // 110
	require.Equal(t, []string{"tokens 50"}, r.levels())
	r.live(t, 1, 2, 0, nil)
	require.Equal(t, []string{"tokens 100"}, r.levels())
}

func TestTheWindowSlides(t *testing.T) {
	r := newReporter(t, oneBudget(budget.Config{Name: "all", USD: 10, Per: time.Hour}))
	r.live(t, 1, 1, 6, nil)
	require.Equal(t, []string{"all 50"}, r.levels())
	r.clock.at = r.clock.at.Add(50 * time.Minute)
	r.live(t, 1, 2, 3, nil)
	require.Equal(t, []string{"all 80"}, r.levels())
	r.clock.at = r.clock.at.Add(15 * time.Minute) // the first is out of the window
	r.live(t, 1, 3, 1, nil)
	require.Empty(t, r.levels())
	r.live(t, 1, 4, 2, nil)
	require.Equal(t, []string{"all 50"}, r.levels(), "a level that the share went below is told again")
}

func TestAWholeTraceCorrectsWhatItsSpansSeemedToCost(t *testing.T) {
	r := newReporter(t, oneBudget(budget.Config{Name: "all", USD: 10, Per: time.Hour}))
	r.live(t, 1, 2, 4, nil)
	r.live(t, 1, 1, 4, nil) // looks like a call, and is a roll-up
	require.Equal(t, []string{"all 80"}, r.levels())
	require.NoError(t, r.ConsumeTraces(marked(wholetrace.Whole, 1), write(t,
		span{trace: 1, id: 1, attrs: root(runOf(1), map[string]any{genai.SpanRole: "rollup"})},
		span{trace: 1, id: 2, parent: 1, attrs: call(runOf(1), 100, 4.5, nil)},
	)))
	require.InDelta(t, 0.45, used(r.llmMetrics)["all"], 1e-9)
	r.live(t, 1, 2, 4, nil) // comes again when its trace is known
	require.InDelta(t, 0.45, used(r.llmMetrics)["all"], 1e-9)
	r.live(t, 2, 1, 4, nil)
	require.Equal(t, []string{"all 80"}, r.levels(), "what was corrected can be reached again")
}

func TestAWholeTraceSaysWhoseCallItWas(t *testing.T) {
	r := newReporter(t, oneBudget(budget.Config{Name: "user", USD: 10, Per: time.Hour, By: []string{"user.id"}}))
	r.live(t, 1, 2, 4, nil)
	require.NoError(t, r.ConsumeTraces(marked(wholetrace.Whole, 1), write(t,
		span{trace: 1, id: 1, attrs: root(runOf(1), map[string]any{"user.id": "ann"})},
		span{trace: 1, id: 2, parent: 1, attrs: call(runOf(1), 100, 4, nil)},
	)))
	require.InDelta(t, 0.4, used(r.llmMetrics)["user ann"], 1e-9)
	require.InDelta(t, 0, used(r.llmMetrics)["user"], 1e-9)
}

func TestWholeTracesAloneAreCountedToo(t *testing.T) {
	r := newReporter(t, oneBudget(budget.Config{Name: "all", USD: 10, Per: time.Hour}))
	batch := write(t, span{trace: 1, id: 1, attrs: call(runOf(1), 100, 9, nil)})
	require.NoError(t, r.ConsumeTraces(marked(wholetrace.Whole, 1), batch))
	require.Equal(t, []string{"all 80"}, r.levels())
	require.NoError(t, r.ConsumeTraces(marked(wholetrace.Late, 2), write(t, span{trace: 1, id: 2, attrs: call(runOf(1), 100, 2, nil)})))
	require.Equal(t, []string{"all 100"}, r.levels())
}

// used are the shares of all budgets, by name and user.
func used(c *llmMetrics) map[string]float64 {
	shares := map[string]float64{}
	metrics := c.budgets.Metrics("", false)
	for _, m := range metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().All() {
		if m.Name() != genai.MetricBudgetUsed {
			continue
		}
		for _, p := range m.Gauge().DataPoints().All() {
			labels := p.Attributes().AsRaw()
			name := labels[genai.BudgetName].(string)
			if user, ok := labels["user.id"]; ok {
				name += " " + user.(string)
			}
			shares[name] = p.DoubleValue()
		}
	}
	return shares
}

// hostWith is a host with one extension.
type hostWith struct {
	component.Host
	extensions map[component.ID]component.Component
}

func (h hostWith) GetExtensions() map[component.ID]component.Component { return h.extensions }

func storageHost(t *testing.T, folder string) (hostWith, component.ID) {
	t.Helper()
	factory := filestorage.NewFactory()
	cfg := factory.CreateDefaultConfig().(*filestorage.Config)
	cfg.Directory = folder
	extension, err := factory.Create(context.Background(), extensiontest.NewNopSettings(factory.Type()), cfg)
	require.NoError(t, err)
	require.NoError(t, extension.Start(context.Background(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, extension.Shutdown(context.Background())) })
	id := component.NewID(factory.Type())
	return hostWith{componenttest.NewNopHost(), map[component.ID]component.Component{id: extension}}, id
}

func TestABudgetSurvivesARestart(t *testing.T) {
	host, storage := storageHost(t, t.TempDir())
	configure := func(cfg *Config) {
		oneBudget(budget.Config{Name: "user", USD: 10, Per: time.Hour, By: []string{"user.id"}})(cfg)
		cfg.Storage = &storage
	}
	first := newReporter(t, configure)
	first.id = component.MustNewID("llm_metrics")
	require.NoError(t, first.Start(context.Background(), host))
	first.live(t, 1, 1, 6, map[string]any{"user.id": "ann"})
	first.live(t, 2, 1, 3, map[string]any{"user.id": "bob"})
	require.NoError(t, first.Shutdown(context.Background()))

	second := newReporter(t, configure)
	second.id = first.id
	require.NoError(t, second.Start(context.Background(), host))
	t.Cleanup(func() { require.NoError(t, second.Shutdown(context.Background())) })
	require.InDelta(t, 0.6, used(second.llmMetrics)["user ann"], 1e-9)
	require.NoError(t, second.ConsumeTraces(marked(wholetrace.Whole, 1), write(t, // corrects what was counted before
		span{trace: 2, id: 1, attrs: call(runOf(2), 100, 3.5, map[string]any{"user.id": "bob"})},
	)))
	require.InDelta(t, 0.35, used(second.llmMetrics)["user bob"], 1e-9)
	second.live(t, 3, 1, 3, map[string]any{"user.id": "ann"})
	require.Eventually(t, func() bool { return second.sink.LogRecordCount() > 0 }, 5*time.Second, 10*time.Millisecond)
	require.Equal(t, []string{"user 80 ann"}, second.levels(), "50 % was told before")
}

func TestAMissingStorageFailsAtStart(t *testing.T) {
	missing := component.MustNewID("file_storage")
	r := newReporter(t, func(cfg *Config) {
		oneBudget(budget.Config{Name: "all", USD: 10, Per: time.Hour})(cfg)
		cfg.Storage = &missing
	})
	require.EqualError(t, r.Start(context.Background(), componenttest.NewNopHost()),
		`cannot open storage: "file_storage" is no storage extension of the service; list it under service::extensions`)
}

// TestABreachIsToldWithinTwoSeconds sends a span as the live pipeline does, and waits for the metric and the event.
func TestABreachIsToldWithinTwoSeconds(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	oneBudget(budget.Config{Name: "all", USD: 10, Per: time.Hour})(cfg)
	metrics, logs := &consumertest.MetricsSink{}, &consumertest.LogsSink{}
	set := connectortest.NewNopSettings(metadata.Type)
	m, err := NewFactory().CreateTracesToMetrics(context.Background(), set, cfg, metrics)
	require.NoError(t, err)
	l, err := NewFactory().CreateTracesToLogs(context.Background(), set, cfg, logs)
	require.NoError(t, err)
	batch := write(t, span{trace: 1, id: 1, attrs: call("", 100, 20, nil)})
	require.NoError(t, m.Start(context.Background(), componenttest.NewNopHost()))
	require.NoError(t, l.Start(context.Background(), componenttest.NewNopHost()))
	require.NoError(t, m.ConsumeTraces(context.Background(), batch))
	require.NoError(t, l.ConsumeTraces(context.Background(), batch))
	require.Eventually(t, func() bool { return logs.LogRecordCount() == 1 && metrics.DataPointCount() > 0 }, 2*time.Second, 10*time.Millisecond)
	sum := read(onlySums(metrics.AllMetrics()))
	n, _ := sum.of(genai.MetricBudgetCrossings, genai.BudgetLevel, "100")
	require.InDelta(t, 1, n, 0)
	require.NoError(t, m.Shutdown(context.Background()))
	require.NoError(t, l.Shutdown(context.Background()))
}

// onlySums leaves gauges out.
func onlySums(batches []pmetric.Metrics) []pmetric.Metrics {
	for _, batch := range batches {
		batch.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().RemoveIf(func(m pmetric.Metric) bool { return m.Type() == pmetric.MetricTypeGauge })
	}
	return batches
}
