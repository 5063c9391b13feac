package tempoexporter

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/metadata"
	"github.com/otelcol-baton/baton/internal/genai"
)

const (
	waits     = 10 * time.Second
	tick      = 5 * time.Millisecond
	forGood   = "The backend refused spans for good; they are dropped."
	forAWhile = "The backend takes no spans for now; they are kept and sent again."
)

// rig is an exporter with what it tells.
type rig struct {
	exporter.Traces
	logs      *observer.ObservedLogs
	telemetry *componenttest.Telemetry
}

// start starts an exporter to f; more are keys of the configuration, with :: between them.
func start(tb testing.TB, f *fakeTempo, more map[string]any) *rig {
	tb.Helper()
	values := map[string]any{
		"endpoint": f.GRPC, "tls::insecure": true, "sending_queue::batch::flush_timeout": "10ms",
		"retry_on_failure::initial_interval": "20ms", "retry_on_failure::max_interval": "100ms",
	}
	for key, value := range more {
		values[key] = value
	}
	cfg := createDefaultConfig().(*Config)
	require.NoError(tb, confmap.NewFromStringMap(values).Unmarshal(cfg))
	require.NoError(tb, confmap.Validate(cfg))

	core, logs := observer.New(zapcore.InfoLevel)
	r := &rig{logs: logs, telemetry: componenttest.NewTelemetry()}
	set := exportertest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = r.telemetry.NewTelemetrySettings()
	set.Logger = zap.New(core)
	var err error
	r.Traces, err = NewFactory().CreateTraces(tb.Context(), set, cfg)
	require.NoError(tb, err)
	require.False(tb, r.Capabilities().MutatesData)
	require.NoError(tb, r.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() {
		require.NoError(tb, r.Shutdown(tb.Context()))
		require.NoError(tb, r.telemetry.Shutdown(context.Background()))
	})
	return r
}

// counted returns a counter's value by the attribute reason.
func (r *rig) counted(tb testing.TB, name string) map[string]int {
	tb.Helper()
	all := map[string]int{}
	metric, err := r.telemetry.GetMetric("otelcol_" + name)
	if err != nil {
		return all
	}
	for _, point := range metric.Data.(metricdata.Sum[int64]).DataPoints {
		reason, _ := point.Attributes.Value("reason")
		all[reason.AsString()] += int(point.Value)
	}
	return all
}

// batch makes n traces of a tenant, of so many spans each; every span has a prompt of size characters.
func batch(tenant string, first, n, spans, size int) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "test")
	if tenant != "" {
		rs.Resource().Attributes().PutStr("service.namespace", tenant)
	}
	ss := rs.ScopeSpans().AppendEmpty()
	for i := range n {
		for s := range spans {
			span := ss.Spans().AppendEmpty()
			var id [16]byte
			binary.BigEndian.PutUint64(id[8:], uint64(first+i+1))
			span.SetTraceID(id)
			var spanID [8]byte
			binary.BigEndian.PutUint64(spanID[:], uint64(s+1))
			span.SetSpanID(spanID)
			span.SetStartTimestamp(1000)
			span.SetName("chat")
			if s > 0 {
				span.SetStartTimestamp(2000)
				span.SetParentSpanID([8]byte{7: 1})
			}
			prompt, _ := json.Marshal([]any{map[string]any{"role": "user", "parts": []any{map[string]any{"type": "text", "content": strings.Repeat("x", size)}}}})
			span.Attributes().PutStr(genai.InputMessages, string(prompt))
			span.Attributes().PutDouble(genai.CostTotal, 0.75)
			span.TraceState().FromRaw("ot=th:c")
		}
	}
	td.MarkReadOnly()
	return td
}

// together puts batches into one call.
func together(list ...ptrace.Traces) ptrace.Traces {
	all := ptrace.NewTraces()
	for _, td := range list {
		for _, rs := range td.ResourceSpans().All() {
			rs.CopyTo(all.ResourceSpans().AppendEmpty())
		}
	}
	all.MarkReadOnly()
	return all
}

