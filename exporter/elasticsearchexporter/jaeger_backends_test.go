//go:build backends

package elasticsearchexporter

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// shift moves every time in the traces so that the first span of all starts at at.
func shift(list []ptrace.Traces, at time.Time) {
	first := pcommon.Timestamp(0)
	eachSpan(list, func(s ptrace.Span) {
		if t := s.StartTimestamp(); t != 0 && (first == 0 || t < first) {
			first = t
		}
	})
	by := pcommon.NewTimestampFromTime(at) - first
	eachSpan(list, func(s ptrace.Span) {
		s.SetStartTimestamp(s.StartTimestamp() + by)
		s.SetEndTimestamp(s.EndTimestamp() + by)
		for _, e := range s.Events().All() {
			e.SetTimestamp(e.Timestamp() + by)
		}
	})
}

func eachSpan(list []ptrace.Traces, f func(ptrace.Span)) {
	for _, td := range list {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, s := range ss.Spans().All() {
					f(s)
				}
			}
		}
	}
}

func traceIDs(list []ptrace.Traces) []string {
	var ids []string
	eachSpan(list, func(s ptrace.Span) { ids = append(ids, s.TraceID().String()) })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// sendOTLP sends the traces to Jaeger's own writer.
func sendOTLP(t testing.TB, jaeger *backends.Server, list []ptrace.Traces) {
	t.Helper()
	client := otlpClient(t, jaeger)
	for _, td := range list {
		require.NoError(t, client.ConsumeTraces(context.Background(), td))
	}
}

// jaegerTrace is a trace as Jaeger's API gives it, brought into an order: the order of spans, tags and processes is of no
// meaning there.
func jaegerTrace(t testing.TB, raw json.RawMessage) any {
	t.Helper()
	var trace map[string]any
	require.NoError(t, json.Unmarshal(raw, &trace))
	processes := trace["processes"].(map[string]any)
	for _, p := range processes {
		sortByJSON(p.(map[string]any)["tags"])
	}
	spans := trace["spans"].([]any)
	for _, s := range spans {
		span := s.(map[string]any)
		sortByJSON(span["tags"])
		for _, l := range span["logs"].([]any) {
			sortByJSON(l.(map[string]any)["fields"])
		}
		span["process"] = processes[span["processID"].(string)]
		delete(span, "processID")
	}
	sortByJSON(spans)
	return spans
}

func sortByJSON(list any) {
	l, _ := list.([]any)
	sort.Slice(l, func(i, j int) bool {
		a, _ := json.Marshal(l[i])
		b, _ := json.Marshal(l[j])
		return string(a) < string(b)
	})
}

// ask returns the data of an answer of Jaeger's API.
func ask(t testing.TB, jaeger *backends.Server, path string) json.RawMessage {
	t.Helper()
	var answer struct {
		Data json.RawMessage `json:"data"`
	}
	require.NoError(t, json.Unmarshal([]byte(jaeger.Do("GET", path, "")), &answer))
	return answer.Data
}

func askTraces(t testing.TB, jaeger *backends.Server, path string) []any {
	t.Helper()
	var raw []json.RawMessage
	require.NoError(t, json.Unmarshal(ask(t, jaeger, path), &raw))
	var traces []any
	for _, r := range raw {
		traces = append(traces, jaegerTrace(t, r))
	}
	sortByJSON(traces)
	return traces
}

func askStrings(t testing.TB, jaeger *backends.Server, path string) []string {
	t.Helper()
	var list []string
	require.NoError(t, json.Unmarshal(ask(t, jaeger, path), &list))
	slices.Sort(list)
	return list
}

func TestJaeger_shows_our_traces_as_it_shows_its_own(t *testing.T) {
	for name, start := range map[string]func(testing.TB, ...string) *backends.Server{
		"elasticsearch_7.10.2": backends.Elasticsearch,
		"elasticsearch_8.14.3": backends.Elasticsearch8,
		"opensearch_2.19.5":    backends.OpenSearch,
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			// Ours first: Jaeger's own templates must not be what makes ours work.
			e := startTraces(t, synchronous(server.URL, map[string]any{"index": map[string]any{"prefix": "ours"}}))
			var all []ptrace.Traces
			for _, r := range tracetest.Recordings(t) {
				shift(r.Requests, time.Now().Add(-time.Hour))
				all = append(all, r.Requests...)
			}
			all = append(all, everyType(time.Now().Add(-time.Minute)))
			for _, td := range all {
				td.MarkReadOnly()
				send(t, e, td)
			}
			ours := backends.Jaeger(t, server.URL, "JAEGER_ES_PREFIX=ours", "JAEGER_ES_CREATE_MAPPINGS=false")
			theirs := backends.Jaeger(t, server.URL, "JAEGER_ES_PREFIX=theirs")
			sendOTLP(t, theirs, all)
			compareAnswers(t, server, ours, theirs, all)
		})
	}
}

