package content_test

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

// recorded is every recording, each as one batch.
func recorded(t *testing.T) map[string]ptrace.Traces {
	t.Helper()
	all := map[string]ptrace.Traces{}
	for _, r := range tracetest.Recordings(t) {
		all[r.Name] = r.Merged()
	}
	return all
}

// eachDropped yields what llm_span with content: drop makes of every recording as change leaves it, whole and in single
// spans, with the originals and without.
func eachDropped(t *testing.T, change func(ptrace.Traces), yield func(name string, out ptrace.Traces)) {
	t.Helper()
	for _, original := range []bool{true, false} {
		for _, whole := range []bool{true, false} {
			drop := dropping(t, original, whole)
			for name, traces := range recorded(t) {
				change(traces)
				yield(name, drop(traces))
			}
		}
	}
}

func dropping(t *testing.T, original, whole bool) func(ptrace.Traces) ptrace.Traces {
	t.Helper()
	sink := &consumertest.TracesSink{}
	factory := llmspanprocessor.NewFactory()
	cfg := factory.CreateDefaultConfig().(*llmspanprocessor.Config)
	cfg.Content, cfg.LateMemory, cfg.KeepOriginal = "drop", 0, original
	p, err := factory.CreateTraces(context.Background(), processortest.NewNopSettings(factory.Type()), cfg, sink)
	require.NoError(t, err)
	require.NoError(t, p.Start(context.Background(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	return func(traces ptrace.Traces) ptrace.Traces {
		sink.Reset()
		ctx := context.Background()
		if whole {
			ctx = wholetrace.NewContext(ctx, wholetrace.Mark{Kind: wholetrace.Whole, HandOn: 1, Attempt: 1})
		}
		require.NoError(t, p.ConsumeTraces(ctx, traces))
		return sink.AllTraces()[0]
	}
}

// eachMap yields all attributes of a batch, with the name of the event that they are of.
func eachMap(traces ptrace.Traces, yield func(event string, attrs pcommon.Map)) {
	for _, rs := range traces.ResourceSpans().All() {
		yield("", rs.Resource().Attributes())
		for _, ss := range rs.ScopeSpans().All() {
			yield("", ss.Scope().Attributes())
			for _, span := range ss.Spans().All() {
				yield("", span.Attributes())
				for _, e := range span.Events().All() {
					yield(e.Name(), e.Attributes())
				}
				for _, l := range span.Links().All() {
					yield("", l.Attributes())
				}
			}
		}
	}
}

// eachText yields all texts of a batch and where they stand: names, status texts, and what attributes hold at any depth,
// the keys of maps and the texts in JSON among them.
func eachText(traces ptrace.Traces, yield func(where, text string)) {
	for _, rs := range traces.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			yield("scope", ss.Scope().Name())
			for _, span := range ss.Spans().All() {
				yield("span name", span.Name())
				yield("status", span.Status().Message())
				yield("trace state", span.TraceState().AsRaw())
				for _, e := range span.Events().All() {
					yield("event name", e.Name())
				}
			}
		}
	}
	eachMap(traces, func(_ string, attrs pcommon.Map) {
		for key, v := range attrs.All() {
			yield("key", key)
			textsOf(v, func(text string) { yield(key, text) })
		}
	})
}

func textsOf(v pcommon.Value, yield func(text string)) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		jsonTexts(v.Str(), yield)
	case pcommon.ValueTypeBytes:
		jsonTexts(string(v.Bytes().AsRaw()), yield)
	case pcommon.ValueTypeSlice:
		for _, e := range v.Slice().All() {
			textsOf(e, yield)
		}
	case pcommon.ValueTypeMap:
		for key, e := range v.Map().All() {
			yield(key)
			textsOf(e, yield)
		}
	}
}

// jsonTexts yields the texts of a JSON document, of the documents in these, and so on; and what is no document as it is.
func jsonTexts(s string, yield func(text string)) {
	var doc any
	if trimmed := strings.TrimSpace(s); trimmed == "" || !strings.ContainsAny(trimmed[:1], `{["`) || json.Unmarshal([]byte(s), &doc) != nil {
		yield(s)
		return
	}
	var walk func(doc any)
	walk = func(doc any) {
		switch doc := doc.(type) {
		case string:
			jsonTexts(doc, yield)
		case []any:
			for _, e := range doc {
				walk(e)
			}
		case map[string]any:
			for key, e := range doc {
				yield(key)
				walk(e)
			}
		}
	}
	walk(doc)
}

