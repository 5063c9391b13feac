package content

import (
	"testing"
)

func TestProvidersJSON(t *testing.T) {
	hi := `[` + saidBy("user", "hi") + `]`
	answer := func(parts, finish string) string {
		return `[{"role":"assistant","parts":[` + parts + `],"finish_reason":"` + finish + `"}]`
	}
	testRebuilt(t, []rebuilt{
		{
			name: "openai_responses",
			attrs: map[string]any{
				"input.value":  `{"model":"m","instructions":"S","input":[{"role":"user","content":[{"type":"input_text","text":"hi"},{"type":"input_image","image_url":"https://x.test/a.png"},{"type":"input_file","file_id":"file-1"}]},{"type":"function_call","call_id":"c","id":"fc_1","name":"f","arguments":"{\"a\":1}"},{"type":"function_call_output","call_id":"c","output":"ok"}],"tools":[{"type":"web_search"}]}`,
				"output.value": `{"id":"resp_1","object":"response","status":"completed","instructions":"S","output":[{"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"hm"}]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello","annotations":[]}]},{"type":"function_call","call_id":"d","name":"g","arguments":"{}"}]}`,
			},
			system: `[{"type":"text","content":"S"}]`,
			in: `[{"role":"user","parts":[{"type":"text","content":"hi"},{"type":"uri","modality":"image","uri":"https://x.test/a.png"},{"type":"file","file_id":"file-1"}]},` +
				`{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{"a":1}}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":"ok"}]}]`,
			out: `[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"}]},` + saidBy("assistant", "hello") +
				`,{"role":"assistant","parts":[{"type":"tool_call","id":"d","name":"g","arguments":{}}],"finish_reason":"stop"}]`,
			offered: `[{"type":"web_search"}]`, finish: []string{"completed"},
		},
		{
			name: "anthropic",
			attrs: map[string]any{
				"input.value":  `{"system":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"ok"}]},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO"}}]}],"tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}]}`,
				"output.value": `{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"hello"},{"type":"server_tool_use","id":"w","name":"web_search","input":{"query":"q"}}],"stop_reason":"end_turn"}`,
			},
			system: `[{"type":"text","content":"S"}]`,
			in: `[` + saidBy("user", "hi") + `,{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"tool_call","id":"t","name":"f","arguments":{"a":1}}]},` +
				`{"role":"user","parts":[{"type":"tool_call_response","id":"t","response":"ok"},{"type":"blob","mime_type":"image/png","modality":"image","content":"iVBO"}]}]`,
			out:     answer(`{"type":"text","content":"hello"},{"type":"server_tool_call","id":"w","name":"web_search","arguments":{"query":"q"}}`, "stop"),
			offered: `[{"type":"function","name":"f","description":"d","parameters":{"type":"object"}}]`, finish: []string{"end_turn"},
		},
		{
			name: "gemini",
			attrs: map[string]any{
				"input.value":  `{"contents":[{"role":"user","parts":[{"text":"hi"},{"inlineData":{"mimeType":"image/png","data":"iVBO"}},{"fileData":{"mimeType":"application/pdf","fileUri":"gs://b/f.pdf"}}]}],"systemInstruction":{"parts":[{"text":"S"}]},"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT"}}]}]}`,
				"output.value": `{"candidates":[{"content":{"role":"model","parts":[{"text":"hello"},{"functionCall":{"name":"f","args":{"a":1}}}]},"finishReason":"MAX_TOKENS"}]}`,
			},
			system: `[{"type":"text","content":"S"}]`,
			in:     `[{"role":"user","parts":[{"type":"text","content":"hi"},{"type":"blob","mime_type":"image/png","modality":"image","content":"iVBO"},{"type":"uri","mime_type":"application/pdf","modality":"application","uri":"gs://b/f.pdf"}]}]`,
			out:    answer(`{"type":"text","content":"hello"},{"type":"tool_call","name":"f","arguments":{"a":1}}`, "length"), offered: `[{"type":"function","name":"f","parameters":{"type":"OBJECT"}}]`,
			finish: []string{"MAX_TOKENS"},
		},
		{
			name: "bedrock_converse",
			attrs: map[string]any{
				"input.value":  `{"modelId":"m","system":[{"text":"S"}],"messages":[{"role":"user","content":[{"text":"hi"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":{"a":1}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"json":{"b":2}}],"status":"success"}},{"image":{"format":"png","source":{"bytes":"iVBO"}}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}}`,
				"output.value": `{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"s"}}},{"text":"hello"}]}},"stopReason":"end_turn"}`,
			},
			system: `[{"type":"text","content":"S"}]`,
			in: `[` + saidBy("user", "hi") + `,{"role":"assistant","parts":[{"type":"tool_call","id":"t","name":"f","arguments":{"a":1}}]},` +
				`{"role":"user","parts":[{"type":"tool_call_response","id":"t","response":{"b":2}},{"type":"blob","mime_type":"image/png","modality":"image","content":"iVBO"}]}]`,
			out:     answer(`{"type":"reasoning","content":"hm"},{"type":"text","content":"hello"}`, "stop"),
			offered: `[{"type":"function","name":"f","parameters":{"type":"object"}}]`, finish: []string{"end_turn"},
		},
		{name: "cohere", attrs: map[string]any{"input.value": `{"preamble":"S","chat_history":[{"role":"USER","message":"a"},{"role":"CHATBOT","message":"b"}],"message":"hi"}`, "output.value": `{"text":"hello","finish_reason":"COMPLETE"}`}, system: `[{"type":"text","content":"S"}]`, in: `[` + saidBy("user", "a") + `,` + saidBy("assistant", "b") + `,` + saidBy("user", "hi") + `]`, out: answer(`{"type":"text","content":"hello"}`, "stop"), finish: []string{"COMPLETE"}},
		{name: "ollama", attrs: map[string]any{"input.value": `{"model":"m","messages":[{"role":"user","content":"hi"}]}`, "output.value": `{"message":{"role":"assistant","content":"","thinking":"hm","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"done_reason":"stop"}`}, in: hi, out: answer(`{"type":"reasoning","content":"hm"},{"type":"tool_call","name":"f","arguments":{"a":1}}`, "stop"), finish: []string{"stop"}},
		{name: "several_choices", attrs: map[string]any{"output.value": `{"choices":[{"message":{"content":"a"},"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"length"}]}`}, out: `[{"role":"assistant","parts":[{"type":"text","content":"a"}],"finish_reason":"stop"},{"role":"assistant","parts":[{"type":"text","content":"b"}],"finish_reason":"length"}]`, finish: []string{"stop", "length"}},
		{name: "deepseek_reasoning", attrs: map[string]any{"output.value": `{"choices":[{"message":{"role":"assistant","reasoning_content":"hm","content":"a"},"finish_reason":"stop"}]}`}, out: answer(`{"type":"reasoning","content":"hm"},{"type":"text","content":"a"}`, "stop"), finish: []string{"stop"}},
		{name: "openai_functions_before_tools", attrs: map[string]any{"output.value": `{"choices":[{"message":{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{\"a\":1}"}},"finish_reason":"function_call"}]}`}, out: answer(`{"type":"tool_call","name":"f","arguments":{"a":1}}`, "tool_call"), finish: []string{"function_call"}},
		{name: "openai_completion", attrs: map[string]any{"input.value": `{"prompt":"hi"}`, "output.value": `{"choices":[{"text":"hello","finish_reason":"stop"}]}`}, in: hi, out: answer(`{"type":"text","content":"hello"}`, "stop"), finish: []string{"stop"}},
		{name: "openai_audio", attrs: map[string]any{"input.value": `{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}`}, in: `[{"role":"user","parts":[{"type":"blob","mime_type":"audio/wav","modality":"audio","content":"AAAA"}]}]`},
		{name: "llamaindex_blocks", attrs: map[string]any{"input.value": `{"messages": [{"role": "user", "additional_kwargs": {}, "blocks": [{"block_type": "text", "text": "hi"}]}]}`}, in: hi},
		{
			name: "autogen_messages", attrs: map[string]any{"input.value": `{"messages":[{"content":"S","type":"SystemMessage"},{"content":"hi","source":"user","type":"UserMessage"},{"content":[{"id":"c","arguments":"{}","name":"f"}],"source":"a","type":"AssistantMessage"},{"content":[{"content":"ok","name":"f","call_id":"c","is_error":false}],"type":"FunctionExecutionResultMessage"}]}`},
			system: `[{"type":"text","content":"S"}]`,
			in:     `[{"role":"user","parts":[{"type":"text","content":"hi"}],"name":"user"},{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{}}],"name":"a"},{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":"ok"}]}]`,
		},
		{name: "smolagents_roles", attrs: map[string]any{"input.value": `{"messages": [{"role": "MessageRole.USER", "content": [{"type": "text", "text": "hi"}]}, {"role": "tool-response", "content": [{"type": "text", "text": "ok"}]}]}`}, in: `[` + saidBy("user", "hi") + `,{"role":"tool","parts":[{"type":"tool_call_response","response":"ok"}]}]`},
		{name: "python_repr", attrs: map[string]any{"input.value": `[{'role': 'user', 'content': "it's"}]`}, in: `[` + saidBy("user", "it's") + `]`},
		{name: "cut_in_the_middle", attrs: map[string]any{"input.value": `{"messages":[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{\"city\": \"Os`}, in: `[` + saidBy("user", "hi") + `,{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{"city":"Os"}}]}]`},
	})
}