func compareAnswers(t *testing.T, server, ours, theirs *backends.Server, all []ptrace.Traces) {
	spans := 0
	eachSpan(all, func(ptrace.Span) { spans++ })
	require.Eventually(t, func() bool {
		return count(t, server, "theirs-jaeger-span-*") >= spans
	}, time.Minute, 200*time.Millisecond)
	t.Log("spans:", spans, "traces:", len(traceIDs(all)), "documents of ours:", count(t, server, "ours-jaeger-span-*"))

	for _, id := range traceIDs(all) {
		path := "/api/traces/" + id
		want, got := askTraces(t, theirs, path), askTraces(t, ours, path)
		require.Equal(t, want, got, id)
		require.NotEmpty(t, got)
	}
	services := askStrings(t, theirs, "/api/services")
	require.Equal(t, services, askStrings(t, ours, "/api/services"))
	for _, service := range services {
		q := "?service=" + url.QueryEscape(service)
		require.Equal(t, askStrings(t, theirs, "/api/services/"+url.PathEscape(service)+"/operations"),
			askStrings(t, ours, "/api/services/"+url.PathEscape(service)+"/operations"))
		for _, more := range []string{
			"", "&minDuration=1ms", `&tags={"error":"true"}`, `&tags={"gen_ai.operation.name":"chat"}`,
			`&tags={"span.kind":"client"}`, `&tags={"int":"42"}`, `&tags={"double":"0.25"}`,
		} {
			path := "/api/traces" + q + "&limit=1000&lookback=2d" + strings.ReplaceAll(more, `"`, "%22")
			require.Equal(t, askTraces(t, theirs, path), askTraces(t, ours, path), path)
		}
	}
}

func count(t testing.TB, server *backends.Server, pattern string) int {
	t.Helper()
	var answer struct {
		Count int `json:"count"`
	}
	_, _ = server.Ask("POST", "/_refresh", "") // a busy server may refuse
	status, text := server.Ask("GET", "/"+pattern+"/_count", "")
	if status != http.StatusOK {
		return 0 // the index begins just now
	}
	require.NoError(t, json.Unmarshal([]byte(text), &answer))
	return answer.Count
}

