package jaegerdoc

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
)

// documents returns the span documents that a writer makes of traces, as JSON says them.
func documents(t *testing.T, w *Writer, td ptrace.Traces) (docs []map[string]any, lines []string) {
	t.Helper()
	var body bulk.Body
	item := uint32(0)
	for _, rs := range td.ResourceSpans().All() {
		w.Resource(rs.Resource(), "")
		for _, ss := range rs.ScopeSpans().All() {
			w.Scope(ss.Scope())
			for _, s := range ss.Spans().All() {
				w.Span(&body, s, item)
				item++
			}
		}
	}
	text := strings.Split(strings.TrimSuffix(body.String(), "\n"), "\n")
	for i := 1; i < len(text); i += 2 {
		var doc map[string]any
		d := json.NewDecoder(strings.NewReader(text[i]))
		d.UseNumber()
		require.NoError(t, d.Decode(&doc), text[i])
		if doc["spanID"] != nil {
			docs = append(docs, doc)
			lines = append(lines, text[i])
		}
	}
	return docs, lines
}

// story is the trace whose documents Jaeger v1.76 wrote to Elasticsearch 7.10.2, as dumped in testdata.
func story() ptrace.Traces {
	const first = 1795359329311054000
	td := ptrace.NewTraces()
	under := func(service, scope string) ptrace.ScopeSpans {
		rs := td.ResourceSpans().AppendEmpty()
		a := rs.Resource().Attributes()
		a.PutStr("service.name", service)
		a.PutStr("service.version", "1.2.3")
		a.PutStr("deployment.environment", "test")
		ss := rs.ScopeSpans().AppendEmpty()
		ss.Scope().SetName(scope)
		ss.Scope().SetVersion("0.9")
		return ss
	}
	add := func(ss ptrace.ScopeSpans, id, parent uint64, name string, kind ptrace.SpanKind, start, end int64) ptrace.Span {
		s := ss.Spans().AppendEmpty()
		s.SetTraceID([16]byte{0x14, 0xeb, 0xd7, 0xdf, 0x9b, 0x9e, 0xab, 0xdb, 0x2a, 0x0a, 0x2c, 0x8c, 0x5d, 0x91, 0x11, 0xd2})
		s.SetSpanID(spanID(id))
		s.SetParentSpanID(spanID(parent))
		s.SetName(name)
		s.SetKind(kind)
		s.SetStartTimestamp(pcommon.Timestamp(first + start*1_000_000))
		s.SetEndTimestamp(pcommon.Timestamp(first + end*1_000_000))
		return s
	}
	agent := under("agent", "openinference.test")
	root := add(agent, 0x0ec3d53c0796baa0, 0, "agent.run", ptrace.SpanKindServer, 0, 900)
	root.SetFlags(257)
	root.TraceState().FromRaw("k=v")
	root.Attributes().PutStr("user.id", "u1")
	root.Attributes().PutInt("http.response.status_code", 200)
	root.Attributes().PutBool("retry", true)
	chat := add(agent, 0x33f0a36d59522c2a, 0x0ec3d53c0796baa0, "chat gpt-4o", ptrace.SpanKindClient, 100, 800)
	chat.Attributes().PutStr("gen_ai.system", "openai")
	chat.Attributes().PutStr("gen_ai.request.model", "gpt-4o")
	chat.Attributes().PutInt("gen_ai.usage.input_tokens", 321)
	chat.Attributes().PutInt("gen_ai.usage.output_tokens", 45)
	_ = chat.Attributes().PutEmptySlice("gen_ai.response.finish_reasons").FromRaw([]any{"stop", "length"})
	chat.Attributes().PutDouble("llm.cost_usd", 0.00125)
	chat.Status().SetCode(ptrace.StatusCodeError)
	chat.Status().SetMessage("rate limited")
	event := chat.Events().AppendEmpty()
	event.SetName("exception")
	event.SetTimestamp(first + 400*1_000_000)
	event.Attributes().PutStr("exception.type", "RateLimit")
	event.Attributes().PutInt("n", 3)
	link := chat.Links().AppendEmpty()
	link.SetTraceID([16]byte{0xef, 0xc4, 0x69, 0x3b, 0x8f, 0x91, 0xa0, 0x8b, 0x6e, 0x6a, 0xbd, 0xf7, 0xb2, 0xbe, 0xb4, 0x89})
	link.SetSpanID(spanID(0x47bc1d45f2789150))
	link.Attributes().PutStr("l", "y")
	tool := add(under("toolsvc", "tool.test"), 0x00a9e6232f32176c, 0x33f0a36d59522c2a, "tool.search", ptrace.SpanKindServer, 300, 600)
	tool.Attributes().PutStr("db.statement", "select 1")
	return td
}

