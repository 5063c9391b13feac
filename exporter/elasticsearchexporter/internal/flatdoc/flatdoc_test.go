package flatdoc

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/conflict"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

func form(flattened bool) Form {
	return Form{Family: index.NewFamily("", SpanIndex, index.Daily), Flattened: flattened, Names: NewNames(time.Now)}
}

// write returns the document of a span with attributes of these values.
func write(t *testing.T, f Form, plain bool, attrs map[string]any) string {
	t.Helper()
	s := ptrace.NewSpan()
	s.SetTraceID([16]byte{1})
	s.SetSpanID([8]byte{2})
	s.SetName("chat")
	s.SetStartTimestamp(1)
	s.SetEndTimestamp(3)
	require.NoError(t, s.Attributes().FromRaw(attrs))
	r := pcommon.NewResource()
	r.Attributes().PutStr("service.name", "team")
	w := NewSpanWriter(f)
	w.Reset(plain)
	w.Resource(r, "")
	w.Scope(pcommon.NewInstrumentationScope())
	var body bulk.Body
	w.Span(&body, s, 0)
	_, doc, _ := strings.Cut(body.String(), "\n")
	require.True(t, json.Valid([]byte(doc)), doc)
	return doc
}

const head = `{"@timestamp":"1970-01-01T00:00:00.000000001Z","trace_id":"01000000000000000000000000000000",` +
	`"span_id":"0200000000000000","name":"chat","end_timestamp":"1970-01-01T00:00:00.000000003Z","duration":2,"status.code":"unset",` +
	`"service.name":"team",`

