package translation

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

const (
	aTrace = "trace_0102030405060708090a0b0c0d0e0f10"
	aSpan  = "span_0102030405060708090a0b0c"
)

// itemOf is a span of one second around span_data and more fields.
func itemOf(spanData, more string) string {
	return fmt.Sprintf(`{"object":"trace.span","id":%q,"trace_id":%q,"parent_id":null,`+
		`"started_at":"2026-11-22T14:47:17.000000+00:00","ended_at":"2026-11-22T14:47:18Z","span_data":%s%s}`, aSpan, aTrace, spanData, more)
}

func one(t *testing.T, items ...string) ptrace.Span {
	spans := translated(t, New(options()), []byte(`{"data":[`+strings.Join(items, ",")+`]}`))
	require.Len(t, spans, 1)
	return spans[0]
}

// all is the attributes of a span but its ids and type.
func all(span ptrace.Span) map[string]any {
	attrs := span.Attributes().AsRaw()
	for _, key := range []string{genai.OpenAIAgentsTraceID, genai.OpenAIAgentsSpanID, genai.OpenAIAgentsType} {
		delete(attrs, key)
	}
	return attrs
}

func TestTypes(t *testing.T) {
	tests := map[string]struct {
		data string
		name string
		want map[string]any
	}{
		"agent": {
			`{"type":"agent","name":"a","handoffs":["b"],"tools":null,"output_type":"str"}`, "invoke_agent a",
			map[string]any{genai.OperationName: "invoke_agent", genai.AgentName: "a", genai.OpenAIAgentsHandoffs: []any{"b"}, genai.OpenAIAgentsOutputType: "str"},
		},
		"a_handoff_that_failed_has_no_target": {
			`{"type":"handoff","from_agent":"a","to_agent":null}`, "handoff",
			map[string]any{genai.OperationName: "handoff", genai.HandoffFromAgent: "a"},
		},
		"a_guardrail_that_let_pass": {
			`{"type":"guardrail","name":"g","triggered":false}`, "guardrail g",
			map[string]any{genai.OpenAIAgentsGuardrail: "g", genai.OpenAIAgentsTriggered: false},
		},
		"a_function_of_an_MCP_server": {
			`{"type":"function","name":"f","input":"{}","output":"ok","mcp_data":{"server":"files","x":1}}`, "execute_tool f",
			map[string]any{
				genai.OperationName: "execute_tool", genai.ToolName: "f", genai.ToolType: "extension", genai.ToolCallArguments: "{}",
				genai.ToolCallResult: "ok", genai.OpenAIAgentsMCPServer: "files", "openai_agents.data.mcp_data.x": int64(1),
			},
		},
		"a_function_of_JavaScript": {
			`{"type":"function","name":"f","input":"","output":"","mcp_data":"{\"server\":\"files\"}"}`, "execute_tool f",
			map[string]any{genai.OperationName: "execute_tool", genai.ToolName: "f", genai.ToolType: "extension", genai.OpenAIAgentsMCPServer: "files"},
		},
		"a_function_without_sensitive_data": {
			`{"type":"function","name":"f","input":null,"output":null,"mcp_data":null}`, "execute_tool f",
			map[string]any{genai.OperationName: "execute_tool", genai.ToolName: "f", genai.ToolType: "function"},
		},
		"a_list_of_MCP_tools": {
			`{"type":"mcp_tools","server":"files","result":["read","write"]}`, "tools/list files",
			map[string]any{"mcp.method.name": "tools/list", genai.OpenAIAgentsMCPServer: "files", genai.OpenAIAgentsMCPTools: []any{"read", "write"}},
		},
		"a_custom_span": {
			`{"type":"custom","name":"load","data":{"n":3,"f":1.5,"b":true,"none":null,"deep":{"a":[1]},"s":"x"}}`, "load",
			map[string]any{
				"openai_agents.data.n": int64(3), "openai_agents.data.f": 1.5, "openai_agents.data.b": true,
				"openai_agents.data.deep": `{"a":[1]}`, "openai_agents.data.s": "x",
			},
		},
		"an_unknown_type_keeps_all": {
			`{"type":"sandbox","name":"s","data":{"a":1},"exit":0}`, "sandbox s",
			map[string]any{"openai_agents.data.name": "s", "openai_agents.data.data": `{"a":1}`, "openai_agents.data.exit": int64(0)},
		},
		"an_unknown_field_is_kept": {
			`{"type":"guardrail","name":"g","why":["x"]}`, "guardrail g",
			map[string]any{genai.OpenAIAgentsGuardrail: "g", "openai_agents.data.why": `["x"]`},
		},
		"no_type_at_all": {`{}`, "span", map[string]any{}},
		"a_response_of_0.2": {
			`{"type":"response","response_id":"resp_1"}`, "chat",
			map[string]any{genai.OperationName: "chat", genai.ProviderName: "openai", genai.ResponseID: "resp_1"},
		},
		"a_generation_of_0.2": {
			`{"type":"generation","input":null,"output":null,"model":"gpt-4o","model_config":{"temperature":0.5,"extra_headers":{"x":"sk-secret"}},"usage":{"input_tokens":5,"output_tokens":6}}`, "chat gpt-4o",
			map[string]any{
				genai.OperationName: "chat", genai.ProviderName: "openai", genai.RequestModel: "gpt-4o", "gen_ai.request.temperature": 0.5,
				genai.UsageInputTokens: int64(5), genai.UsageOutputTokens: int64(6),
			},
		},
		"a_generation_of_LiteLLM": {
			`{"type":"generation","model":"anthropic/claude-sonnet-4-5","model_config":{"base_url":null,"max_tokens":9,"tool_choice":"auto"},
			"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":2}}}`, "chat anthropic/claude-sonnet-4-5",
			map[string]any{
				genai.OperationName: "chat", genai.ProviderName: "anthropic", genai.RequestModel: "anthropic/claude-sonnet-4-5",
				"gen_ai.request.max_tokens": int64(9), "openai_agents.model_config.tool_choice": "auto",
				genai.UsageInputTokens: int64(9), genai.UsageOutputTokens: int64(4), genai.UsageCacheRead: int64(3), genai.UsageCacheCreation: int64(2),
			},
		},
		"a_generation_of_Azure": {
			`{"type":"generation","model":"d","model_config":{"base_url":"https://user:sk-secret@me.openai.azure.com:444/openai?key=1"}}`, "chat d",
			map[string]any{
				genai.OperationName: "chat", genai.ProviderName: "azure.ai.openai", genai.RequestModel: "d",
				"server.address": "me.openai.azure.com", "server.port": int64(444),
			},
		},
		"a_generation_of_JavaScript": {
			`{"type":"generation","model":"gpt-4o","input":[{"role":"user","content":"hi"}],
			"output":[{"object":"chat.completion","id":"chatcmpl-1","model":"gpt-4o-2024-08-06","choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"ho"}}],"usage":{"prompt_tokens":1}}],
			"usage":{"input_tokens":5,"output_tokens":6,"details":{"total_tokens":11,"input_tokens_details":{"cached_tokens":4},"output_tokens_details":{"reasoning_tokens":2}}}}`, "chat gpt-4o",
			map[string]any{
				genai.OperationName: "chat", genai.ProviderName: "openai", genai.RequestModel: "gpt-4o",
				genai.ResponseModel: "gpt-4o-2024-08-06", genai.ResponseID: "chatcmpl-1", genai.FinishReasons: []any{"stop"},
				genai.UsageInputTokens: int64(5), genai.UsageOutputTokens: int64(6), genai.UsageCacheRead: int64(4), genai.UsageReasoning: int64(2),
				genai.InputMessages:  `[{"role":"user","parts":[{"type":"text","content":"hi"}]}]`,
				genai.OutputMessages: `[{"role":"assistant","parts":[{"type":"text","content":"ho"}],"finish_reason":"stop"}]`,
			},
		},
		"a_generation_of_JavaScript_with_its_usage_inside": {
			`{"type":"generation","model":"gpt-4o","model_config":{"reasoning_effort":"low"},
			"output":[{"object":"chat.completion","id":"c","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":4}}}]}`, "chat gpt-4o",
			map[string]any{
				genai.OperationName: "chat", genai.ProviderName: "openai", genai.RequestModel: "gpt-4o", "gen_ai.request.reasoning.level": "low",
				genai.ResponseModel: "gpt-4o", genai.ResponseID: "c",
				genai.UsageInputTokens: int64(5), genai.UsageOutputTokens: int64(6), genai.UsageCacheRead: int64(4),
			},
		},
		"a_transcription": {
			`{"type":"transcription","input":{"data":"QUJDRA==","format":"pcm"},"output":"hello","model":"gpt-4o-transcribe","model_config":{"temperature":null,"language":"en"}}`, "transcription gpt-4o-transcribe",
			map[string]any{
				genai.OperationName: "transcription", genai.ProviderName: "openai", genai.RequestModel: "gpt-4o-transcribe",
				genai.OpenAIAgentsAudioInputFormat: "pcm", genai.OpenAIAgentsAudioInputBytes: int64(4), "openai_agents.model_config.language": "en",
				genai.OutputMessages: `[{"role":"assistant","parts":[{"type":"text","content":"hello"}]}]`,
			},
		},
		"speech": {
			`{"type":"speech","input":"hello","output":{"data":"QUJDREU=","format":"mp3"},"model":"tts-1","model_config":{"voice":"alloy"},"first_content_at":"2026-11-22T14:47:17.250Z"}`, "speech tts-1",
			map[string]any{
				genai.OperationName: "speech", genai.ProviderName: "openai", genai.RequestModel: "tts-1", "gen_ai.output.type": "speech",
				genai.OpenAIAgentsAudioOutputFormat: "mp3", genai.OpenAIAgentsAudioOutputBytes: int64(5), genai.TimeToFirstChunk: 0.25,
				"openai_agents.model_config.voice": "alloy",
				genai.InputMessages:                `[{"role":"user","parts":[{"type":"text","content":"hello"}]}]`,
			},
		},
		"a_group_of_speech": {
			`{"type":"speech_group","input":"hello"}`, "speech_group",
			map[string]any{genai.InputMessages: `[{"role":"user","parts":[{"type":"text","content":"hello"}]}]`},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			span := one(t, itemOf(tt.data, ""))
			require.Equal(t, tt.name, span.Name())
			require.Equal(t, tt.want, all(span))
			require.NotContains(t, fmt.Sprint(span.Attributes().AsRaw()), "sk-secret")
		})
	}
}

