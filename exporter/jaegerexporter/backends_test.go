//go:build backends

package jaegerexporter

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/servicename"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// jaegerSpan is a span as Jaeger's API gives it.
type jaegerSpan struct {
	TraceID, SpanID, OperationName string
	StartTime, Duration            uint64
	ProcessID                      string
	Tags                           []jaegerTag
	Logs                           []struct {
		Timestamp uint64
		Fields    []jaegerTag
	}
	References []struct{ RefType, TraceID, SpanID string }
}

type jaegerTag struct {
	Key, Type string
	Value     any
}

type jaegerTrace struct {
	Spans     []jaegerSpan
	Processes map[string]struct {
		ServiceName string
		Tags        []jaegerTag
	}
}

func ask(t *testing.T, jaeger *backends.Server, path string, data any) {
	t.Helper()
	var answer struct{ Data json.RawMessage }
	require.NoError(t, json.Unmarshal([]byte(jaeger.Do("GET", path, "")), &answer))
	decoder := json.NewDecoder(strings.NewReader(string(answer.Data)))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(data))
}

// askTrace returns a trace's spans by their ids.
func askTrace(t *testing.T, jaeger *backends.Server, id string) (map[string]jaegerSpan, jaegerTrace) {
	t.Helper()
	status, body := jaeger.Ask("GET", "/api/traces/"+id, "")
	if status == 404 {
		return nil, jaegerTrace{}
	}
	var answer struct{ Data []jaegerTrace }
	require.NoError(t, json.Unmarshal([]byte(body), &answer))
	spans := map[string]jaegerSpan{}
	require.Len(t, answer.Data, 1)
	for _, span := range answer.Data[0].Spans {
		spans[span.SpanID] = span
	}
	return spans, answer.Data[0]
}

// recordingsNow returns every recording, enriched, its times moved to now.
func recordingsNow(t *testing.T) map[string]ptrace.Traces {
	t.Helper()
	all := map[string]ptrace.Traces{}
	for _, r := range tracetest.Recordings(t) {
		td := ptrace.NewTraces()
		enrich(t, r.Merged()).CopyTo(td)
		shift(td, time.Now().Add(-time.Minute))
		td.MarkReadOnly()
		all[r.Name] = td
	}
	return all
}

// shift moves every time so that the first span starts at at.
func shift(td ptrace.Traces, at time.Time) {
	first := pcommon.Timestamp(0)
	eachSpan(td, func(_ pcommon.Resource, s ptrace.Span) {
		if first == 0 || s.StartTimestamp() < first {
			first = s.StartTimestamp()
		}
	})
	by := pcommon.NewTimestampFromTime(at) - first
	eachSpan(td, func(_ pcommon.Resource, s ptrace.Span) {
		s.SetStartTimestamp(s.StartTimestamp() + by)
		s.SetEndTimestamp(s.EndTimestamp() + by)
		for _, e := range s.Events().All() {
			e.SetTimestamp(e.Timestamp() + by)
		}
	})
}

func TestJaeger_has_every_recording_complete(t *testing.T) {
	for name, config := range map[string]func(*backends.Server) map[string]any{
		"grpc": func(s *backends.Server) map[string]any {
			return map[string]any{"endpoint": s.OTLPGRPC(), "tls": map[string]any{"insecure": true}}
		},
		"http": func(s *backends.Server) map[string]any {
			return map[string]any{"http": map[string]any{"endpoint": s.OTLP}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			jaeger := backends.JaegerMemory(t)
			jaeger.Start()
			e := start(t, config(jaeger))
			for recording, td := range recordingsNow(t) {
				require.NoError(t, e.ConsumeTraces(t.Context(), td))
				wanted := map[string]map[string]ptrace.Span{}
				resources := map[string]pcommon.Map{}
				eachSpan(td, func(r pcommon.Resource, span ptrace.Span) {
					trace := span.TraceID().String()
					if wanted[trace] == nil {
						wanted[trace] = map[string]ptrace.Span{}
					}
					wanted[trace][span.SpanID().String()] = span
					resources[span.SpanID().String()] = r.Attributes()
				})
				for id, spans := range wanted {
					complete(t, recording, jaeger, id, spans, resources)
				}
			}
		})
	}
}

// complete holds a trace of Jaeger's against what was sent.
func complete(t *testing.T, recording string, jaeger *backends.Server, id string, want map[string]ptrace.Span, resources map[string]pcommon.Map) {
	t.Helper()
	var got map[string]jaegerSpan
	var trace jaegerTrace
	require.Eventually(t, func() bool {
		got, trace = askTrace(t, jaeger, id)
		return len(got) == len(want)
	}, 10*time.Second, 20*time.Millisecond, "%s %s", recording, id)
	for spanID, span := range want {
		g := got[spanID]
		require.Equal(t, uint64(span.StartTimestamp())/1000, g.StartTime, recording)
		process := trace.Processes[g.ProcessID]
		require.Equal(t, servicename.Of(resources[spanID]), process.ServiceName)
		for key, value := range resources[spanID].All() {
			if key != servicename.Key {
				require.True(t, has(process.Tags, key, value), "%s: %s", recording, key)
			}
		}
		require.GreaterOrEqual(t, len(g.Logs), span.Events().Len())
		for key, value := range span.Attributes().All() {
			tags := g.Tags
			if strings.HasPrefix(key, "telemetry.") { // Jaeger moves what tells about the library to the process
				tags = append(tags, process.Tags...)
			}
			require.True(t, has(tags, key, value), "%s: %s of %s", recording, key, span.Name())
		}
		references(t, recording, span, g)
		transitions(t, span, g)
	}
}