func TestSpan(t *testing.T) {
	for name, tt := range map[string]struct {
		flattened, plain bool
		attrs            map[string]any
		want             string
	}{
		"a_named_attribute_has_its_field": {
			true, false,
			map[string]any{"gen_ai.usage.input_tokens": 7},
			`"resource":{"attributes":{"service.name":"team"}},"gen_ai.usage.input_tokens":7}`,
		},
		"of_another_type_it_is_one_like_any_other": {
			true, false,
			map[string]any{"gen_ai.usage.input_tokens": "many"},
			`"resource":{"attributes":{"service.name":"team"}},"attributes":{"gen_ai.usage.input_tokens":"many"}}`,
		},
		"a_structured_prompt_is_text": {
			true, false,
			map[string]any{"gen_ai.input.messages": []any{map[string]any{"role": "user"}}},
			`"resource":{"attributes":{"service.name":"team"}},"gen_ai.input.messages":"[{\"role\":\"user\"}]"}`,
		},
		"flattened_takes_any_structure": {
			true, false,
			map[string]any{"a.b": map[string]any{"c": 1}},
			`"resource":{"attributes":{"service.name":"team"}},"attributes":{"a.b":{"c":1}}}`,
		},
		"a_number_is_a_keyword_and_a_number": {
			false, false,
			map[string]any{"a.b": 1.5},
			`"resource":{"attributes":{"service@name":"team"}},"attributes":{"a@b":1.5},"numbers":{"a@b":1.5}}`,
		},
		"a_structure_is_a_keyword_of_its_text": {
			false, false,
			map[string]any{"a": map[string]any{"c": 1}},
			`"resource":{"attributes":{"service@name":"team"}},"attributes":{"a":"{\"c\":1}"}}`,
		},
		"a_plain_one_has_no_fields_that_could_conflict": {
			false, true,
			map[string]any{"gen_ai.usage.input_tokens": 7},
			`"resource":{"unindexed":"{\"service.name\":\"team\"}"},"unindexed":"{\"gen_ai.usage.input_tokens\":7}"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, head+tt.want+"\n", write(t, form(tt.flattened), tt.plain, tt.attrs))
		})
	}
}

func TestSpan_a_value_too_deep_for_the_server_is_kept_alone(t *testing.T) {
	deep := any("end")
	for range 30 {
		deep = map[string]any{"k": deep}
	}
	got := write(t, form(true), false, map[string]any{"deep": deep, "flat": map[string]any{"a": 1}})
	require.Contains(t, got, `"attributes":{"flat":{"a":1}},"unindexed":"{\"deep\":`)
}

func TestSpan_of_an_agent_is_of_the_agents_service(t *testing.T) {
	f := form(true)
	f.AgentsAsServices = true
	got := write(t, f, false, map[string]any{"gen_ai.agent.name": "writer"})
	require.Contains(t, got, `"service.name":"team/writer","baton.service.name":"team","resource":{"attributes":{"service.name":"team"}}`)
	require.Contains(t, write(t, f, false, nil), `"service.name":"team","resource"`)
}

func TestWithout(t *testing.T) {
	doc, ok := conflict.Parse([]byte(write(t, form(false), false, map[string]any{"a.b": 1.5, "gen_ai.usage.input_tokens": 7})))
	require.True(t, ok)
	require.True(t, Without(doc, "gen_ai.usage.input_tokens"))
	require.True(t, Without(doc, "numbers.a@b"))
	require.False(t, Without(doc, "trace_id"), "a document is nothing without it")
	require.False(t, Without(doc, "absent"))
	text, ok := doc.Text()
	require.True(t, ok)
	require.Contains(t, string(text), `"unindexed":"{\"gen_ai.usage.input_tokens\":7,\"numbers.a@b\":1.5}"`)
	require.Contains(t, string(text), `"refused_fields":["gen_ai.usage.input_tokens","numbers.a@b"]`)
	require.Contains(t, string(text), `"attributes":{"a@b":1.5}`, "the keyword stays")
}

func TestNames_beyond_the_bound_are_kept_unindexed_for_the_day(t *testing.T) {
	now := time.Unix(0, 0)
	n := NewNames(func() time.Time { return now })
	admitted := func(key string) bool { _, ok := n.admit(key); return ok }
	for i := range mostNames {
		require.True(t, admitted(fmt.Sprint("n", i)))
	}
	require.False(t, admitted("one more"))
	require.True(t, admitted("n0"))
	now = now.Add(25 * time.Hour)
	require.True(t, admitted("one more"), "another day, another index")
}

func TestRecord_ids(t *testing.T) {
	record := func(body string) plog.LogRecord {
		r := plog.NewLogRecord()
		r.SetTimestamp(1)
		r.Body().SetStr(body)
		return r
	}
	ids := func(w *RecordWriter, wanted func(int) bool, bodies ...string) (list []string) {
		w.Reset(false)
		w.Resource(pcommon.NewResource(), "")
		w.Scope(pcommon.NewInstrumentationScope())
		var body bulk.Body
		for i, b := range bodies {
			w.Record(&body, record(b), uint32(i), wanted(i))
		}
		for line := range strings.Lines(body.String()) {
			if _, after, ok := strings.Cut(line, `"_id":"`); ok {
				id, _, _ := strings.Cut(after, `"`)
				list = append(list, id)
			}
		}
		return list
	}
	all := func(int) bool { return true }
	w := NewRecordWriter(form(true))
	first := ids(w, all, "a", "b", "a")
	require.Len(t, first, 3)
	require.NotEqual(t, first[0], first[2], "equal records of one batch are two")
	require.Equal(t, first, ids(w, all, "a", "b", "a"), "the same batch again is the same")
	require.Equal(t, first[2:], ids(w, func(i int) bool { return i == 2 }, "a", "b", "a"), "and so is what is left of it")
}

func TestTemplate_is_closed(t *testing.T) {
	for _, flattened := range []bool{true, false} {
		tpl, err := Template(form(flattened), false)
		require.NoError(t, err)
		var m map[string]any
		require.NoError(t, json.Unmarshal(tpl.Mappings, &m))
		require.Equal(t, false, m["dynamic"])
		require.Equal(t, !flattened, m["dynamic_templates"] != nil)
	}
}

// BenchmarkSpan writes the documents of all recordings over and over.
func BenchmarkSpan(b *testing.B) {
	recordings := tracetest.Recordings(b)
	for name, flattened := range map[string]bool{"flattened": true, "keywords": false} {
		b.Run(name, func(b *testing.B) {
			w := NewSpanWriter(form(flattened))
			var body bulk.Body
			write := func() (spans int) {
				body.Reset()
				for _, r := range recordings {
					for _, td := range r.Requests {
						for _, rs := range td.ResourceSpans().All() {
							w.Resource(rs.Resource(), "")
							for _, ss := range rs.ScopeSpans().All() {
								w.Scope(ss.Scope())
								for i := range ss.Spans().Len() {
									w.Span(&body, ss.Spans().At(i), uint32(spans))
									spans++
								}
							}
						}
					}
				}
				return spans
			}
			spans := write()
			b.SetBytes(int64(body.Len()))
			b.ReportAllocs()
			total := 0
			for b.Loop() {
				total += write()
			}
			b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "spans/s")
			b.ReportMetric(testing.AllocsPerRun(5, func() { write() })/float64(spans), "allocs/span")
		})
	}
}