func TestErrors(t *testing.T) {
	tests := map[string]struct{ fault, status, errorType string }{
		"a_known_message":        {`{"message":"Max turns exceeded","data":{"max_turns":3}}`, "Max turns exceeded", "max_turns_exceeded"},
		"a_status_of_Python":     {`{"message":"Error getting response","data":{"error":"Error code: 429 - slow down"}}`, "Error getting response: Error code: 429 - slow down", "429"},
		"a_status_of_JavaScript": {`{"message":"Error in agent run","data":{"error":"401 no"}}`, "Error in agent run: 401 no", "401"},
		"a_message_of_the_user":  {`{"message":"my disk is full","data":null}`, "my disk is full", "_OTHER"},
		"a_text":                 {`"oh"`, "oh", "_OTHER"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			span := one(t, itemOf(`{"type":"agent","name":"a"}`, `,"error":`+tt.fault))
			require.Equal(t, ptrace.StatusCodeError, span.Status().Code())
			require.Equal(t, tt.status, span.Status().Message())
			require.Equal(t, tt.errorType, text(span, genai.ErrorType))
		})
	}
	for typ, want := range map[string]string{"generation": "model_error", "function": "tool_error", "custom": "_OTHER"} {
		span := one(t, itemOf(`{"type":"`+typ+`"}`, `,"error":{"message":"Connection error."}`))
		require.Equal(t, want, text(span, genai.ErrorType))
	}
	require.Equal(t, ptrace.StatusCodeUnset, one(t, itemOf(`{"type":"agent"}`, `,"error":null`)).Status().Code())
}

func TestMetadataOfASpanIsKept(t *testing.T) {
	span := one(t, itemOf(`{"type":"agent","name":"a"}`, `,"metadata":{"agent_harness_id":"h"}`))
	require.Equal(t, "h", text(span, "openai_agents.metadata.agent_harness_id"))
}

// A million fields must not take a million times a million steps, and none of them is lost.
func TestManyFields(t *testing.T) {
	var data strings.Builder
	data.WriteString(`{"type":"custom","name":"many","data":{"k":0`)
	for i := range 300_000 {
		fmt.Fprintf(&data, `,"k%d":"v"`, i)
	}
	data.WriteString(`}}`)
	span := one(t, itemOf(data.String(), ""))
	require.Less(t, span.Attributes().Len(), 140)
	rest := text(span, genai.OpenAIAgentsRest)
	require.True(t, json.Valid([]byte(rest)))
	require.Contains(t, rest, `"openai_agents.data.k299999":"v"`)
}
