package elasticsearchexporter

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/elastictest"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/metadata"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/metadatatest"
)

var at = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// load makes a configuration of what a user would write.
func load(t testing.TB, values map[string]any) *Config {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, confmap.NewFromStringMap(values).Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
	return cfg
}

// synchronous makes every call of Consume return when its documents are stored.
func synchronous(url string, more map[string]any) map[string]any {
	values := map[string]any{
		"endpoints":     []any{url},
		"retry":         map[string]any{"initial_interval": "1ms", "max_interval": "20ms"},
		"sending_queue": map[string]any{"wait_for_result": true, "batch": map[string]any{"min_size": 0, "flush_timeout": "10ms"}},
	}
	for k, v := range more {
		values[k] = v
	}
	return values
}

func startTraces(t testing.TB, values map[string]any) exporter.Traces {
	t.Helper()
	return startTracesWith(t, values, loud(t))
}

// loud makes settings whose warnings are the test's.
func loud(t testing.TB) exporter.Settings {
	set := exportertest.NewNopSettings(metadata.Type)
	set.Logger = zaptest.NewLogger(t, zaptest.Level(zap.WarnLevel))
	return set
}

// send sends, and gives up after a while: an exporter that waits for its server waits for ever.
func send(t testing.TB, e exporter.Traces, td ptrace.Traces) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	require.NoError(t, e.ConsumeTraces(ctx, td))
}

func sendLogs(t testing.TB, e exporter.Logs, ld plog.Logs) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	require.NoError(t, e.ConsumeLogs(ctx, ld))
}

func startTracesWith(t testing.TB, values map[string]any, set exporter.Settings) exporter.Traces {
	t.Helper()
	e, err := createTraces(t.Context(), set, load(t, values))
	require.NoError(t, err)
	require.False(t, e.Capabilities().MutatesData)
	require.NoError(t, e.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, e.Shutdown(context.Background())) })
	return e
}

func startLogs(t testing.TB, values map[string]any) exporter.Logs {
	t.Helper()
	e, err := createLogs(t.Context(), loud(t), load(t, values))
	require.NoError(t, err)
	require.False(t, e.Capabilities().MutatesData)
	require.NoError(t, e.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, e.Shutdown(context.Background())) })
	return e
}

// spans makes traces of n spans, s0, s1, …, that may not be changed.
func spans(n int) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "team")
	ss := rs.ScopeSpans().AppendEmpty()
	for i := range n {
		s := ss.Spans().AppendEmpty()
		s.SetTraceID([16]byte{1})
		s.SetSpanID([8]byte{6: byte(i >> 8), 7: byte(i + 1)})
		s.SetName(fmt.Sprintf("s%d", i))
		s.SetStartTimestamp(pcommon.NewTimestampFromTime(at))
		s.SetEndTimestamp(pcommon.NewTimestampFromTime(at.Add(time.Second)))
	}
	td.MarkReadOnly()
	return td
}

func names(docs []elastictest.Document) []string {
	var list []string
	for _, d := range docs {
		for _, key := range []string{"operationName", "name"} {
			if name, ok := d.Source[key].(string); ok {
				list = append(list, name)
			}
		}
	}
	slices.Sort(list)
	return list
}

func TestTraces_are_stored_once_however_often_they_are_sent(t *testing.T) {
	server := elastictest.New(t)
	lost := 0
	server.Lose = func() bool { lost++; return lost <= 2 }
	e := startTraces(t, synchronous(server.URL, nil))
	send(t, e, spans(5))
	send(t, e, spans(5))
	require.Len(t, server.In("jaeger-span-2026-11-22"), 5)
	require.Len(t, server.In("jaeger-service-2026-11-22"), 5)
	require.Len(t, server.Documents, 10)
}

func TestTraces_only_what_failed_is_sent_again(t *testing.T) {
	server := elastictest.New(t)
	asked := map[string]int{}
	server.RefuseDocument = func(d elastictest.Document) *elastictest.Refusal {
		name, _ := d.Source["operationName"].(string)
		if d.Source["spanID"] == nil {
			return nil
		}
		asked[name]++
		if (name == "s1" || name == "s3") && asked[name] < 3 {
			return &elastictest.Refusal{Status: 429, Type: "es_rejected_execution_exception", Reason: "queue is full"}
		}
		return nil
	}
	e := startTraces(t, synchronous(server.URL, nil))
	send(t, e, spans(5))
	require.Equal(t, map[string]int{"s0": 1, "s1": 3, "s2": 1, "s3": 3, "s4": 1}, asked)
	require.Len(t, server.In("jaeger-span"), 5)
}

func TestTraces_too_large_is_split_and_the_limit_learned(t *testing.T) {
	server := elastictest.New(t)
	server.Refuse = tooLarge(4000)
	e := startTraces(t, synchronous(server.URL, nil))
	send(t, e, spans(40))
	require.Len(t, server.In("jaeger-span"), 40)
	before := len(server.Headers)
	send(t, e, spans(40))
	for _, size := range server.Bulks {
		require.LessOrEqual(t, size, 4000)
	}
	require.LessOrEqual(t, len(server.Headers)-before, 14, "the second time nothing is too large")
}