func byNamespace() map[string]any {
	return map[string]any{"tenant::from_attribute": "service.namespace", "tenant::default": "others"}
}

func with(values map[string]any, key string, value any) map[string]any {
	values[key] = value
	return values
}

func TestEachTenantHasRequestsOfItsOwn(t *testing.T) {
	for name, transport := range map[string]func(*fakeTempo, map[string]any) map[string]any{
		"grpc": func(_ *fakeTempo, v map[string]any) map[string]any { return v },
		"http": func(f *fakeTempo, v map[string]any) map[string]any {
			return with(with(v, "endpoint", ""), "http::endpoint", f.HTTP)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := startTempo(t, &fakeTempo{})
			e := start(t, f, transport(f, byNamespace()))
			require.NoError(t, e.ConsumeTraces(t.Context(), together(
				batch("team-a", 0, 2, 2, 1), batch("team-b", 10, 1, 1, 1), batch("", 20, 1, 3, 1), batch("team-a", 30, 1, 1, 1), batch("no|name", 40, 1, 1, 1),
			)))
			require.Eventually(t, func() bool {
				return len(f.spans("team-a")) == 5 && len(f.spans("team-b")) == 1 && len(f.spans("others")) == 4
			}, waits, tick)
			require.Equal(t, map[string]int{"": 1}, e.counted(t, "exporter_tempo_invalid_tenants"))
		})
	}
}

func TestAFixedTenantGoesWithEveryRequest(t *testing.T) {
	f := startTempo(t, &fakeTempo{})
	e := start(t, f, map[string]any{"tenant::fixed": "team-a"})
	require.NoError(t, e.ConsumeTraces(t.Context(), batch("ignored", 0, 3, 1, 1)))
	require.Eventually(t, func() bool { return len(f.spans("team-a")) == 3 }, waits, tick)
}

func TestAMissingTenantIsSaidAndNotTriedForEver(t *testing.T) {
	f := startTempo(t, &fakeTempo{})
	e := start(t, f, map[string]any{"sending_queue::wait_for_result": true})
	require.ErrorContains(t, e.ConsumeTraces(t.Context(), batch("", 0, 2, 1, 1)), "set tenant::fixed")
	require.Equal(t, 1, f.askedOf(""))
	require.Equal(t, map[string]int{"no_tenant": 2}, e.counted(t, "exporter_tempo_refused_spans"))
}

func TestATenantOverItsRateWaitsAndTheOthersDoNot(t *testing.T) {
	f := startTempo(t, &fakeTempo{})
	e := start(t, f, byNamespace())
	f.limit("loud", time.Second)
	sent := map[string]int{}
	send := func(tenant string, first int) {
		td := batch(tenant, first, 1, 2, 10)
		if e.ConsumeTraces(t.Context(), td) == nil {
			sent[tenant] += td.SpanCount()
		}
	}
	for i := range 100 {
		send("loud", i)
		send("calm", i)
	}
	require.Eventually(t, func() bool { return len(f.spans("calm")) == 200 }, 900*time.Millisecond, tick, "the others are not blocked")
	require.Empty(t, f.spans("loud"))
	require.Eventually(t, func() bool { return len(f.spans("loud")) == 200 }, waits, tick, "what waited is kept")
	require.Less(t, f.askedOf("loud"), 4+20, "a tenant is left alone for as long as Tempo asks")
	require.Empty(t, e.counted(t, "exporter_tempo_refused_spans"))
	lines := e.logs.FilterMessage(forAWhile).All()
	require.Len(t, lines, 1)
	require.Equal(t, "loud", lines[0].ContextMap()["tenant"])
	require.Equal(t, "rate_limited", lines[0].ContextMap()["reason"])
}

