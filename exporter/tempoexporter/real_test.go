package tempoexporter

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/metadata"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

// realTempo is a Tempo that runs already: TEMPO_URL is its API (http://127.0.0.1:3200), TEMPO_OTLP where it takes
// OTLP/HTTP (the same host, port 4318, unless set), TEMPO_TENANT the tenant (none unless set).
type realTempo struct{ api, otlp, tenant string }

func openTempo(t *testing.T) realTempo {
	t.Helper()
	api := os.Getenv("TEMPO_URL")
	if api == "" {
		t.Skip("TEMPO_URL names no Tempo")
	}
	otlp := os.Getenv("TEMPO_OTLP")
	if otlp == "" {
		u, err := url.Parse(api)
		require.NoError(t, err)
		otlp = "http://" + u.Hostname() + ":4318"
	}
	return realTempo{api: strings.TrimSuffix(api, "/"), otlp: otlp, tenant: os.Getenv("TEMPO_TENANT")}
}

// ask returns the status and body of an answer.
func (r realTempo) ask(t *testing.T, path string) (int, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.api+path, nil)
	require.NoError(t, err)
	if r.tenant != "" {
		request.Header.Set(header, r.tenant)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, body
}

// spans counts the spans that Tempo has of a trace. Tempo 2.7 and later answer at v2, all before at v1.
func (r realTempo) spans(t *testing.T, id string) int {
	t.Helper()
	for _, path := range []string{"/api/v2/traces/", "/api/traces/"} {
		if status, body := r.ask(t, path+id); status == http.StatusOK {
			n, err := countSpans(body)
			require.NoError(t, err)
			return n
		}
	}
	return 0
}

// countSpans reads a trace as v1 answers, {"batches": […]}, or as v2 does, {"trace": {"resourceSpans": […]}}.
func countSpans(body []byte) (int, error) {
	type batches []struct {
		ScopeSpans []struct{ Spans []json.RawMessage }
	}
	var answer struct {
		Batches, ResourceSpans batches
		Trace                  struct{ Batches, ResourceSpans batches }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return 0, err
	}
	n := 0
	for _, rs := range slices.Concat(answer.Batches, answer.ResourceSpans, answer.Trace.Batches, answer.Trace.ResourceSpans) {
		for _, ss := range rs.ScopeSpans {
			n += len(ss.Spans)
		}
	}
	return n, nil
}

func TestTheSpansOfATraceAreCountedAsEachVersionOfTheAPITellsThem(t *testing.T) {
	const three = `[{"resource":{},"scopeSpans":[{"spans":[{"spanId":"AQ=="},{}]},{"spans":[{}]}]}]`
	for version, body := range map[string]string{
		"v1": `{"batches":` + three + `}`,
		"v2": `{"trace":{"resourceSpans":` + three + `},"status":"COMPLETE","metrics":{"inspectedBytes":"7"}}`,
	} {
		n, err := countSpans([]byte(body))
		require.NoError(t, err)
		require.Equal(t, 3, n, version)
	}
}

// startFor starts an exporter that sends to the Tempo.
func (r realTempo) startFor(t *testing.T, values map[string]any) exporter.Traces {
	t.Helper()
	values["http::endpoint"] = r.otlp
	if r.tenant != "" {
		values["tenant::fixed"] = r.tenant
	}
	cfg := createDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(values).Unmarshal(cfg))
	e, err := NewFactory().CreateTraces(t.Context(), exportertest.NewNopSettings(metadata.Type), cfg)
	require.NoError(t, err)
	require.NoError(t, e.Start(t.Context(), componenttest.NewNopHost()))
	return e
}

// Tempo 3.0.3 answers 200 to a trace over its limit of 5,000,000 bytes, and discards it. Each attribute is short enough for
// Tempo to leave it alone.
func TestTempo_has_a_trace_that_was_too_large_and_those_beside_it(t *testing.T) {
	tempo := openTempo(t)
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	add := func(trace byte) ptrace.Span {
		span := spans.AppendEmpty()
		span.SetTraceID(pcommon.TraceID{15: trace})
		span.SetSpanID(pcommon.SpanID{byte(spans.Len() >> 8), byte(spans.Len()), 7: 1})
		span.SetName("step")
		span.SetStartTimestamp(1)
		span.SetEndTimestamp(2)
		return span
	}
	const large, beside = 300, 20
	for range large {
		span := add(1)
		for i := range 10 {
			span.Attributes().PutStr(fmt.Sprintf("app.text.%d", i), strings.Repeat("x", 2000))
		}
	}
	for i := range byte(beside) {
		add(i + 2)
	}
	td = now(td)
	first := func(i int) string { return spans.At(i).TraceID().String() }
	e := tempo.startFor(t, map[string]any{})
	require.NoError(t, e.ConsumeTraces(t.Context(), td))
	require.NoError(t, e.Shutdown(t.Context()))
	require.Eventually(t, func() bool { return tempo.spans(t, first(0)) == large }, time.Minute, 100*time.Millisecond)
	for i := range beside {
		require.Eventually(t, func() bool { return tempo.spans(t, first(large+i)) == 1 }, time.Minute, 100*time.Millisecond)
	}
}