func tooLarge(limit int) func(*http.Request, []byte) *elastictest.Refusal {
	return func(r *http.Request, body []byte) *elastictest.Refusal {
		if r.URL.Path == "/_bulk" && len(body) > limit {
			return &elastictest.Refusal{Status: http.StatusRequestEntityTooLarge}
		}
		return nil
	}
}

func TestTraces_a_giant_goes_to_the_dead_letters_alone(t *testing.T) {
	server := elastictest.New(t)
	server.Refuse = tooLarge(4000)
	td := ptrace.NewTraces()
	spans(6).CopyTo(td)
	td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(2).Attributes().PutStr("prompt", strings.Repeat("x", 5000))
	file := filepath.Join(t.TempDir(), "letters.jsonl")
	e := startTraces(t, synchronous(server.URL, map[string]any{"dead_letter": map[string]any{"path": file}}))
	send(t, e, td)
	require.Equal(t, []string{"s0", "s1", "s3", "s4", "s5"}, names(server.In("jaeger-span")))
	require.Equal(t, []string{"s2"}, deadSpans(t, file))
}

func TestTraces_what_the_server_never_takes_is_kept_with_its_reason(t *testing.T) {
	server := elastictest.New(t)
	server.RefuseDocument = func(d elastictest.Document) *elastictest.Refusal {
		if d.Source["operationName"] == "s1" && d.Source["spanID"] != nil {
			return &elastictest.Refusal{Status: 400, Type: "mapper_parsing_exception", Reason: "failed to parse"}
		}
		return nil
	}
	file := filepath.Join(t.TempDir(), "letters.jsonl")
	e := startTraces(t, synchronous(server.URL, map[string]any{"dead_letter": map[string]any{"path": file}}))
	send(t, e, spans(3))
	require.Equal(t, []string{"s0", "s2"}, names(server.In("jaeger-span")))
	require.Equal(t, []string{"s1"}, deadSpans(t, file))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), `"index":"jaeger-span-2026-11-22","status":400,"reason":"mapper_parsing_exception: failed to parse"`)

	server.Lock()
	server.RefuseDocument = nil
	server.Unlock()
	for line := range strings.Lines(string(text)) { // replayed as it is
		td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces([]byte(line))
		require.NoError(t, err)
		send(t, e, td)
	}
	require.Equal(t, []string{"s0", "s1", "s2"}, names(server.In("jaeger-span")))
}

// deadSpans reads a dead-letter file as any OTLP reader would.
func deadSpans(t *testing.T, file string) (list []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces([]byte(line))
		require.NoError(t, err)
		require.Equal(t, "team", td.ResourceSpans().At(0).Resource().Attributes().AsRaw()["service.name"])
		list = append(list, td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Name())
	}
	return list
}

func TestTraces_a_refused_field_costs_the_field(t *testing.T) {
	server := elastictest.New(t)
	server.RefuseDocument = func(d elastictest.Document) *elastictest.Refusal {
		if tag, ok := d.Source["tag"].(map[string]any); ok && tag["bad"] != nil {
			return &elastictest.Refusal{Status: 400, Type: "illegal_argument_exception", Reason: "Limit of total fields [1000] has been exceeded"}
		}
		return nil
	}
	td := ptrace.NewTraces()
	spans(2).CopyTo(td)
	td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(1).Attributes().PutStr("bad", "x")
	e := startTraces(t, synchronous(server.URL, map[string]any{"tags_as_fields": map[string]any{"all": true}}))
	send(t, e, td)
	require.Equal(t, []string{"s0", "s1"}, names(server.In("jaeger-span")))
}

func TestTraces_fields_that_the_server_names_are_moved_one_by_one(t *testing.T) {
	server := elastictest.New(t)
	server.RefuseDocument = func(d elastictest.Document) *elastictest.Refusal {
		tag, _ := d.Source["tag"].(map[string]any)
		for _, bad := range []string{"b@a", "b@b"} {
			if tag[bad] != nil {
				return &elastictest.Refusal{Status: 400, Type: "mapper_parsing_exception", Reason: "failed to parse field [tag." + bad + "] of type [long]"}
			}
		}
		return nil
	}
	td := ptrace.NewTraces()
	spans(2).CopyTo(td)
	attrs := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(1).Attributes()
	attrs.PutStr("b.a", "x")
	attrs.PutInt("b.b", 1<<53+1)
	attrs.PutStr("good", "<y>")
	e := startTraces(t, synchronous(server.URL, map[string]any{"tags_as_fields": map[string]any{"all": true}}))
	send(t, e, td)
	require.Equal(t, []string{"s0", "s1"}, names(server.In("jaeger-span")))
	for _, d := range server.In("jaeger-span") {
		if tag, ok := d.Source["tag"].(map[string]any); ok && tag["good"] != nil {
			require.Equal(t, "<y>", tag["good"], "what was not refused is where it was")
			require.Len(t, d.Source["tags"], 2)
			require.Contains(t, d.Source["tags"], map[string]any{"key": "b.a", "type": "string", "value": "x"})
		}
	}
	require.Len(t, server.Bulks, 3, "one for each field, with the refused document alone")
}