func TestATenantThatWaitsMayNotFillTheQueue(t *testing.T) {
	f := startTempo(t, &fakeTempo{})
	e := start(t, f, with(byNamespace(), "sending_queue::queue_size", 1<<20))
	f.limit("loud", time.Hour)
	var refused error
	for i := 0; refused == nil && i < 10_000; i++ {
		refused = e.ConsumeTraces(t.Context(), batch("loud", i, 10, 2, 500))
		if i%20 == 0 {
			require.NoError(t, e.ConsumeTraces(t.Context(), batch("calm", i, 1, 1, 1)))
			n := i/20 + 1
			require.Eventually(t, func() bool { return len(f.spans("calm")) == n }, waits, tick)
		}
	}
	require.ErrorContains(t, refused, `cannot take spans of tenant "loud"`)
	require.NoError(t, e.ConsumeTraces(t.Context(), batch("calm", 10_000, 1, 1, 1)))
	f.limit("loud", 0)
}

func TestTracesThatTempoRefusesAreCountedAndDoNotTakeOthersWithThem(t *testing.T) {
	for name, c := range map[string]struct {
		tempo  *fakeTempo
		reason string
		lost   int
	}{
		"a trace that is too large": {&fakeTempo{refuses: true, maxTrace: 30_000}, "trace_too_large", 4},
		"too many live traces":      {&fakeTempo{maxTraces: 8}, "live_traces_exceeded", 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := startTempo(t, c.tempo)
			e := start(t, f, map[string]any{
				"tenant::fixed": "team-a", "max_trace_mib": 0, "max_attribute_bytes": 0, "sending_queue::wait_for_result": true,
			})
			td := together(batch("", 0, 5, 1, 100), batch("", 5, 1, 4, 10_000), batch("", 6, 3, 1, 100))
			if c.tempo.maxTraces > 0 {
				td = batch("", 0, 10, 1, 100)
			}
			require.NoError(t, e.ConsumeTraces(t.Context(), td))
			require.Len(t, f.spans("team-a"), td.SpanCount()-c.lost)
			require.Equal(t, map[string]int{c.reason: c.lost}, e.counted(t, "exporter_tempo_refused_spans"))
			lines := e.logs.FilterMessage(forGood).All()
			require.Len(t, lines, 1)
			require.Equal(t, c.reason, lines[0].ContextMap()["reason"])
		})
	}
}

func TestATraceOverTheLimitLosesContentBeforeTempoDiscardsIt(t *testing.T) {
	const mib = 1 << 20
	f := startTempo(t, &fakeTempo{maxTrace: mib})
	e := start(t, f, map[string]any{"tenant::fixed": "a", "max_trace_mib": 0.99, "max_attribute_bytes": 0})
	// Two good traces beside one of 6 MB.
	require.NoError(t, e.ConsumeTraces(t.Context(), together(batch("", 0, 1, 3, 100), batch("", 1, 1, 60, 100_000), batch("", 2, 1, 3, 100))))
	require.Eventually(t, func() bool { return len(f.spans("a")) == 66 }, waits, tick)
	for _, span := range f.spans("a") {
		prompt, _ := span.Attributes().Get(genai.InputMessages)
		require.True(t, json.Valid([]byte(prompt.Str())))
		before, cut := span.Attributes().Get(genai.CutPrefix + genai.InputMessages)
		if span.TraceID()[15] != 2 {
			require.False(t, cut)
			continue
		}
		require.Greater(t, before.Int(), int64(100_000))
		require.Contains(t, prompt.Str(), "bytes)")
	}
	require.Equal(t, map[string]int{"": 1}, e.counted(t, "exporter_tempo_cut_traces"))
	require.Empty(t, e.counted(t, "exporter_tempo_refused_spans"))
}