func spanID(n uint64) (id pcommon.SpanID) {
	for i := range id {
		id[i] = byte(n >> (56 - 8*i))
	}
	return id
}

func TestWriter_writes_the_documents_that_Jaeger_writes(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "docs-jaeger-span.json"))
	require.NoError(t, err)
	var want []struct {
		Source map[string]any `json:"_source"`
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	require.NoError(t, d.Decode(&want))
	got, _ := documents(t, newWriter(), story())
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].Source, got[i])
	}
}

func oneSpan(change func(pcommon.Map)) ptrace.Traces {
	td := ptrace.NewTraces()
	s := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	s.SetSpanID([8]byte{1})
	s.SetEndTimestamp(1)
	change(s.Attributes())
	return td
}

func tag(doc map[string]any, key string) (value, kind any) {
	for _, v := range doc["tags"].([]any) {
		if pair := v.(map[string]any); pair["key"] == key {
			return pair["value"], pair["type"]
		}
	}
	return nil, nil
}

func TestWriter_keeps_what_Jaeger_would_lose_or_the_server_refuse(t *testing.T) {
	docs, lines := documents(t, newWriter(), oneSpan(func(m pcommon.Map) {
		m.PutDouble("nan", math.NaN())
		m.PutStr("text", "not \xff UTF-8")
		m.PutStr("key \xff", "v")
		m.PutStr("error", "twice")
		m.PutBool("error", true)
	}))
	value, kind := tag(docs[0], "nan")
	require.Equal(t, []any{"NaN", "string"}, []any{value, kind})
	value, kind = tag(docs[0], "text")
	require.Equal(t, []any{"6e6f7420ff205554462d38", "binary"}, []any{value, kind})
	value, kind = tag(docs[0], "invalid-tag-key-1")
	require.Equal(t, []any{"6b657920ff3a76", "binary"}, []any{value, kind})
	require.Equal(t, 1, strings.Count(lines[0], `"error":`), "no field twice")
}

func TestWriter_tags_as_fields(t *testing.T) {
	opts := newWriter().opts
	change := func(m pcommon.Map) {
		m.PutStr("gen_ai.request.model", "gpt-4o")
		m.PutInt("n", 1)
		m.PutEmptyBytes("raw").FromRaw([]byte{1})
		m.PutStr("a.b", "first")
		m.PutStr("a@b", "second")
	}
	opts.Fields = NewFields(false, []string{"gen_ai.request.model"}, "@")
	docs, _ := documents(t, NewWriter(opts), oneSpan(change))
	require.Equal(t, map[string]any{"gen_ai@request@model": "gpt-4o"}, docs[0]["tag"])
	require.Len(t, docs[0]["tags"], 4)

	opts.Fields = NewFields(true, nil, "@")
	docs, lines := documents(t, NewWriter(opts), oneSpan(change))
	require.Equal(t, map[string]any{"gen_ai@request@model": "gpt-4o", "n": json.Number("1"), "a@b": "second"}, docs[0]["tag"])
	require.Equal(t, 1, strings.Count(lines[0], `"a@b":`))
	require.Len(t, docs[0]["tags"], 1, "bytes are never a field")

	many := oneSpan(func(m pcommon.Map) {
		for i := range 200 {
			m.PutInt(strings.Repeat("k", i%100+1), int64(i))
		}
	})
	_, lines = documents(t, NewWriter(opts), many)
	require.Equal(t, 1, strings.Count(lines[0], `"kkk":`))
}

func TestServices_are_known_for_a_while_once_stored(t *testing.T) {
	now := time.Unix(0, 0)
	s := NewServices(func() time.Time { return now })
	require.False(t, s.knows([]byte("a")))
	s.Stored("a")
	require.True(t, s.knows([]byte("a")))
	now = now.Add(7 * time.Hour)
	s.Stored("b")
	require.True(t, s.knows([]byte("a")), "for one more generation")
	now = now.Add(7 * time.Hour)
	s.Stored("c")
	require.False(t, s.knows([]byte("a")))
	require.True(t, s.knows([]byte("b")))
}