func TestTraces_an_index_that_is_missing_is_made(t *testing.T) {
	server := elastictest.New(t)
	server.Missing["jaeger-span-2026-11-22"] = true
	e := startTraces(t, synchronous(server.URL, nil))
	send(t, e, spans(2))
	require.Len(t, server.In("jaeger-span"), 2)
	require.Len(t, server.Called("PUT /jaeger-span-2026-11-22"), 1)
}

func TestTraces_sent_again_across_a_rollover_are_counted(t *testing.T) {
	server := elastictest.New(t)
	generation, lost := 1, 0
	server.Behind = func(alias string) string {
		return fmt.Sprintf("%s-%06d", strings.TrimSuffix(alias, "-write"), generation)
	}
	server.Lose = func() bool {
		if lost++; lost == 2 {
			generation++ // the documents are stored, nobody says so, and the next attempt meets another index
			return true
		}
		return false
	}
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	set := exportertest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = tel.NewTelemetrySettings()
	e := startTracesWith(t, synchronous(server.URL, map[string]any{"index": map[string]any{"rotate": "rollover"}}), set)
	send(t, e, spans(1))
	more := ptrace.NewTraces()
	spans(3).CopyTo(more)
	send(t, e, more)
	metadatatest.AssertEqualExporterElasticsearchRolloverRetries(t, tel,
		[]metricdata.DataPoint[int64]{{Value: 5}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars()) // three spans and two operations
}

func TestTraces_a_server_that_is_down_at_start_is_waited_for(t *testing.T) {
	server := elastictest.New(t)
	down := true
	server.Refuse = func(*http.Request, []byte) *elastictest.Refusal {
		if down {
			return &elastictest.Refusal{Status: http.StatusServiceUnavailable}
		}
		return nil
	}
	e := startTraces(t, map[string]any{
		"endpoints": []any{server.URL}, "flush": map[string]any{"interval": "1ms"},
		"retry": map[string]any{"initial_interval": "1ms", "max_interval": "20ms"},
	})
	send(t, e, spans(2))
	server.Lock()
	down = false
	server.Unlock()
	require.Eventually(t, func() bool { return len(server.In("jaeger-span")) == 2 }, 10*time.Second, 5*time.Millisecond)
}

func TestTraces_another_node_takes_over(t *testing.T) {
	server := elastictest.New(t)
	e := startTraces(t, synchronous("http://127.0.0.1:1", map[string]any{"endpoint": server.URL}))
	for range 3 {
		send(t, e, spans(2))
	}
	require.Len(t, server.In("jaeger-span"), 2)
}

func TestTenants_have_indices_of_their_own(t *testing.T) {
	server := elastictest.New(t)
	td := ptrace.NewTraces()
	for _, tenant := range []string{"Team-A", "b/../c", ""} {
		spans(1).ResourceSpans().At(0).CopyTo(td.ResourceSpans().AppendEmpty())
		rs := td.ResourceSpans().At(td.ResourceSpans().Len() - 1)
		rs.Resource().Attributes().PutStr("tenant", tenant)
		rs.Resource().Attributes().PutStr("service.name", "of "+tenant)
	}
	e := startTraces(t, synchronous(server.URL, map[string]any{
		"index": map[string]any{"prefix": "prod", "tenant": map[string]any{"from_attribute": "tenant", "default": "rest"}},
	}))
	send(t, e, td)
	require.Len(t, server.In("prod-team-a-jaeger-span-2026-11-22"), 1)
	require.Len(t, server.In("prod-rest-jaeger-span-2026-11-22"), 2)
}

func TestAgents_are_services(t *testing.T) {
	server := elastictest.New(t)
	td := ptrace.NewTraces()
	spans(2).CopyTo(td)
	td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(1).Attributes().PutStr("gen_ai.agent.name", `the "writer"`)
	e := startTraces(t, synchronous(server.URL, map[string]any{"agents_as_services": true}))
	send(t, e, td)
	var services []string
	for _, d := range server.In("jaeger-service") {
		services = append(services, d.Source["serviceName"].(string))
	}
	require.ElementsMatch(t, []string{"team", `team/the "writer"`}, services)
	for _, d := range server.In("jaeger-span") {
		process := d.Source["process"].(map[string]any)
		services = append(services, process["serviceName"].(string))
		ranBy := map[string]any{"key": "baton.service.name", "type": "string", "value": "team"}
		if process["serviceName"] == "team" {
			require.NotContains(t, process["tags"], ranBy)
		} else {
			require.Contains(t, process["tags"], ranBy)
		}
	}
	require.ElementsMatch(t, []string{"team", `team/the "writer"`, "team", `team/the "writer"`}, services)
}
