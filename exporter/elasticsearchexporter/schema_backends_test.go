//go:build backends

package elasticsearchexporter

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

var servers = map[string]func(testing.TB, ...string) *backends.Server{
	"elasticsearch_7.10.2": backends.Elasticsearch,
	"elasticsearch_8.14.3": backends.Elasticsearch8,
	"opensearch_2.19.5":    backends.OpenSearch,
}

// call is an enriched span of a model's call; at is its start.
func call(at time.Time, id byte, change func(pcommon.Map)) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "team")
	s := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	s.SetTraceID([16]byte{1})
	s.SetSpanID([8]byte{7: id})
	s.SetName("chat")
	s.SetStartTimestamp(pcommon.NewTimestampFromTime(at))
	s.SetEndTimestamp(s.StartTimestamp() + 1_500_000)
	a := s.Attributes()
	a.PutStr("gen_ai.request.model", "gpt-4o")
	a.PutStr("gen_ai.agent.name", "writer")
	a.PutStr("baton.span.role", "call")
	a.PutInt("gen_ai.usage.input_tokens", 100*int64(id))
	a.PutDouble("baton.cost.total", 0.25*float64(id))
	a.PutStr("gen_ai.input.messages", `[{"role":"user","content":"please find the needle"}]`)
	change(a)
	return td
}

func logOf(at time.Time) plog.Logs {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", "team")
	r := rl.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	r.SetTimestamp(pcommon.NewTimestampFromTime(at))
	r.SetTraceID([16]byte{1})
	r.SetSpanID([8]byte{7: 1})
	r.SetSeverityNumber(plog.SeverityNumberError)
	r.Body().SetStr("it broke")
	r.Attributes().PutStr("http.route", "/x")
	return ld
}

// search returns the hits' sources and the aggregations of a search.
func search(t testing.TB, server *backends.Server, pattern, body string) (hits []map[string]any, aggs map[string]any) {
	t.Helper()
	server.Do("POST", "/_refresh", "")
	var answer struct {
		Hits struct {
			Hits []struct {
				Source map[string]any `json:"_source"`
			} `json:"hits"`
		} `json:"hits"`
		Aggregations map[string]any `json:"aggregations"`
	}
	require.NoError(t, json.Unmarshal([]byte(server.Do("POST", "/"+pattern+"/_search", body)), &answer))
	for _, h := range answer.Hits.Hits {
		hits = append(hits, h.Source)
	}
	return hits, answer.Aggregations
}

func TestFlat_is_searched_and_aggregated_by_OTel_names(t *testing.T) {
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			now := time.Now()
			flat := synchronous(server.URL, map[string]any{"schema": "flat"})
			e, l := startTraces(t, flat), startLogs(t, flat)
			for i := byte(1); i <= 3; i++ {
				send(t, e, call(now, i, func(m pcommon.Map) { m.PutStr("http.route", "/x") }))
			}
			sendLogs(t, l, logOf(now))

			hits, aggs := search(t, server, "baton-span-*", `{"query":{"bool":{"filter":[
				{"term":{"gen_ai.agent.name":"writer"}},{"range":{"baton.cost.total":{"gte":0.5}}},
				{"match":{"gen_ai.input.messages":"needle"}},{"range":{"@timestamp":{"gte":"now-1h"}}}]}},
				"aggs":{"cost":{"sum":{"field":"baton.cost.total"}},"models":{"terms":{"field":"gen_ai.request.model"}},
				"slow":{"percentiles":{"field":"duration"}}}}`)
			require.Len(t, hits, 2)
			require.Equal(t, 1.25, aggs["cost"].(map[string]any)["value"])
			require.Contains(t, fmt.Sprint(aggs["models"]), "gpt-4o")

			route := "attributes.http@route"
			if strings.Contains(server.Do("GET", "/_index_template/baton-baton-span", ""), `"flattened"`) {
				route = "attributes.http.route"
			}
			require.Equal(t, name == "elasticsearch_8.14.3", route == "attributes.http.route")
			hits, _ = search(t, server, "baton-*", fmt.Sprintf(`{"query":{"bool":{"filter":[{"term":{%q:"/x"}},
				{"term":{"trace_id":"01000000000000000000000000000000"}}]}}}`, route))
			require.Len(t, hits, 4, "spans and logs are found together")
		})
	}
}