func has(tags []jaegerTag, key string, value pcommon.Value) bool {
	return slices.ContainsFunc(tags, func(tag jaegerTag) bool { return tag.Key == key && fmt.Sprint(tag.Value) == tagOf(value) })
}

// tagOf is how Jaeger's API shows a value.
func tagOf(v pcommon.Value) string {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return fmt.Sprint(float64(v.Int()))
	case pcommon.ValueTypeDouble:
		return fmt.Sprint(v.Double())
	case pcommon.ValueTypeSlice, pcommon.ValueTypeMap:
		text, _ := json.Marshal(v.AsRaw())
		return string(text)
	case pcommon.ValueTypeBytes:
		return hex.EncodeToString(v.Bytes().AsRaw())
	default:
		return v.AsString()
	}
}

// references are the parent and, for each link, a FOLLOWS_FROM. Jaeger keeps one reference to a span: a link to the parent
// makes the parent's a FOLLOWS_FROM too, which its page draws as a parent all the same.
func references(t *testing.T, recording string, span ptrace.Span, got jaegerSpan) {
	t.Helper()
	want := map[string]string{}
	if !span.ParentSpanID().IsEmpty() {
		want[span.ParentSpanID().String()] = "CHILD_OF"
	}
	for _, link := range span.Links().All() {
		want[link.SpanID().String()] = "FOLLOWS_FROM"
	}
	have := map[string]string{}
	for _, r := range got.References {
		have[r.SpanID] = r.RefType
	}
	require.Equal(t, want, have, recording)
	if !span.ParentSpanID().IsEmpty() {
		require.Equal(t, span.ParentSpanID().String(), got.References[0].SpanID, "the parent comes first")
	}
}

// transitions are logs, and the cost is a number.
func transitions(t *testing.T, span ptrace.Span, got jaegerSpan) {
	t.Helper()
	for _, event := range span.Events().All() {
		if event.Name() != genai.TransitionEvent {
			continue
		}
		require.True(t, slices.ContainsFunc(got.Logs, func(log struct {
			Timestamp uint64
			Fields    []jaegerTag
		},
		) bool {
			return slices.ContainsFunc(log.Fields, func(f jaegerTag) bool { return f.Key == "event" && f.Value == genai.TransitionEvent })
		}))
	}
	if _, ok := span.Attributes().Get(genai.CostTotal); ok {
		i := slices.IndexFunc(got.Tags, func(tag jaegerTag) bool { return tag.Key == genai.CostTotal })
		require.Equal(t, "float64", got.Tags[i].Type)
		require.IsType(t, float64(0), got.Tags[i].Value)
	}
}

func TestJaeger_lists_agents_as_services_and_draws_who_called_whom(t *testing.T) {
	jaeger := backends.JaegerMemory(t)
	jaeger.Start()
	e := start(t, map[string]any{
		"endpoint": jaeger.OTLPGRPC(), "tls": map[string]any{"insecure": true}, "agents_as_services": true, "messages": "logs",
	})
	want := map[string]bool{}
	spans, edges := 0, 0
	for _, td := range recordingsNow(t) {
		require.NoError(t, e.ConsumeTraces(t.Context(), td))
		spans += td.SpanCount()
		eachSpan(td, func(r pcommon.Resource, span ptrace.Span) {
			want[servicename.OfSpan(servicename.Of(r.Attributes()), span.Attributes())] = true
		})
	}
	var services []string
	require.Eventually(t, func() bool {
		ask(t, jaeger, "/api/services", &services)
		return len(services) >= len(want)
	}, 10*time.Second, 50*time.Millisecond, "%d services of %d", len(services), len(want))
	agents := 0
	for service := range want {
		require.Contains(t, services, service)
		if strings.Contains(service, servicename.Separator) {
			agents++
		}
		var traces []jaegerTrace
		ask(t, jaeger, "/api/traces?limit=100&lookback=2d&service="+url.QueryEscape(service), &traces)
		require.NotEmpty(t, traces, service)
	}
	require.Greater(t, agents, 10)
	var dependencies []struct{ Parent, Child string }
	ask(t, jaeger, fmt.Sprintf("/api/dependencies?endTs=%d&lookback=86400000", time.Now().Add(time.Minute).UnixMilli()), &dependencies)
	for _, d := range dependencies {
		if strings.Contains(d.Child, servicename.Separator) {
			edges++
		}
	}
	require.Positive(t, edges, "%v", dependencies)
	t.Logf("%d spans, %d services, %d of them agents, %d edges to agents", spans, len(services), agents, edges)
}