// prose are the texts of some length that may stand in the output, by where they stand and what says so.
var prose = []struct {
	where, because string
	is             *regexp.Regexp
}{
	{"process.runtime.description", "the version of Python", regexp.MustCompile(`^3\.\d+\.\d+ \(main, `)},
	{"scope", "AutoGen names the runtime", regexp.MustCompile(`^autogen SingleThreadedAgentRuntime$`)},
	{"span name", "AutoGen's operation and address", regexp.MustCompile(`^autogen [a-z]+ \S+$`)},
	{"span name", "an operation and an agent, a tool, a workflow or a model", regexp.MustCompile(`^[a-z_]+(\.[a-z]+)? [^ ]+( [^ ]+)?$`)},
	{"span name", "a handoff to an agent", regexp.MustCompile(`^(\w+ → \w+\.handoff|handoff to \w+)$`)},
	{"span name", "Logfire's template", regexp.MustCompile(`^(Chat Completion|Responses API|Embedding Creation|streaming response) .*{`)},
	{"logfire.msg_template", "Logfire's template", regexp.MustCompile(`^(Chat Completion|Responses API|Embedding Creation|streaming response) .*{`)},
	{"event name", "OpenInference's of streams", regexp.MustCompile(`^First Token Stream Event$`)},
	{"operation.name", "the AI SDK's operation and the id of a function", regexp.MustCompile(`^ai\.[A-Za-z.]+ [a-z-]+$`)},
	{"gen_ai.workflow.edges", "two nodes of LangGraph", regexp.MustCompile(`^\w+ -> \w+$`)},
	{"gen_ai.tool.name", "OpenInference's name of a handoff", regexp.MustCompile(`^handoff to \w+$`)},
	{"baton.cost.price", "the price table's row", regexp.MustCompile(`^genai-prices@\S+ \S+$`)},
	{"baton.run.id", "Logfire's mark where a session id stood", regexp.MustCompile(`^\[Scrubbed due to 'session'\]$`)},
	{"session.id", "Logfire's mark where a session id stood", regexp.MustCompile(`^\[Scrubbed due to 'session'\]$`)},
}

func TestDroppedContentLeavesNoProse(t *testing.T) {
	eachDropped(t, func(ptrace.Traces) {}, func(name string, out ptrace.Traces) {
		eachText(out, func(where, text string) {
			if len(strings.Fields(text)) < 4 && (len(text) < 24 || !strings.Contains(text, " ")) {
				return
			}
			for _, p := range prose {
				if p.where == where && p.is.MatchString(text) {
					return
				}
			}
			t.Errorf("%s: %s holds %q", name, where, text)
		})
	})
}

// bodies are the attributes of the recordings that hold what went to a model or a tool, or came from it. This list is its
// own, and shall not be made from internal/said.
var bodies = regexp.MustCompile(`^(gen_ai\.(input\.messages|output\.messages|system_instructions|tool\.call\.(arguments|result)|task\.(input|output))` +
	`|gen_ai\.(prompt|completion)\.\d+\.(content|tool_calls\.\d+\.arguments)|(input|output)\.value|traceloop\.entity\.(input|output)` +
	`|llm\.(input|output)_messages\.\d+\.message\.(content|contents\.\d+\.message_content\.text|tool_calls\.\d+\.tool_call\.function\.arguments)` +
	`|ai\.(prompt(\.messages)?|response\.(text|toolCalls)|toolCall\.(args|result)|values?)|pydantic_ai\.all_messages|final_result` +
	`|tool_(arguments|response)|request_data|response_data|message|crew_(tasks|agents)|tool\.arguments)$`)

// notSpoken are what stands in bodies and may stand elsewhere: the ids of answers, the names of their members and of tools
// that hand over, and LangGraph's paths of nodes.
var notSpoken = regexp.MustCompile(`^((resp_|chatcmpl-)[0-9a-f]+|[a-z_]+_(tier|calls|tokens|effort|format)|truncation|transfer_to_\w+` +
	`|\w+:[0-9a-f-]{36}(\|\w+:[0-9a-f-]{36})*)$`)