func TestFlat_agents_are_services(t *testing.T) {
	server := backends.Elasticsearch(t)
	e := startTraces(t, synchronous(server.URL, map[string]any{"schema": "flat", "agents_as_services": true}))
	send(t, e, call(time.Now(), 1, func(pcommon.Map) {}))
	hits, aggs := search(t, server, "baton-span-*", `{"query":{"term":{"baton.service.name":"team"}},
		"aggs":{"services":{"terms":{"field":"service.name"}}}}`)
	require.Len(t, hits, 1)
	require.Contains(t, text(aggs), `"key":"team/writer"`)
}

func TestFlat_no_attribute_costs_a_document(t *testing.T) {
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			e := startTraces(t, synchronous(server.URL, map[string]any{"schema": "flat"}))
			now := time.Now()
			odd := []func(pcommon.Map){
				func(m pcommon.Map) { m.PutStr("a", "scalar") },
				func(m pcommon.Map) { m.PutStr("a.b", "object") },
				func(m pcommon.Map) { m.PutInt("a.b.c", 1) },
				func(m pcommon.Map) {
					m.PutStr("n", "text")
					m.PutStr("n.", "dot")
					m.PutStr(".n", "dot")
					m.PutStr("", "empty")
					m.PutStr("x..y", "dots")
				},
				func(m pcommon.Map) { m.PutInt("n", 1) },
				func(m pcommon.Map) { m.PutDouble("n", 1e300) },
				func(m pcommon.Map) { m.PutBool("n", true) },
				func(m pcommon.Map) { _ = m.PutEmptyMap("n").FromRaw(map[string]any{"deep": map[string]any{"er": 1}}) },
				func(m pcommon.Map) { _ = m.PutEmptySlice("n").FromRaw([]any{1, "a", nil, map[string]any{"k": 1}}) },
				func(m pcommon.Map) { m.PutStr("n", strings.Repeat("long ", 20_000)) },
				func(m pcommon.Map) { m.PutStr("gen_ai.usage.input_tokens", "many") },
				func(m pcommon.Map) { m.PutStr("gen_ai.usage", "an object elsewhere") },
				func(m pcommon.Map) { _ = m.PutEmptyMap("baton.cost.total").FromRaw(map[string]any{"a": 1}) },
				func(m pcommon.Map) {
					_ = m.PutEmptySlice("gen_ai.input.messages").FromRaw([]any{map[string]any{"role": "user"}})
				},
				func(m pcommon.Map) { m.PutStr("_id", "x"); m.PutStr("_source", "x"); m.PutStr("@timestamp", "no time") },
				func(m pcommon.Map) {
					for i := range 3000 { // a name for each user, say
						m.PutStr(fmt.Sprintf("user.%d.name", i), "x")
					}
				},
				func(m pcommon.Map) {
					inner := m.PutEmptyMap("deep")
					for range 40 {
						inner = inner.PutEmptyMap("er")
					}
				},
			}
			for i, change := range odd {
				send(t, e, call(now, byte(i+1), change))
			}
			for _, r := range tracetest.Recordings(t) {
				shift(r.Requests, now.Add(-time.Hour))
				for _, td := range r.Requests {
					send(t, e, td)
				}
			}
			spans := len(odd)
			for _, r := range tracetest.Recordings(t) {
				for _, td := range r.Requests {
					spans += td.SpanCount()
				}
			}
			require.Equal(t, spans, count(t, server, "baton-span-*"))
			hits, _ := search(t, server, "baton-span-*", `{"query":{"term":{"span_id":"0000000000000001"}}}`)
			require.Len(t, hits, 1)
		})
	}
}

func TestDataStream(t *testing.T) {
	for name, start := range servers {
		if name == "elasticsearch_7.10.2" {
			continue // there data streams are a module that Maven Central does not hold
		}
		t.Run(name, func(t *testing.T) {
			server := start(t)
			now := time.Now()
			values := synchronous(server.URL, map[string]any{
				"schema": "flat", "index": map[string]any{"rotate": "data_stream", "prefix": "prod", "tenant": map[string]any{"from_attribute": "service.name"}},
			})
			e, l := startTraces(t, values), startLogs(t, values)
			for range 2 { // sent twice, stored once
				send(t, e, call(now, 1, func(pcommon.Map) {}))
				sendLogs(t, l, logOf(now))
			}
			require.Equal(t, 1, count(t, server, "prod-team-baton-span"))
			require.Equal(t, 1, count(t, server, "prod-team-baton-log"))
			require.Contains(t, server.Do("GET", "/_cat/indices/.ds-prod-team-baton-*?expand_wildcards=all&h=index&s=index", ""), "baton-span")
			hits, _ := search(t, server, "prod-team-baton-*", `{"query":{"term":{"trace_id":"01000000000000000000000000000000"}}}`)
			require.Len(t, hits, 2)

			// Across a roll-over it is there twice, and so it is said.
			server.Do("POST", "/prod-team-baton-span/_rollover", "")
			send(t, e, call(now, 1, func(pcommon.Map) {}))
			require.Equal(t, 2, count(t, server, "prod-team-baton-span"))
		})
	}
}