// everyType is a trace with every type of attribute, on spans, events, links, resources, and the odd cases of spans.
func everyType(at time.Time) ptrace.Traces {
	td := ptrace.NewTraces()
	put := func(m pcommon.Map) {
		m.PutStr("string", "text \"quoted\" <b>&</b> \n\t é 日本 \U0001F600")
		m.PutStr("empty string", "")
		m.PutInt("int", 42)
		m.PutInt("large int", 1<<53+1)
		m.PutInt("negative int", -7)
		m.PutDouble("double", 0.25)
		m.PutDouble("whole double", 3)
		m.PutDouble("tiny double", 1.5e-9)
		m.PutDouble("huge double", 2.5e30)
		m.PutBool("true", true)
		m.PutBool("false", false)
		m.PutEmptyBytes("bytes").FromRaw([]byte{0, 1, 254, 255})
		m.PutEmpty("empty")
		_ = m.PutEmptySlice("slice").FromRaw([]any{"a", 1, 2.5, true, nil, []any{"<b>"}, map[string]any{"k": "v"}})
		_ = m.PutEmptyMap("map").FromRaw(map[string]any{"z": 1, "a": "é<", "n": nil, "b": []byte{1, 2}})
		m.PutStr("a.dotted.name", "x")
		m.PutStr("long", strings.Repeat("0123456789", 100))
	}
	rs := td.ResourceSpans().AppendEmpty()
	put(rs.Resource().Attributes())
	rs.Resource().Attributes().PutStr("service.name", "types")
	ss := rs.ScopeSpans().AppendEmpty()
	ss.Scope().SetName("scope")
	ss.Scope().SetVersion("1")
	ss.Scope().Attributes().PutStr("lost", "in Jaeger")
	id := byte(0)
	add := func(to ptrace.ScopeSpans, change func(ptrace.Span)) {
		id++
		s := to.Spans().AppendEmpty()
		s.SetTraceID([16]byte{15: 9})
		s.SetSpanID([8]byte{7: id})
		s.SetName("span")
		s.SetStartTimestamp(pcommon.NewTimestampFromTime(at.Add(time.Duration(id) * time.Millisecond)))
		s.SetEndTimestamp(s.StartTimestamp() + 1_234_567)
		change(s)
	}
	add(ss, func(s ptrace.Span) {
		put(s.Attributes())
		s.SetFlags(0x101)
		s.TraceState().FromRaw("k=v,l=w")
		event := s.Events().AppendEmpty()
		event.SetName("event")
		event.SetTimestamp(s.StartTimestamp() + 5000)
		put(event.Attributes())
		s.Events().AppendEmpty()
		named := s.Events().AppendEmpty()
		named.SetName("lost")
		named.Attributes().PutStr("event", "kept")
		link := s.Links().AppendEmpty()
		link.SetTraceID([16]byte{1})
		link.SetSpanID([8]byte{2})
		put(link.Attributes())
	})
	for kind := ptrace.SpanKindUnspecified; kind <= ptrace.SpanKindConsumer; kind++ {
		add(ss, func(s ptrace.Span) { s.SetKind(kind); s.SetParentSpanID([8]byte{7: 1}) })
	}
	add(ss, func(s ptrace.Span) { s.Status().SetCode(ptrace.StatusCodeOk); s.Status().SetMessage("fine") })
	add(ss, func(s ptrace.Span) { s.Status().SetCode(ptrace.StatusCodeError); s.Status().SetMessage("broken") })
	add(ss, func(s ptrace.Span) {
		s.Status().SetCode(ptrace.StatusCodeError)
		s.Attributes().PutStr("error", "said so itself")
		s.Attributes().PutStr("span.kind", "odd")
	})
	add(ss, func(s ptrace.Span) { s.SetEndTimestamp(s.StartTimestamp()) })
	add(ss, func(s ptrace.Span) {
		s.SetEndTimestamp(s.StartTimestamp() - 1_000_000)
		s.Attributes().PutEmptySlice("@jaeger@warnings").AppendEmpty().SetStr("before")
	})
	add(ss, func(s ptrace.Span) {
		s.SetParentSpanID([8]byte{7: 1})
		link := s.Links().AppendEmpty()
		link.SetTraceID(s.TraceID())
		link.SetSpanID(s.ParentSpanID())
		other := s.Links().AppendEmpty()
		other.SetTraceID(s.TraceID())
		other.SetSpanID([8]byte{7: 2})
		other.Attributes().PutStr("opentracing.ref_type", "child_of")
	})
	for _, service := range []func(pcommon.Map){
		func(pcommon.Map) {},
		func(m pcommon.Map) { m.PutStr("service.name", "") },
		func(m pcommon.Map) { m.PutInt("service.name", 7) },
		func(m pcommon.Map) { m.PutStr("service.name", "types"); m.PutStr("error", "on a resource") },
	} {
		rs := td.ResourceSpans().AppendEmpty()
		service(rs.Resource().Attributes())
		add(rs.ScopeSpans().AppendEmpty(), func(s ptrace.Span) { s.SetName("") })
	}
	return td
}