func TestTempo_has_every_recording_complete_and_finds_costs(t *testing.T) {
	tempo := openTempo(t)
	e := tempo.startFor(t, map[string]any{})
	want := map[string]int{}
	dear := map[string]bool{}
	for _, recording := range tracetest.Recordings(t) {
		td := now(enrich(t, recording.Merged()))
		require.NoError(t, e.ConsumeTraces(t.Context(), td))
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					want[span.TraceID().String()]++
					if cost, ok := span.Attributes().Get(genai.CostTotal); ok && cost.Double() > 0 {
						dear[span.TraceID().String()] = true
					}
				}
			}
		}
	}
	require.NoError(t, e.Shutdown(t.Context()))
	for id, n := range want {
		require.Eventually(t, func() bool { return tempo.spans(t, id) == n }, time.Minute, 100*time.Millisecond, id)
	}
	query := "/api/search?limit=1000&q=" + url.QueryEscape("{ span.baton.cost.total > 0.0 }") +
		fmt.Sprintf("&start=%d&end=%d", time.Now().Add(-time.Hour).Unix(), time.Now().Add(time.Minute).Unix())
	require.Eventually(t, func() bool {
		status, body := tempo.ask(t, query)
		for id := range dear {
			if status != http.StatusOK || !strings.Contains(string(body), strings.TrimLeft(id, "0")) {
				return false
			}
		}
		return true
	}, 2*time.Minute, time.Second)
}

func enrich(t *testing.T, batch ptrace.Traces) ptrace.Traces {
	t.Helper()
	factory := llmspanprocessor.NewFactory()
	sink := &consumertest.TracesSink{}
	p, err := factory.CreateTraces(t.Context(), processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), sink)
	require.NoError(t, err)
	ctx := wholetrace.NewContext(t.Context(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: 1, Attempt: 1})
	require.NoError(t, p.ConsumeTraces(ctx, batch))
	require.Len(t, sink.AllTraces(), 1)
	return sink.AllTraces()[0]
}

// now moves all times so that the last span ends now, and gives the traces ids that no earlier run has used.
func now(td ptrace.Traces) ptrace.Traces {
	last := pcommon.Timestamp(0)
	each := func(f func(ptrace.Span)) {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					f(span)
				}
			}
		}
	}
	each(func(s ptrace.Span) { last = max(last, s.EndTimestamp()) })
	at := time.Now()
	by := pcommon.NewTimestampFromTime(at) - last
	run := uint32(at.UnixNano()) // #nosec G115 -- any bits will do
	each(func(s ptrace.Span) {
		s.SetStartTimestamp(s.StartTimestamp() + by)
		s.SetEndTimestamp(s.EndTimestamp() + by)
		id := s.TraceID()
		id[0], id[1], id[2], id[3] = byte(run>>24)|1, byte(run>>16), byte(run>>8), byte(run)
		s.SetTraceID(id)
	})
	return td
}

func TestNumbersOfEveryRecordingStayNumbers(t *testing.T) {
	f := startTempo(t, &fakeTempo{anyTenant: true})
	e := start(t, f, nil)
	spans := 0
	for _, recording := range tracetest.Recordings(t) {
		td := enrich(t, recording.Merged())
		td.MarkReadOnly()
		require.NoError(t, e.ConsumeTraces(t.Context(), td))
		spans += td.SpanCount()
	}
	require.Eventually(t, func() bool { return len(f.spans("")) == spans }, waits, tick)
	costs := 0
	for _, span := range f.spans("") {
		for key, value := range span.Attributes().All() {
			if strings.HasPrefix(key, "baton.cost.") && key != genai.CostSource && key != genai.CostReason && key != genai.CostPrice || key == genai.TraceCost {
				require.Equal(t, pcommon.ValueTypeDouble, value.Type(), key)
				costs++
			}
			if value.Type() == pcommon.ValueTypeStr {
				require.LessOrEqual(t, len(value.Str()), 2048, key)
			}
		}
	}
	require.Greater(t, costs, 100)
}
