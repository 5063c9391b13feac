package tempoexporter

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
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

// spans counts the spans that Tempo has of a trace.
func (r realTempo) spans(t *testing.T, id string) int {
	t.Helper()
	status, body := r.ask(t, "/api/traces/"+id)
	if status != http.StatusOK {
		return 0
	}
	var answer struct {
		Batches, ResourceSpans []struct {
			ScopeSpans []struct{ Spans []json.RawMessage }
		}
	}
	require.NoError(t, json.Unmarshal(body, &answer))
	n := 0
	for _, rs := range append(answer.Batches, answer.ResourceSpans...) {
		for _, ss := range rs.ScopeSpans {
			n += len(ss.Spans)
		}
	}
	return n
}

func TestTempo_has_every_recording_complete_and_finds_costs(t *testing.T) {
	tempo := openTempo(t)
	values := map[string]any{"http::endpoint": tempo.otlp}
	if tempo.tenant != "" {
		values["tenant::fixed"] = tempo.tenant
	}
	cfg := createDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(values).Unmarshal(cfg))
	e, err := NewFactory().CreateTraces(t.Context(), exportertest.NewNopSettings(metadata.Type), cfg)
	require.NoError(t, err)
	require.NoError(t, e.Start(t.Context(), componenttest.NewNopHost()))
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