func TestRollover_behind_the_aliases_that_Jaeger_reads(t *testing.T) {
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			e := startTraces(t, synchronous(server.URL, map[string]any{"index": map[string]any{"rotate": "rollover"}}))
			send(t, e, numbered(0, 10, 10))
			jaeger := backends.Jaeger(t, server.URL, "JAEGER_ES_USE_ALIASES=true", "JAEGER_ES_CREATE_MAPPINGS=false")
			server.Do("POST", "/jaeger-span-write/_rollover", "")
			send(t, e, numbered(10, 10, 10))
			require.Equal(t, 10, count(t, server, "jaeger-span-000001"))
			require.Equal(t, 10, count(t, server, "jaeger-span-000002"))
			require.Equal(t, []string{"load"}, askStrings(t, jaeger, "/api/services"))
			traces := askTraces(t, jaeger, "/api/traces/01"+strings.Repeat("0", 30))
			require.Len(t, traces, 1)
			require.Len(t, traces[0], 20, "spans from before and after the roll-over")
		})
	}
}

func TestRetention_removes_what_is_past_it(t *testing.T) {
	server := backends.Elasticsearch(t)
	server.Do("PUT", "/jaeger-span-2020-01-01", "")
	server.Do("PUT", "/other-jaeger-span-2020-01-01", "")
	server.Do("PUT", "/ours-jaeger-span-2020-01-01", "")
	startTraces(t, synchronous(server.URL, map[string]any{"index": map[string]any{"prefix": "ours", "retention": "48h"}}))
	require.Eventually(t, func() bool {
		status, _ := server.Ask("GET", "/ours-jaeger-span-2020-01-01", "")
		return status == 404
	}, 10*time.Second, 100*time.Millisecond)
	server.Do("GET", "/jaeger-span-2020-01-01", "")
	server.Do("GET", "/other-jaeger-span-2020-01-01", "")
}

func TestJaeger_shows_agents_as_services_and_who_calls_whom(t *testing.T) {
	server := backends.Elasticsearch(t)
	values := synchronous(server.URL, map[string]any{"agents_as_services": true})
	e, l := startTraces(t, values), startLogs(t, values)
	now := time.Now()
	send(t, e, call(now, 1, func(pcommon.Map) {}))
	ld := logOf(now)
	edges := ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().AppendEmpty()
	edges.SetEventName("jaeger.dependencies")
	edges.SetTimestamp(pcommon.NewTimestampFromTime(now))
	require.NoError(t, edges.Body().FromRaw(map[string]any{
		"timestamp":    now.UTC().Format(time.RFC3339Nano),
		"dependencies": []any{map[string]any{"parent": "team/planner", "child": "team/writer", "callCount": 3, "source": "baton"}},
	}))
	for range 2 { // sent twice, counted once
		sendLogs(t, l, ld)
	}
	server.Do("POST", "/_refresh", "")
	jaeger := backends.Jaeger(t, server.URL, "JAEGER_ES_CREATE_MAPPINGS=false")
	require.Equal(t, []string{"team/writer"}, askStrings(t, jaeger, "/api/services"))
	traces := askTraces(t, jaeger, "/api/traces?limit=10&lookback=1h&service="+url.QueryEscape("team/writer"))
	require.Len(t, traces, 1)
	require.Contains(t, text(traces), `{"key":"baton.service.name","type":"string","value":"team"}`)
	deps := jaeger.Do("GET", fmt.Sprintf("/api/dependencies?endTs=%d&lookback=86400000", now.Add(time.Minute).UnixMilli()), "")
	require.Contains(t, deps, `{"parent":"team/planner","child":"team/writer","callCount":3}`)

	hits, _ := search(t, server, "jaeger-span-*,jaeger-log-*", `{"query":{"term":{"traceID":"01000000000000000000000000000000"}}}`)
	require.Len(t, hits, 2, "a look-up by trace id finds spans and logs together")
}