func TestATraceThatIsTooLargeWithoutContentKeepsItsFirstSpans(t *testing.T) {
	f := startTempo(t, &fakeTempo{maxTrace: 100_000})
	e := start(t, f, map[string]any{"tenant::fixed": "a", "max_trace_mib": 0.09})
	require.NoError(t, e.ConsumeTraces(t.Context(), batch("", 0, 1, 3000, 1)))
	require.Eventually(t, func() bool { return len(f.spans("a")) > 400 }, waits, tick)
	stored := len(f.spans("a"))
	require.Equal(t, map[string]int{"trace_too_large": 3000 - stored}, e.counted(t, "exporter_tempo_refused_spans"))
	line := e.logs.FilterMessage(forGood).All()
	require.Len(t, line, 1)
	require.Equal(t, "trace_too_large", line[0].ContextMap()["reason"])
	root := false
	for _, span := range f.spans("a") {
		root = root || span.ParentSpanID().IsEmpty()
	}
	require.True(t, root)
}

func TestATraceThatGrowsOverTheLimitKeepsWhatCameFirst(t *testing.T) {
	f := startTempo(t, &fakeTempo{maxTrace: 100_000})
	e := start(t, f, map[string]any{"tenant::fixed": "a", "max_trace_mib": 0.09})
	for range 8 {
		require.NoError(t, e.ConsumeTraces(t.Context(), batch("", 0, 1, 100, 1)))
	}
	require.Eventually(t, func() bool {
		return len(f.spans("a"))+e.counted(t, "exporter_tempo_refused_spans")["trace_too_large"] == 800
	}, waits, tick)
	require.Greater(t, len(f.spans("a")), 400)
	require.Less(t, len(f.spans("a")), 800)
}

func TestAttributesAreCutByUsAndNumbersStayNumbers(t *testing.T) {
	f := startTempo(t, &fakeTempo{})
	e := start(t, f, map[string]any{"tenant::fixed": "a"})
	td := ptrace.NewTraces()
	batch("", 0, 1, 1, 5000).CopyTo(td)
	span := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	span.Attributes().PutStr("text", strings.Repeat("é", 3000))
	span.Attributes().PutStr("fits", strings.Repeat("x", 2048))
	td.ResourceSpans().At(0).Resource().Attributes().PutStr("process.command_line", strings.Repeat("y", 4000))
	span.Events().AppendEmpty().Attributes().PutStr("exception.stacktrace", strings.Repeat("z", 4000))
	td.MarkReadOnly()
	require.NoError(t, e.ConsumeTraces(t.Context(), td))
	require.Eventually(t, func() bool { return f.Spans() == 1 }, waits, tick)
	got := f.Took()[0].Traces.ResourceSpans().At(0)
	attrs := got.ScopeSpans().At(0).Spans().At(0).Attributes().AsRaw()
	prompt := attrs[genai.InputMessages].(string)
	require.LessOrEqual(t, len(prompt), 2048)
	require.True(t, json.Valid([]byte(prompt)), prompt)
	require.Contains(t, prompt, "… (5000 bytes)")
	require.Greater(t, attrs[genai.CutPrefix+genai.InputMessages], int64(5000))
	require.Equal(t, int64(6000), attrs["baton.cut.text"])
	require.True(t, strings.HasSuffix(attrs["text"].(string), "é… (6000 bytes)"))
	require.NotContains(t, attrs, "baton.cut.fits")
	require.InDelta(t, 0.75, attrs[genai.CostTotal], 0)
	require.Equal(t, int64(4000), got.Resource().Attributes().AsRaw()["baton.cut.process.command_line"])
	stack, _ := got.ScopeSpans().At(0).Spans().At(0).Events().At(0).Attributes().Get("exception.stacktrace")
	require.LessOrEqual(t, len(stack.Str()), 2048)
	require.Equal(t, "ot=th:c", got.ScopeSpans().At(0).Spans().At(0).TraceState().AsRaw())
	require.Equal(t, map[string]int{"": 4}, e.counted(t, "exporter_tempo_cut_attributes"))
}
