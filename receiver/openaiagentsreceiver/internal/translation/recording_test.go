package translation

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const recordings = "../../../../testdata/traces"

// posts are the bodies that the SDK sent, in order.
func posts(tb testing.TB) [][]byte {
	text, err := os.ReadFile(filepath.Join(recordings, "openai-agents-ingest.jsonl"))
	require.NoError(tb, err)
	var bodies [][]byte
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var post struct{ Body json.RawMessage }
		require.NoError(tb, json.Unmarshal(lines.Bytes(), &post))
		bodies = append(bodies, post.Body)
	}
	require.NoError(tb, lines.Err())
	return bodies
}

func options() Options {
	return Options{
		Service: "openai-agents", Provider: "openai", ScopeVersion: "test",
		Now: func() time.Time { return time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC) },
	}
}

// translated gives all spans of the posts, each post translated by itself.
func translated(tb testing.TB, t *Translator, bodies ...[]byte) []ptrace.Span {
	var spans []ptrace.Span
	for _, body := range bodies {
		out, err := t.Translate(body, Sender{})
		require.NoError(tb, err)
		require.Empty(tb, out.Named)
		spans = append(spans, spansOf(out.Traces)...)
	}
	return spans
}

func spansOf(traces ptrace.Traces) []ptrace.Span {
	var spans []ptrace.Span
	for _, resource := range traces.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				spans = append(spans, span)
			}
		}
	}
	return spans
}