// spoken are the texts of a recording's bodies that are long enough to be told from others, and are no label's value too.
func spoken(traces ptrace.Traces) map[string]bool {
	texts, values := map[string]bool{}, map[string]bool{}
	label := labelled()
	eachText(traces, func(where, text string) {
		switch {
		case bodies.MatchString(where):
			for _, line := range append(strings.Split(text, "\n"), text) {
				if line = strings.TrimSpace(line); len(line) >= 12 {
					texts[line] = true
				}
			}
		case label(where), where == "span name", where == "scope", where == "event name":
			values[text] = true
		}
	})
	for text := range texts {
		if notSpoken.MatchString(text) {
			delete(texts, text)
		}
		for value := range values {
			if strings.Contains(value, text) {
				delete(texts, text)
			}
		}
	}
	return texts
}

func TestDroppedContentLeavesNothingThatWasSaid(t *testing.T) {
	said := map[string]map[string]bool{}
	for name, traces := range recorded(t) {
		said[name] = spoken(traces)
	}
	eachDropped(t, func(ptrace.Traces) {}, func(name string, out ptrace.Traces) {
		texts := said[name]
		for _, agent := range tracetest.Expected(t, name).Agents {
			delete(texts, agent)
		}
		var left strings.Builder
		eachText(out, func(where, text string) {
			if where != "key" {
				left.WriteString(text + "\x00")
			}
		})
		for text := range texts {
			if at := strings.Index(left.String(), text); at >= 0 {
				from := strings.LastIndexByte(left.String()[:at], 0) + 1
				t.Errorf("%s: %q is left in %q", name, text, left.String()[from:min(at+200, left.Len())])
			}
		}
	})
}

const canary = "canary-7f3a bird@sings.example"

// plant puts canaries into every text of a batch but names and labels: beside each text in JSON, and as the whole of what
// is none; in lists, in maps and as their keys.
func plant(traces ptrace.Traces, label func(string) bool) int {
	planted := 0
	eachMap(traces, func(_ string, attrs pcommon.Map) {
		for key, v := range attrs.All() {
			if !label(key) {
				planted++
				sing(v)
			}
		}
	})
	for _, rs := range traces.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				if span.Status().Message() != "" {
					span.Status().SetMessage(canary + span.Status().Message())
				}
			}
		}
	}
	return planted
}

func sing(v pcommon.Value) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		v.SetStr(singJSON(v.Str()))
	case pcommon.ValueTypeBytes:
		v.Bytes().FromRaw([]byte(canary))
	case pcommon.ValueTypeSlice:
		for _, e := range v.Slice().All() {
			sing(e)
		}
	case pcommon.ValueTypeMap:
		for _, e := range v.Map().All() {
			sing(e)
		}
		v.Map().PutStr(canary, canary)
	}
}

// lifted are the members of bodies that are no texts, but ids, names of agents and nodes, and words: they become attributes
// of their own, baton.kept.* among them.
var lifted = map[string]bool{
	"id": true, "thread_id": true, "session_id": true, "reasoning_effort": true, "effort": true, "to_agent": true,
	"langgraph_node": true, "langgraph_checkpoint_ns": true, "checkpoint_ns": true,
}

func singJSON(s string) string {
	var doc any
	if s == "" || !strings.ContainsAny(s[:1], "{[") || json.Unmarshal([]byte(s), &doc) != nil {
		return canary
	}
	var walk func(doc any) any
	walk = func(doc any) any {
		switch doc := doc.(type) {
		case string:
			return canary + " " + doc
		case []any:
			for i := range doc {
				doc[i] = walk(doc[i])
			}
		case map[string]any:
			for key := range doc {
				if !lifted[key] {
					doc[key] = walk(doc[key])
				}
			}
			doc[canary] = canary
		}
		return doc
	}
	out, _ := json.Marshal(walk(doc))
	return string(out)
}

func TestDropLeavesNoCanary(t *testing.T) {
	label := labelled()
	eachDropped(t, func(traces ptrace.Traces) { require.Positive(t, plant(traces, label)) }, func(name string, out ptrace.Traces) {
		eachText(out, func(where, text string) {
			if strings.Contains(text, "canary-7f3a") || strings.Contains(text, "sings.example") {
				t.Errorf("%s: %s holds %q", name, where, text)
			}
		})
	})
}
