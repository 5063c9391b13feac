package translation

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

func TestABadItemCostsItself(t *testing.T) {
	span := func(change ...string) string {
		return strings.NewReplacer(change...).Replace(itemOf(`{"type":"agent"}`, ""))
	}
	tests := map[string]struct{ item, reason string }{
		"no_object":          {`7`, `want an object with "object": "trace" or "trace.span"`},
		"another_object":     {`{"object":"trace.event"}`, `"object" is "trace.event"; want "trace" or "trace.span"`},
		"a_trace_without_id": {`{"object":"trace","id":null}`, `a trace has no "id"`},
		"a_span_without_id":  {span(`"`+aSpan+`"`, `""`), `a span has no "id"`},
		"no_trace_id":        {span(`"`+aTrace+`"`, `null`), `span "` + aSpan + `" has no "trace_id"`},
		"no_span_data":       {span(`{"type":"agent"}`, `null`), `span "` + aSpan + `" has no "span_data"`},
		"no_time":            {span(`"2026-11-22T14:47:17.000000+00:00"`, `null`, `"2026-11-22T14:47:18Z"`, `null`), `has neither "started_at" nor "ended_at"`},
		"a_time_of_words":    {span(`2026-11-22T14:47:18Z`, `tomorrow`), `has a time that cannot be read: "tomorrow" is not as in 2026-01-02T15:04:05.678Z`},
		"a_time_as_a_number": {span(`"2026-11-22T14:47:18Z"`, `1732286838`), `"1732286838" is no text`},
		"a_time_long_ago":    {span(`2026-11-22T14:47:18Z`, `0001-01-01T00:00:00Z`), `is not between 1970 and 2262`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out, err := New(options()).Translate([]byte(`{"data":[`+tt.item+`,`+itemOf(`{"type":"agent"}`, "")+`]}`), Sender{})
			require.NoError(t, err)
			require.Equal(t, 1, out.Traces.SpanCount())
			require.Equal(t, 1, out.Rejected)
			require.Zero(t, out.Named[0].Index)
			require.Contains(t, out.Named[0].Reason, tt.reason)
		})
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		`"2026-11-22T14:47:17.528309+00:00"`: "2026-11-22 14:47:17.528309 +0000 UTC",
		`"2026-11-22T16:47:17+02:00"`:        "2026-11-22 14:47:17 +0000 UTC",
		`"2026-11-22T14:47:17.528Z"`:         "2026-11-22 14:47:17.528 +0000 UTC",
		`"2026-11-22T14:47:17.528309"`:       "2026-11-22 14:47:17.528309 +0000 UTC",
	} {
		span := one(t, strings.Replace(itemOf(`{"type":"agent"}`, ""), `"2026-11-22T14:47:17.000000+00:00"`, text, 1))
		require.Equal(t, want, span.StartTimestamp().AsTime().UTC().String())
	}
	span := one(t, strings.Replace(itemOf(`{"type":"agent"}`, ""), `"2026-11-22T14:47:18Z"`, `null`, 1))
	require.Equal(t, span.StartTimestamp(), span.EndTimestamp(), "a span without an end has no length")
}

func TestIDs(t *testing.T) {
	require.Equal(t, "0102030405060708090a0b0c0d0e0f10", traceID(aTrace).String())
	require.Equal(t, "45eb1a279e49396b", spanID(aSpan).String(), "the same at every restart and replica")
	require.NotEqual(t, spanID(aTrace), rootID(aTrace))
	for _, own := range []string{"trace_run-7", "trace_" + strings.Repeat("0", 32), "7", aTrace + "00"} {
		require.False(t, traceID(own).IsEmpty(), own)
		require.Equal(t, traceID(own), traceID(own))
	}
}