func TestRecording_comes_out_as_before(t *testing.T) {
	got := drawn(translated(t, New(options()), posts(t)...))
	golden := filepath.Join("testdata", "openai-agents-ingest.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// A post cut into items, in any order, gives the same spans: children before parents, the trace object last.
func TestRecording_is_the_same_however_it_is_cut(t *testing.T) {
	whole := drawn(translated(t, New(options()), posts(t)...))
	var single [][]byte
	for _, body := range posts(t) {
		var post struct{ Data []json.RawMessage }
		require.NoError(t, json.Unmarshal(body, &post))
		for _, element := range post.Data {
			single = append(single, fmt.Appendf(nil, `{"data":[%s]}`, element))
		}
	}
	slices.Reverse(single)
	require.Equal(t, whole, drawn(translated(t, New(options()), single...)))
}

func TestRecording_agrees_with_what_is_true_of_it(t *testing.T) {
	var want struct {
		Calls        int   `json:"calls"`
		Unpriced     int   `json:"unpriced_calls"`
		Input        int64 `json:"input_tokens"`
		Output       int64 `json:"output_tokens"`
		CacheRead    int64 `json:"cache_read_tokens"`
		Reasoning    int64 `json:"reasoning_tokens"`
		WithoutModel int   `json:"calls_without_model"`
		Traces       int   `json:"traces"`
		ErrorSpans   int   `json:"error_spans"`
		Transitions  []struct{ From, To, Kind string }
		ByAgent      map[string]struct{ Input, Output int64 } `json:"by_agent"`
		ByModel      map[string]struct {
			Input int64 `json:"input_tokens"`
		} `json:"by_model"`
	}
	expected, err := os.ReadFile(filepath.Join(recordings, "expect", "openai-agents-ingest.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(expected, &want))

	spans := translated(t, New(options()), posts(t)...)
	byID := map[pcommon.SpanID]ptrace.Span{}
	for _, span := range spans {
		byID[span.SpanID()] = span
	}
	require.Len(t, byID, len(spans), "no two spans with one id")

	calls, without, noModel, roots, failed := 0, 0, 0, 0, 0
	tokens := map[string]int64{}
	byAgent := map[string]int64{}
	byModel := map[string]int64{}
	handoffs := []string{}
	for _, span := range spans {
		if span.Status().Code() == ptrace.StatusCodeError {
			failed++
		}
		switch text(span, genai.OperationName) {
		case genai.OpInvokeWorkflow:
			roots++
			require.True(t, span.ParentSpanID().IsEmpty())
			continue
		case genai.OpHandoff:
			handoffs = append(handoffs, text(span, genai.HandoffFromAgent)+">"+text(span, genai.HandoffToAgent))
		case genai.OpChat:
			if _, told := span.Attributes().Get(genai.UsageInputTokens); !told {
				without++
				break
			}
			calls++
			for _, key := range []string{genai.UsageInputTokens, genai.UsageOutputTokens, genai.UsageCacheRead, genai.UsageReasoning} {
				tokens[key] += number(span, key)
			}
			byAgent[agentOf(byID, span)] += number(span, genai.UsageInputTokens)
			byModel[text(span, genai.RequestModel)] += number(span, genai.UsageInputTokens)
			if text(span, genai.RequestModel) == "" {
				noModel++
			}
		default:
			_, told := span.Attributes().Get(genai.UsageInputTokens)
			require.False(t, told, "usage on %s, which is no call", span.Name())
		}
		require.Contains(t, byID, span.ParentSpanID(), "no parent of %s", span.Name())
	}
	require.Equal(t, want.Calls, calls)
	require.Equal(t, want.Unpriced, without)
	require.Equal(t, want.WithoutModel, noModel)
	require.Equal(t, want.Traces, roots)
	require.Equal(t, want.ErrorSpans, failed)
	require.Equal(t, map[string]int64{
		genai.UsageInputTokens: want.Input, genai.UsageOutputTokens: want.Output,
		genai.UsageCacheRead: want.CacheRead, genai.UsageReasoning: want.Reasoning,
	}, tokens)
	for agent, sums := range want.ByAgent {
		require.Equal(t, sums.Input, byAgent[agent], agent)
	}
	for model, sums := range want.ByModel {
		require.Equal(t, sums.Input, byModel[model], model)
	}
	for _, transition := range want.Transitions {
		if transition.Kind == "handoff" {
			require.Contains(t, handoffs, transition.From+">"+transition.To)
		}
	}
}

func agentOf(byID map[pcommon.SpanID]ptrace.Span, span ptrace.Span) string {
	for ok := true; ok; span, ok = byID[span.ParentSpanID()] {
		if text(span, genai.OpenAIAgentsType) == "agent" {
			return text(span, genai.AgentName)
		}
	}
	return ""
}

func text(span ptrace.Span, key string) string {
	if v, ok := span.Attributes().Get(key); ok {
		return v.AsString()
	}
	return ""
}

func number(span ptrace.Span, key string) int64 {
	if v, ok := span.Attributes().Get(key); ok {
		return v.Int()
	}
	return 0
}

// drawn writes the spans as a tree, a line each: what it is called, its kind and status, its attributes. Ids and what
// was said stay out; roots have no times of their own.
func drawn(spans []ptrace.Span) string {
	children := map[pcommon.SpanID][]ptrace.Span{}
	for _, span := range spans {
		children[span.ParentSpanID()] = append(children[span.ParentSpanID()], span)
	}
	for _, siblings := range children {
		sort.Slice(siblings, func(i, j int) bool {
			a, b := siblings[i], siblings[j]
			if a.ParentSpanID().IsEmpty() || a.StartTimestamp() == b.StartTimestamp() {
				return a.TraceID().String()+a.SpanID().String() < b.TraceID().String()+b.SpanID().String()
			}
			return a.StartTimestamp() < b.StartTimestamp()
		})
	}
	var out strings.Builder
	var draw func(pcommon.SpanID, string)
	draw = func(parent pcommon.SpanID, indent string) {
		for _, span := range children[parent] {
			fmt.Fprintf(&out, "%s%s [%s]", indent, span.Name(), strings.ToLower(span.Kind().String()))
			if span.Status().Code() == ptrace.StatusCodeError {
				fmt.Fprintf(&out, " ERROR %q", span.Status().Message())
			}
			out.WriteString(attributes(span) + "\n")
			draw(span.SpanID(), indent+"  ")
		}
	}
	draw(pcommon.SpanID{}, "")
	return out.String()
}

func attributes(span ptrace.Span) string {
	var all []string
	for key, value := range span.Attributes().All() {
		switch key {
		case genai.OpenAIAgentsTraceID, genai.OpenAIAgentsSpanID, genai.OpenAIAgentsParentID, genai.InputMessages, genai.OutputMessages, genai.ResponseID:
		default:
			all = append(all, " "+key+"="+value.AsString())
		}
	}
	slices.Sort(all)
	return strings.Join(all, "")
}
