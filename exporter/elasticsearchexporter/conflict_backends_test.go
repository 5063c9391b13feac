//go:build backends

package elasticsearchexporter

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/e2e/backends"
)

// today is the index that spans of now go to.
func today(base string) string { return base + "-" + time.Now().UTC().Format("2006-01-02") }

func TestFlat_a_conflict_costs_a_field(t *testing.T) {
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			// An index as somebody else's template might make it.
			server.Do("PUT", "/"+today("baton-span"), `{"mappings":{"properties":{
				"trace_id":{"type":"keyword"},"span_id":{"type":"keyword"},"name":{"type":"keyword"},
				"gen_ai":{"properties":{"agent":{"properties":{"name":{"type":"long"}}},"request":{"type":"keyword"},
					"input":{"properties":{"messages":{"type":"keyword"}}}}},
				"baton":{"properties":{"span":{"properties":{"role":{"type":"date"}}}}},
				"resource":{"dynamic":"strict","properties":{"attributes":{"dynamic":"strict","properties":{}}}},
				"end_timestamp":{"type":"ip"}}}}`)
			letters := filepath.Join(t.TempDir(), "letters.jsonl")
			e, logs := startObserved(t, componenttest.NewNopHost(), synchronous(server.URL, map[string]any{
				"schema": "flat", "dead_letter": map[string]any{"path": letters},
			}))
			td := call(time.Now(), 1, func(m pcommon.Map) { m.PutStr("gen_ai.input.messages", strings.Repeat("x", 40_000)) })
			healthy := call(time.Now(), 2, func(m pcommon.Map) { m.PutStr("gen_ai.agent.name", "7"); m.PutStr("baton.span.role", "2026-01-01") })
			healthy.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).CopyTo(td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().AppendEmpty())
			for range 2 { // sent twice, stored once
				send(t, e, td)
			}
			hits, _ := search(t, server, "baton-span-*", `{"query":{"term":{"span_id":"0000000000000001"}}}`)
			require.Len(t, hits, 1)
			require.Equal(t, 1, logs.FilterMessageSnippet("The index refuses a field").Len(), "told once in a while")
			for _, field := range []string{"gen_ai.agent.name", "baton.span.role", "end_timestamp", "gen_ai.input.messages"} {
				require.Contains(t, hits[0]["refused_fields"], field)
				require.NotContains(t, hits[0], field)
				require.Contains(t, hits[0]["unindexed"], fmt.Sprintf("%q:", field))
			}
			// Version 8 names the field above the one that does not fit.
			require.NotContains(t, hits[0], "gen_ai.request.model")
			require.Contains(t, hits[0]["unindexed"], `"gen_ai.request.model":"gpt-4o"`)
			require.Equal(t, 0.25, hits[0]["baton.cost.total"], "the others are where they belong")
			require.Equal(t, "chat", hits[0]["name"])

			hits, _ = search(t, server, "baton-span-*", `{"query":{"term":{"gen_ai.agent.name":7}}}`)
			require.Len(t, hits, 1, "what does not conflict is indexed")
			require.Equal(t, 2, count(t, server, "baton-span-*"))
			require.Zero(t, countLines(t, letters))
		})
	}
}

func TestJaeger_a_conflict_costs_a_field(t *testing.T) {
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			values := synchronous(server.URL, map[string]any{"tags_as_fields": map[string]any{"all": true}})
			e := startTraces(t, values)
			old := numbered(0, 1, 1) // the templates are there once it is stored
			first := ptrace.NewTraces()
			old.CopyTo(first)
			first.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).SetStartTimestamp(1)
			send(t, e, first)
			server.Do("PUT", "/"+today("jaeger-span"), `{"mappings":{"properties":{
				"tag":{"properties":{"http@status_code":{"type":"long"},"user":{"properties":{"id":{"type":"keyword"}}},"when":{"type":"date"}}},
				"process":{"properties":{"tag":{"properties":{"host@port":{"type":"ip"}}}}}}}}`)
			send(t, e, conflicting())
			hits, _ := search(t, server, today("jaeger-span"), `{"query":{"term":{"spanID":"0000000000000005"}}}`)
			require.Len(t, hits, 1)
			tag, process := hits[0]["tag"].(map[string]any), hits[0]["process"].(map[string]any)
			require.Equal(t, map[string]any{"fine": "yes", "internal@span@format": "otlp"}, with(tag, "internal@span@format", "otlp"))
			require.Equal(t, map[string]any{"host@name": "a"}, process["tag"])
			require.ElementsMatch(t, []any{
				map[string]any{"key": "http.status_code", "type": "string", "value": "teapot"},
				map[string]any{"key": "user", "type": "int64", "value": 7.0},
				map[string]any{"key": "when", "type": "bool", "value": true},
			}, hits[0]["tags"])
			require.Equal(t, []any{map[string]any{"key": "host.port", "type": "int64", "value": 80.0}}, process["tags"])

			jaeger := backends.Jaeger(t, server.URL, "JAEGER_ES_CREATE_MAPPINGS=false")
			answer := jaeger.Do("GET", "/api/traces/01"+strings.Repeat("0", 30), "")
			for _, want := range []string{`"teapot"`, `"http.status_code"`, `"fine"`, `"host.port"`} {
				require.Contains(t, answer, want)
			}
		})
	}
}

// with adds what a span may have or not.
func with(m map[string]any, key string, v any) map[string]any {
	m[key] = v
	return m
}

// conflicting is a span whose tags the index refuses, but for one, and so one of its process.
func conflicting() ptrace.Traces {
	td := ptrace.NewTraces()
	numbered(5, 1, 1).CopyTo(td)
	rs := td.ResourceSpans().At(0)
	rs.Resource().Attributes().PutInt("host.port", 80)
	rs.Resource().Attributes().PutStr("host.name", "a")
	m := rs.ScopeSpans().At(0).Spans().At(0).Attributes()
	m.Clear()
	m.PutStr("http.status_code", "teapot")
	m.PutInt("user", 7)
	m.PutBool("when", true)
	m.PutStr("fine", "yes")
	return td
}
