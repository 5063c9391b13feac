package content

import (
	"testing"

	"github.com/otelcol-baton/baton/internal/genai"
)

func TestSpanEvents(t *testing.T) {
	hi, hello := `[`+saidBy("user", "hi")+`]`, `[`+saidBy("assistant", "hello")+`]`
	testRebuilt(t, []rebuilt{
		{
			name: "one_event_a_message", // conventions up to 1.36
			events: []event{
				{"gen_ai.system.message", map[string]any{"content": "S"}},
				{"gen_ai.user.message", map[string]any{"content": "hi"}},
				{"gen_ai.assistant.message", map[string]any{"tool_calls": `[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]`}},
				{"gen_ai.tool.message", map[string]any{"content": "ok", "id": "c"}},
				{"gen_ai.choice", map[string]any{"index": 0, "finish_reason": "stop", "message": `{"role":"assistant","content":"hello"}`}},
			},
			system: `[{"type":"text","content":"S"}]`,
			in:     `[` + saidBy("user", "hi") + `,{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{}}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":"ok"}]}]`,
			out:    `[{"role":"assistant","parts":[{"type":"text","content":"hello"}],"finish_reason":"stop"}]`, finish: []string{"stop"},
		},
		{
			name: "strands", // content is a list of Bedrock's blocks
			events: []event{
				{"gen_ai.user.message", map[string]any{"content": `[{"text": "hi"}]`}},
				{"gen_ai.assistant.message", map[string]any{"content": `[{"toolUse": {"toolUseId": "t", "name": "f", "input": {"a": 1}}}]`}},
				{"gen_ai.tool.message", map[string]any{"content": `[{"toolResult": {"toolUseId": "t", "content": [{"text": "ok"}]}}]`}},
				{"gen_ai.choice", map[string]any{"finish_reason": "end_turn", "message": `[{"text": "hello"}]`}},
			},
			in:  `[` + saidBy("user", "hi") + `,{"role":"assistant","parts":[{"type":"tool_call","id":"t","name":"f","arguments":{"a":1}}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"t","response":"ok"}]}]`,
			out: `[{"role":"assistant","parts":[{"type":"text","content":"hello"}],"finish_reason":"stop"}]`, finish: []string{"end_turn"},
		},
		{
			name: "strands_tool", role: genai.RoleTool,
			events:    []event{{"gen_ai.tool.message", map[string]any{"role": "tool", "content": `{"a": 1}`, "id": "t"}}, {"gen_ai.choice", map[string]any{"message": `[{"text": "ok"}]`, "id": "t"}}},
			arguments: `{"a":1}`, result: "ok",
		},
		{
			name: "semantic_kernel",
			events: []event{
				{"gen_ai.user.message", map[string]any{"gen_ai.system": "openai", "gen_ai.event.content": `{"role": "user", "content": "hi"}`}},
				{"gen_ai.choice", map[string]any{"gen_ai.event.content": `{"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "FinishReason.STOP"}`}},
			},
			in: hi, out: `[{"role":"assistant","parts":[{"type":"text","content":"hello"}],"finish_reason":"stop"}]`, finish: []string{"FinishReason.STOP"},
		},
		{
			name:   "prompt_and_completion",
			events: []event{{"gen_ai.content.prompt", map[string]any{"gen_ai.prompt": "hi"}}, {"gen_ai.content.completion", map[string]any{"gen_ai.completion": "hello"}}},
			in:     hi, out: hello,
		},
		{
			name: "operation_details",
			events: []event{{"gen_ai.client.inference.operation.details", map[string]any{
				"gen_ai.input.messages": hi, "gen_ai.output.messages": []any{map[string]any{"role": "assistant", "parts": []any{map[string]any{"type": "text", "content": "hello"}}}},
				"gen_ai.system_instructions": `[{"type":"text","content":"S"}]`,
			}}},
			system: `[{"type":"text","content":"S"}]`, in: hi, out: hello,
		},
	})
}