func TestRoot(t *testing.T) {
	const trace = `{"object":"trace","id":"` + aTrace + `","workflow_name":"W","group_id":"g","metadata":{"k":"v"}}`
	translator := New(options())
	span := itemOf(`{"type":"agent","name":"a"}`, "")
	read := func(items ...string) []ptrace.Span {
		return translated(t, translator, []byte(`{"data":[`+strings.Join(items, ",")+`]}`))
	}

	// The trace object comes late: its children point at it already.
	early := read(span)
	require.Len(t, early, 1)
	late := read(trace)
	require.Len(t, late, 1)
	require.Equal(t, late[0].SpanID(), early[0].ParentSpanID())
	require.Equal(t, late[0].TraceID(), early[0].TraceID())
	require.Equal(t, "invoke_workflow W", late[0].Name())
	require.Equal(t, map[string]any{
		genai.OperationName: "invoke_workflow", genai.WorkflowName: "W", genai.ConversationID: "g", genai.RootProvisional: true,
		"openai_agents.metadata.k": "v",
	}, all(late[0]))
	require.Equal(t, options().Now(), late[0].StartTimestamp().AsTime(), "without a span of its own trace it has the time of its coming")

	// It comes twice, in another post and in the same.
	require.Empty(t, read(trace, trace))

	// A post that was not taken comes again, root and all; the root covers what came with it.
	translator = New(options())
	out, err := translator.Translate([]byte(`{"data":[`+trace+`]}`), Sender{})
	require.NoError(t, err)
	out.Undo()
	again := read(trace, span)
	require.Len(t, again, 2)
	require.Equal(t, again[1].StartTimestamp(), again[0].StartTimestamp())
	require.Equal(t, again[1].EndTimestamp(), again[0].EndTimestamp())
}

func TestMemoryIsBounded(t *testing.T) {
	m := newMemory(2)
	for i := range byte(10) {
		require.True(t, m.claim([16]byte{i}, "w"))
		require.False(t, m.claim([16]byte{i}, "w"))
		require.LessOrEqual(t, len(m.young)+len(m.aged), 4)
	}
}

func TestResource(t *testing.T) {
	for agent, want := range map[string]map[string]any{
		"python-httpx2/2.16.2":     {"telemetry.sdk.language": "python"},
		"Agents/JavaScript 0.20.0": {"telemetry.sdk.language": "nodejs", "telemetry.sdk.version": "0.20.0"},
		"curl/8":                   {},
	} {
		out, err := New(options()).Translate([]byte(`{"data":[`+itemOf(`{}`, "")+`]}`), Sender{UserAgent: agent})
		require.NoError(t, err)
		want["service.name"], want["telemetry.sdk.name"] = "openai-agents", "openai-agents"
		require.Equal(t, want, out.Traces.ResourceSpans().At(0).Resource().Attributes().AsRaw())
		require.Equal(t, "openai_agents", out.Traces.ResourceSpans().At(0).ScopeSpans().At(0).Scope().Name())
	}
}

// Whatever comes, there is a sentence or spans that OTLP can carry; every item is taken or named.
func FuzzTranslate(f *testing.F) {
	for _, body := range posts(f) {
		f.Add(body)
	}
	f.Add([]byte(`{"data":[` + itemOf(`{"type":"speech","input":["x",{"type":"input_audio"}],"output":"QQ=="}`, `,"error":[1],"metadata":7`) + `]}`))
	f.Add([]byte(`{"data":[{"object":"trace","id":"x","metadata":{"":""}},null,[],{"object":"trace"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		out, err := New(options()).Translate(body, Sender{})
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		require.LessOrEqual(t, out.Traces.SpanCount()+out.Rejected, out.Items) // less where a trace object came twice
		for _, span := range spansOf(out.Traces) {
			require.False(t, span.TraceID().IsEmpty() || span.SpanID().IsEmpty())
			require.LessOrEqual(t, span.StartTimestamp(), span.EndTimestamp())
			for key, value := range span.Attributes().All() {
				require.True(t, utf8.ValidString(key) && utf8.ValidString(value.AsString()), key)
			}
			for _, key := range []string{genai.InputMessages, genai.OutputMessages} {
				if said := text(span, key); said != "" {
					require.True(t, json.Valid([]byte(said)), said)
				}
			}
		}
		_, err = (&ptrace.ProtoMarshaler{}).MarshalTraces(out.Traces)
		require.NoError(t, err)
	})
}

func TestOfALongWorkflowABeginningIsRemembered(t *testing.T) {
	m := newMemory(10)
	require.True(t, m.claim([16]byte{1}, strings.Repeat("é", 1<<20)))
	require.Equal(t, strings.Repeat("é", mostName/2), m.workflow([16]byte{1}))
	require.True(t, m.claim([16]byte{2}, "x"+strings.Repeat("é", 1<<20)))
	require.Equal(t, "x"+strings.Repeat("é", mostName/2-1), m.workflow([16]byte{2}))
}
