package content_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/said"
)

// labels are the attributes of the recordings in which no text of people or models stands, by what says so. An attribute
// that is neither here nor among the places of internal/said makes tests fail until somebody has decided: its instrumentor's
// source tells. A key that ends in a dot is a prefix; a star stands for anything.
var labels = []struct {
	because string
	keys    []string
}{
	{"ids that programs make", []string{
		"ag2.network.*_id", "ag2.network.audience", "ai.response.id", "ai.toolCall.id", "crew_id", "crew_key", "gen_ai.agent.call.id",
		"gen_ai.agent.id", "gen_ai.conversation.id", "gen_ai.response.id", "gen_ai.task.id", "gen_ai.task.parent.id",
		"gen_ai.tool.call.id", "host.id", "openlit.agent.version_hash", "service.instance.id", "session.id", "task_id", "task_key",
		"team_id", "traceloop.association.properties.session_id", "traceloop.association.properties.thread_id",
		"ai.telemetry.metadata.sessionId", "ai.telemetry.metadata.userId", "gen_ai.request.user", "gen_ai.user",
	}},
	{"names of agents, tools, nodes and workflows, from the program's source", []string{
		"ag2.speaker_selection.candidates", "ag2.speaker_selection.selected", "ag2.usage.label", "agent.name", "agent_name",
		"ai.telemetry.functionId", "ai.toolCall.name", "gen_ai.agent.name", "gen_ai.guardrail.name", "gen_ai.handoff.from_agent",
		"gen_ai.handoff.to_agent", "gen_ai.task.name", "gen_ai.tool.name", "gen_ai.workflow.edges", "gen_ai.workflow.name",
		"gen_ai.workflow.nodes", "graph.node.id", "graph.node.parent_id", "langgraph.command.goto_node",
		"langgraph.command.source_node", "operation.name", "participant_names", "resource.name", "smolagents.tools_names",
		"smolagents.managed_agents.*.name", "tool.cache_function", "tool.name", "traceloop.association.properties.__handoff_destination",
		"traceloop.entity.name", "traceloop.entity.path", "traceloop.workflow.name",
	}},
	{"names of models and of those who serve them", []string{
		"ai.model.id", "ai.model.provider", "ai.response.model", "embedding.model_name", "gen_ai.provider.name", "gen_ai.request.model",
		"gen_ai.response.model", "gen_ai.system", "llm.model_name", "llm.provider", "llm.system", "model_name",
	}},
	{"words of a list that the instrumentor or the provider defines", []string{
		"ag2.link.kind", "ag2.network.event_type", "ag2.network.manifest_type", "ag2.span.type", "ag2.usage.kind", "ai.operationId",
		"ai.prompt.toolChoice", "ai.response.finishReason", "exception.escaped", "gen_ai.openai.response.service_tier",
		"gen_ai.openai.response.system_fingerprint", "gen_ai.openai.system_fingerprint", "gen_ai.operation.name", "gen_ai.output.type",
		"gen_ai.request.encoding_formats", "gen_ai.request.reasoning_effort", "gen_ai.response.finish_reasons", "gen_ai.task.status",
		"gen_ai.tool.type", "http.method", "input.mime_type", "llm.finish_reason", "llm.request.type", "logfire.span_type",
		"messaging.operation", "openai.api.type", "openai.response.service_tier", "openai.response.system_fingerprint",
		"openinference.span.kind", "output.mime_type", "traceloop.span.kind",
	}},
	{"types of errors, which name no one", []string{"exception.type"}},
	{"numbers and times", []string{"ai.response.timestamp", "gen_ai.usage.raw"}},
	{"AutoGen's addresses: types of agents, topics and messages, and ids", []string{
		"message_context", "messaging.destination", "messaging.message.type", "recipient_agent_class", "recipient_agent_type",
		"sender_agent_class", "sender_agent_type",
	}},
	{"templates and tags of the program's source", []string{"logfire.msg_template", "logfire.tags"}},
	{"labels that users give to their runs; content_keys is for those who put content there", []string{
		"metadata", "traceloop.association.properties.",
	}},
	{"the machine, the program and its address", []string{
		"ai.request.headers.user-agent", "code.filepath", "code.function", "deployment.environment", "gen_ai.openai.api_base",
		"gen_ai.sdk.version", "host.arch", "host.name", "http.url", "logfire.version", "os.type", "os.version",
		"process.runtime.", "server.address", "service.name", "telemetry.sdk.",
	}},
}

// labelled answers whether a key is a label.
func labelled() func(key string) bool {
	var keys []string
	for _, l := range labels {
		keys = append(keys, l.keys...)
	}
	places := said.NewPlaces()
	known := map[string]bool{}
	var rows [][2]string
	for _, key := range keys {
		prefix, suffix, many := strings.Cut(key, "*")
		if many || strings.HasSuffix(key, ".") {
			rows = append(rows, [2]string{prefix, suffix})
		}
		known[key] = true
	}
	return func(key string) bool {
		is := known[key]
		for _, r := range rows {
			is = is || strings.HasPrefix(key, r[0]) && strings.HasSuffix(key, r[1])
		}
		return is && places.Of(key) == said.None
	}
}

func TestEveryAttributeOfARecordingIsContentOrALabel(t *testing.T) {
	places, label := said.NewPlaces(), labelled()
	used := map[string]bool{}
	for _, traces := range recorded(t) {
		eachMap(traces, func(event string, attrs pcommon.Map) {
			for key, v := range attrs.All() {
				used[key] = true
				content := places.Of(key) != said.None || said.Event(event)
				require.True(t, content || label(key) || !mayHoldText(v),
					"%s is neither a place of internal/said nor a label of this test: read its instrumentor and decide", key)
			}
		})
	}
	for _, l := range labels {
		require.NotEmpty(t, l.because)
		for _, key := range l.keys {
			require.True(t, used[key] || strings.ContainsAny(key, "*") || strings.HasSuffix(key, "."), "no recording has %s", key)
		}
	}
}

// mayHoldText says whether a value is, or holds, text or bytes.
func mayHoldText(v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeEmpty, pcommon.ValueTypeBool, pcommon.ValueTypeInt, pcommon.ValueTypeDouble:
		return false
	case pcommon.ValueTypeSlice:
		for _, e := range v.Slice().All() {
			if mayHoldText(e) {
				return true
			}
		}
		return false
	}
	return true
}
