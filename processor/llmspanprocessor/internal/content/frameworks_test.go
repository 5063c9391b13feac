package content

import (
	"testing"

	"github.com/otelcol-baton/baton/internal/genai"
)

func TestFrameworksOwnNames(t *testing.T) {
	hi, hello := `[`+saidBy("user", "hi")+`]`, `[`+saidBy("assistant", "hello")+`]`
	testRebuilt(t, []rebuilt{
		{
			name: "vercel_call",
			attrs: map[string]any{
				"ai.operationId":     "ai.generateText.doGenerate",
				"ai.prompt.messages": `[{"role":"system","content":"S"},{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image","image":"https://x.test/a.png"},{"type":"file","data":"AAAA","mediaType":"application/pdf"}]},{"role":"assistant","content":[{"type":"reasoning","text":"hm"},{"type":"tool-call","toolCallId":"c","toolName":"f","args":{"a":1}}]},{"role":"tool","content":[{"type":"tool-result","toolCallId":"c","toolName":"f","output":{"type":"json","value":{"b":2}}}]}]`,
				"ai.prompt.tools":    []any{`{"type":"function","name":"f","inputSchema":{"type":"object"}}`},
				"ai.response.text":   "hello", "ai.response.reasoning": "thinking", "ai.response.finishReason": "tool-calls",
				"ai.response.toolCalls": `[{"toolCallId":"d","toolName":"g","input":"{\"x\":1}"}]`,
			},
			system: `[{"type":"text","content":"S"}]`,
			in: `[{"role":"user","parts":[{"type":"text","content":"hi"},{"type":"uri","modality":"image","uri":"https://x.test/a.png"},{"type":"blob","mime_type":"application/pdf","modality":"application","content":"AAAA"}]},` +
				`{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"tool_call","id":"c","name":"f","arguments":{"a":1}}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":{"b":2}}]}]`,
			out:     `[{"role":"assistant","parts":[{"type":"reasoning","content":"thinking"},{"type":"text","content":"hello"},{"type":"tool_call","id":"d","name":"g","arguments":{"x":1}}],"finish_reason":"tool_call"}]`,
			offered: `[{"type":"function","name":"f","parameters":{"type":"object"}}]`, finish: []string{"tool-calls"},
		},
		{name: "vercel_object", attrs: map[string]any{"ai.prompt": `{"system":"S","prompt":"hi"}`, "ai.response.object": `{"role":"user","content":1}`}, system: `[{"type":"text","content":"S"}]`, in: hi, out: `[` + saidBy("assistant", `{\"role\":\"user\",\"content\":1}`) + `]`},
		{name: "vercel_3", attrs: map[string]any{"ai.prompt": `{"messages":[{"role":"user","content":"hi"}]}`, "ai.result.text": "hello"}, in: hi, out: hello},
		{name: "vercel_tool", role: genai.RoleTool, attrs: map[string]any{"ai.toolCall.args": `{"a":1}`, "ai.toolCall.result": `{"b":2}`}, arguments: `{"a":1}`, result: `{"b":2}`},
		{
			name: "langsmith_batch",
			attrs: map[string]any{
				"gen_ai.prompt":     `{"messages": [[{"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "SystemMessage"], "kwargs": {"content": "S", "type": "system"}}, {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "HumanMessage"], "kwargs": {"content": "hi", "type": "human"}}]]}`,
				"gen_ai.completion": `{"generations": [[{"text": "hello", "generation_info": {"finish_reason": "stop"}, "type": "ChatGeneration", "message": {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "AIMessage"], "kwargs": {"content": "hello", "type": "ai", "tool_calls": [], "additional_kwargs": {}}}}]], "llm_output": {"id": "chatcmpl-1"}}`,
			},
			system: `[{"type":"text","content":"S"}]`, in: hi,
			out: `[{"role":"assistant","parts":[{"type":"text","content":"hello"}],"finish_reason":"stop"}]`, finish: []string{"stop"},
		},
		{name: "langfuse_openai", attrs: map[string]any{"langfuse.observation.input": `[{"role": "user", "content": "hi"}]`, "langfuse.observation.output": `{"role": "assistant", "content": "hello"}`}, in: hi, out: hello},
		{name: "langfuse_prose", attrs: map[string]any{"langfuse.observation.input": `hi`, "langfuse.observation.output": `hello`}, in: hi, out: hello},
		{name: "langfuse_unknown_json", attrs: map[string]any{"langfuse.observation.input": `{"a": 1}`}, in: `[` + saidBy("user", `{\"a\": 1}`) + `]`},
		{name: "unknown_json_on_an_agent_is_no_message", role: genai.RoleAgent, attrs: map[string]any{"langfuse.observation.input": `{"a": 1}`}},
		{name: "a_step_has_no_messages", role: genai.RoleStep, attrs: map[string]any{"input.value": "hi", "output.value": "hello"}},
		{name: "mlflow_encoded_texts", attrs: map[string]any{"mlflow.spanInputs": `"hi"`, "mlflow.spanOutputs": `"hello"`}, in: hi, out: hello},
		{
			name:  "mlflow_openai",
			attrs: map[string]any{"mlflow.spanInputs": `{"messages":[{"role":"user","content":"hi"}],"model":"m","tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}`, "mlflow.spanOutputs": `{"id":"x","choices":[{"index":0,"finish_reason":"length","message":{"role":"assistant","content":"hello"}}]}`},
			in:    hi, out: `[{"role":"assistant","parts":[{"type":"text","content":"hello"}],"finish_reason":"length"}]`,
			offered: `[{"type":"function","name":"f","parameters":{}}]`, finish: []string{"length"},
		},
		{name: "mlflow_tool", role: genai.RoleTool, attrs: map[string]any{"mlflow.spanInputs": `{"a":1}`, "mlflow.spanOutputs": `"done"`}, arguments: `{"a":1}`, result: `done`},
		{name: "laminar", attrs: map[string]any{"lmnr.span.input": `[{"role":"user","content":"hi"}]`, "lmnr.span.output": `"hello"`}, in: hi, out: hello},
		{
			name:  "logfire",
			attrs: map[string]any{"request_data": `{"messages":[{"role":"user","content":"hi"}],"model":"m"}`, "response_data": `{"message":{"role":"assistant","content":"hello","refusal":null},"usage":{}}`},
			in:    hi, out: hello,
		},
		{
			name: "pydantic_ai_first_format",
			attrs: map[string]any{"events": `[{"content":"S","role":"system","event.name":"gen_ai.system.message"},{"content":"hi","role":"user","event.name":"gen_ai.user.message"},` +
				`{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":{"a":1}}}],"event.name":"gen_ai.assistant.message"},{"content":"ok","role":"tool","id":"c","name":"f","event.name":"gen_ai.tool.message"},` +
				`{"index":0,"message":{"role":"assistant","content":"hello"},"event.name":"gen_ai.choice"}]`},
			system: `[{"type":"text","content":"S"}]`,
			in:     `[` + saidBy("user", "hi") + `,{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{"a":1}}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":"ok"}],"name":"f"}]`,
			out:    hello,
		},
		{
			name: "pydantic_ai_agent", role: genai.RoleAgent,
			attrs: map[string]any{"all_messages_events": `[{"content":"hi","role":"user","event.name":"gen_ai.user.message"},{"role":"assistant","content":"hello","event.name":"gen_ai.assistant.message"}]`},
			in:    hi, out: hello,
		},
		{
			name: "adk",
			attrs: map[string]any{
				"gcp.vertex.agent.llm_request":  `{"model":"g","config":{"system_instruction":"S","tools":[{"function_declarations":[{"name":"f","description":"d"}]}]},"contents":[{"parts":[{"text":"hi"}],"role":"user"},{"parts":[{"function_call":{"id":"c","name":"f","args":{"a":1}}}],"role":"model"},{"parts":[{"function_response":{"id":"c","name":"f","response":{"b":2}}}],"role":"user"}]}`,
				"gcp.vertex.agent.llm_response": `{"content":{"parts":[{"thought":true,"text":"hm"},{"text":"hello"}],"role":"model"},"finish_reason":"STOP","usage_metadata":{}}`,
			},
			system:  `[{"type":"text","content":"S"}]`,
			in:      `[` + saidBy("user", "hi") + `,{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{"a":1}}]},{"role":"user","parts":[{"type":"tool_call_response","id":"c","response":{"b":2}}]}]`,
			out:     `[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"text","content":"hello"}],"finish_reason":"stop"}]`,
			offered: `[{"type":"function","name":"f","description":"d"}]`, finish: []string{"STOP"},
		},
		{name: "adk_with_content_off", attrs: map[string]any{"gcp.vertex.agent.llm_request": "{}", "gcp.vertex.agent.llm_response": "{}"}},
		{name: "adk_tool", role: genai.RoleTool, attrs: map[string]any{"gcp.vertex.agent.tool_call_args": `{"a":1}`, "gcp.vertex.agent.tool_response": `{"result":"ok"}`}, arguments: `{"a":1}`, result: "ok"},
		{
			name:   "genkit",
			attrs:  map[string]any{"genkit:input": `{"messages":[{"role":"system","content":[{"text":"S"}]},{"role":"user","content":[{"text":"hi"},{"media":{"url":"https://x.test/a.png","contentType":"image/png"}}]},{"role":"model","content":[{"toolRequest":{"ref":"c","name":"f","input":{"a":1}}}]},{"role":"tool","content":[{"toolResponse":{"ref":"c","name":"f","output":"ok"}}]}]}`, "genkit:output": `{"message":{"role":"model","content":[{"text":"hello"}]},"finishReason":"stop","usage":{}}`},
			system: `[{"type":"text","content":"S"}]`,
			in: `[{"role":"user","parts":[{"type":"text","content":"hi"},{"type":"uri","mime_type":"image/png","modality":"image","uri":"https://x.test/a.png"}]},{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{"a":1}}]},` +
				`{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":"ok"}]}]`,
			out: `[{"role":"assistant","parts":[{"type":"text","content":"hello"}],"finish_reason":"stop"}]`, finish: []string{"stop"},
		},
		{
			name:   "haystack",
			attrs:  map[string]any{"haystack.component.input": `{"messages": [{"role": "system", "meta": {}, "name": null, "content": [{"text": "S"}]}, {"role": "user", "content": [{"text": "hi"}]}], "generation_kwargs": null}`, "haystack.component.output": `{"replies": [{"role": "assistant", "meta": {"model": "m", "finish_reason": "tool_calls"}, "name": null, "content": [{"tool_call": {"tool_name": "f", "arguments": {"a": 1}, "id": "c"}}]}]}`},
			system: `[{"type":"text","content":"S"}]`, in: hi,
			out: `[{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{"a":1}}],"finish_reason":"tool_call"}]`, finish: []string{"tool_calls"},
		},
		{name: "claude_code", attrs: map[string]any{"response.model_output": "hello"}, out: hello},
		{name: "hidden_content_is_no_message", attrs: map[string]any{"response.model_output": "<REDACTED>", "input.value": "__REDACTED__"}},
		{name: "claude_code_tool", role: genai.RoleTool, attrs: map[string]any{"full_command": "ls"}, events: []event{{"tool.output", map[string]any{"output": "a b"}}}, arguments: "ls", result: "a b"},
		{
			name:   "livekit",
			attrs:  map[string]any{"lk.chat_ctx": `{"items":[{"id":"1","type":"message","role":"system","content":["S"]},{"id":"2","type":"message","role":"user","content":["hi"]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"ok"}]}`, "lk.response.text": "hello"},
			system: `[{"type":"text","content":"S"}]`,
			in:     `[` + saidBy("user", "hi") + `,{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{}}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":"ok"}]}]`,
			out:    hello,
		},
		{name: "voltagent", attrs: map[string]any{"llm.messages": `[{"role":"user","content":"hi"}]`, "output.value": "hello"}, in: hi, out: hello},
		{
			name: "traceloop_entity", role: genai.RoleWorkflow,
			attrs: map[string]any{"traceloop.entity.input": `{"inputs": {"messages": [["human", "hi"]]}, "tags": [], "metadata": {"a": "b"}}`, "traceloop.entity.output": `{"outputs": {"messages": [{"type": "human", "content": "hi"}, {"type": "ai", "content": "hello"}]}, "kwargs": {}}`},
			in:    hi, out: hello,
		},
		{
			name: "traceloop_tool", role: genai.RoleTool,
			attrs:     map[string]any{"traceloop.entity.input": `{"input_str": "{'q': 'x', 'n': None}", "tags": [], "inputs": null}`, "traceloop.entity.output": `{"output": {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "ToolMessage"], "kwargs": {"content": "ok", "tool_call_id": "c"}}, "kwargs": {}}`},
			arguments: `{"q":"x","n":null}`, result: "ok",
		},
		{name: "openinference_prose", attrs: map[string]any{"input.value": "hi", "output.value": "hello"}, in: hi, out: hello},
		{name: "openinference_agent", role: genai.RoleAgent, attrs: map[string]any{"input.value": "hi", "output.value": "{'a': <object at 0x1>}"}, in: hi},
		{name: "openinference_tool", role: genai.RoleTool, attrs: map[string]any{"input.value": `{"a": 1}`, "output.value": `{"type": "tool", "data": {"content": "ok", "tool_call_id": "c"}}`}, arguments: `{"a":1}`, result: "ok"},
	})
}
