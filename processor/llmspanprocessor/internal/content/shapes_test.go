package content

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// rebuilt is one case: attributes (and events) of a span, and the messages that are in them.
type rebuilt struct {
	name                       string
	role                       genai.Role // RoleCall when empty
	attrs                      map[string]any
	events                     []event
	in, out, system            string
	arguments, result, offered string
	finish                     []string
}

type event struct {
	name  string
	attrs map[string]any
}

// said is a message of one text part.
func saidBy(role, text string) string {
	return `{"role":"` + role + `","parts":[{"type":"text","content":"` + text + `"}]}`
}

func testRebuilt(t *testing.T, cases []rebuilt) {
	t.Helper()
	r := NewRebuilder()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			span := ptrace.NewSpan()
			require.NoError(t, span.Attributes().FromRaw(tt.attrs))
			for _, e := range tt.events {
				added := span.Events().AppendEmpty()
				added.SetName(e.name)
				require.NoError(t, added.Attributes().FromRaw(e.attrs))
			}
			if tt.role == "" {
				tt.role = genai.RoleCall
			}
			m := r.Rebuild(span, tt.role, nil)
			same := func(want, got, what string) {
				if want == "" || got == "" || !json.Valid([]byte(want)) {
					require.Equal(t, want, got, what)
					return
				}
				require.JSONEq(t, want, got, what)
			}
			same(tt.in, m.Input, "input")
			same(tt.out, m.Output, "output")
			same(tt.system, m.System, "system")
			same(tt.arguments, m.ToolArguments, "arguments")
			same(tt.result, m.ToolResult, "result")
			same(tt.offered, m.ToolDefinitions, "definitions")
			require.Equal(t, tt.finish, m.FinishReasons)
			m.Write(span)
			require.Equal(t, Messages{}, r.Rebuild(span, tt.role, nil), "twice changes nothing")
		})
	}
}

func TestFlattenedMessages(t *testing.T) {
	testRebuilt(t, []rebuilt{
		{
			name: "openinference_messages_in_any_order_of_attributes",
			attrs: map[string]any{
				"openinference.span.kind":                                                "LLM",
				"llm.input_messages.10.message.role":                                     "user",
				"llm.input_messages.10.message.content":                                  "last",
				"llm.input_messages.0.message.role":                                      "system",
				"llm.input_messages.0.message.content":                                   "be brief",
				"llm.input_messages.1.message.role":                                      "user",
				"llm.input_messages.1.message.content":                                   "weather?",
				"llm.input_messages.2.message.role":                                      "assistant",
				"llm.input_messages.3.message.role":                                      "tool",
				"llm.input_messages.3.message.content":                                   `{"celsius": 4}`,
				"llm.input_messages.3.message.tool_call_id":                              "c1",
				"llm.input_messages.2.message.tool_calls.0.tool_call.id":                 "c1",
				"llm.input_messages.2.message.tool_calls.0.tool_call.function.name":      "weather",
				"llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments": `{"city": "Oslo"}`,
				"llm.output_messages.0.message.role":                                     "assistant",
				"llm.output_messages.0.message.content":                                  "4 degrees",
				"llm.finish_reason":                                                      "stop",
			},
			system: `[{"type":"text","content":"be brief"}]`,
			in: `[` + saidBy("user", "weather?") + `,{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"weather","arguments":{"city":"Oslo"}}]},` +
				`{"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"{\"celsius\": 4}"}]},` + saidBy("user", "last") + `]`,
			out:    `[{"role":"assistant","parts":[{"type":"text","content":"4 degrees"}],"finish_reason":"stop"}]`,
			finish: []string{"stop"},
		},
		{
			name: "openinference_parts_of_one_message",
			attrs: map[string]any{
				"llm.input_messages.0.message.role":                                       "user",
				"llm.input_messages.0.message.contents.0.message_content.type":            "text",
				"llm.input_messages.0.message.contents.0.message_content.text":            "what is it?",
				"llm.input_messages.0.message.contents.1.message_content.type":            "image",
				"llm.input_messages.0.message.contents.1.message_content.image.image.url": "data:image/png;base64,iVBO",
				"llm.input_messages.0.message.contents.2.message_content.type":            "image",
				"llm.input_messages.0.message.contents.2.message_content.image.image.url": "https://x.test/a.png",
			},
			in: `[{"role":"user","parts":[{"type":"text","content":"what is it?"},{"type":"blob","mime_type":"image/png","modality":"image","content":"iVBO"},` +
				`{"type":"uri","modality":"image","uri":"https://x.test/a.png"}]}]`,
		},
		{
			name: "openinference_completions",
			attrs: map[string]any{
				"llm.prompts.0.prompt.text": "once upon", "llm.choices.0.completion.text": "a time",
			},
			in: `[` + saidBy("user", "once upon") + `]`, out: `[` + saidBy("assistant", "a time") + `]`,
		},
		{
			name: "traceloop_prompts_and_completions",
			attrs: map[string]any{
				"gen_ai.prompt.0.role": "system", "gen_ai.prompt.0.content": "be brief",
				"gen_ai.prompt.1.role": "user", "gen_ai.prompt.1.content": `[{"type": "text", "text": "hi"}, {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}}]`,
				"gen_ai.prompt.2.role": "assistant", "gen_ai.prompt.2.tool_calls.0.id": "c1", "gen_ai.prompt.2.tool_calls.0.name": "f", "gen_ai.prompt.2.tool_calls.0.arguments": `{"a":1}`,
				"gen_ai.prompt.3.role": "tool", "gen_ai.prompt.3.content": "ok", "gen_ai.prompt.3.tool_call_id": "c1",
				"gen_ai.completion.0.role": "assistant", "gen_ai.completion.0.content": `""`, "gen_ai.completion.0.finish_reason": "tool_calls",
				"gen_ai.completion.0.tool_calls.0.name": "g", "gen_ai.completion.0.tool_calls.0.arguments": "{}",
				"llm.request.functions.0.name": "g", "llm.request.functions.0.description": "does g", "llm.request.functions.0.parameters": `{"type":"object"}`,
			},
			system: `[{"type":"text","content":"be brief"}]`,
			in: `[{"role":"user","parts":[{"type":"text","content":"hi"},{"type":"uri","modality":"image","uri":"https://x.test/a.png"}]},` +
				`{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"f","arguments":{"a":1}}]},` +
				`{"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"ok"}]}]`,
			out:     `[{"role":"assistant","parts":[{"type":"tool_call","name":"g","arguments":{}}],"finish_reason":"tool_call"}]`,
			offered: `[{"type":"function","name":"g","description":"does g","parameters":{"type":"object"}}]`,
			finish:  []string{"tool_calls"},
		},
		{
			name:  "an_embedding_has_no_messages",
			attrs: map[string]any{"llm.request.type": "embedding", "gen_ai.prompt.0.content": "embed me", "input.value": "embed me"},
		},
	})
}

func TestTheConventionsOwnNames(t *testing.T) {
	whole := `[{"role":"system","parts":[{"type":"text","content":"x"}]}]`
	testRebuilt(t, []rebuilt{
		{name: "parts_are_left_alone", attrs: map[string]any{
			"gen_ai.input.messages": whole, "gen_ai.output.messages": `[]`, "gen_ai.system_instructions": `[{"type":"text","content":"y"}]`,
			"llm.input_messages.0.message.content": "other",
		}},
		{name: "structured_parts_are_left_alone", attrs: map[string]any{
			"gen_ai.input.messages": []any{map[string]any{"role": "user", "parts": []any{}}},
		}},
		{
			name: "openai_style_gets_parts", // AG2 1.x
			attrs: map[string]any{
				"gen_ai.input.messages":  `[{"content": "hi", "role": "user"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{\"a\": 1}"}}]}]`,
				"gen_ai.output.messages": `[{"content": "done", "role": "assistant"}]`,
			},
			in:  `[` + saidBy("user", "hi") + `,{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{"a":1}}]}]`,
			out: `[` + saidBy("assistant", "done") + `]`,
		},
		{
			name:  "structured_openai_style_gets_parts",
			attrs: map[string]any{"gen_ai.input.messages": []any{map[string]any{"role": "user", "content": "hi"}}},
			in:    `[` + saidBy("user", "hi") + `]`,
		},
		{
			name:   "a_plain_system_text_becomes_a_part",
			attrs:  map[string]any{"gen_ai.system_instructions": "You are Alice"},
			system: `[{"type":"text","content":"You are Alice"}]`,
		},
		{
			name:  "cut_parts_are_closed",
			attrs: map[string]any{"gen_ai.input.messages": `[{"role": "user", "parts": [{"type": "text", "content": "whole"}]}, {"role": "user", "parts": [{"type": "text", "content": "only the beg`},
			in:    `[` + saidBy("user", "whole") + `,` + saidBy("user", "only the beg") + `]`,
		},
		{
			name:  "cut_behind_a_part",
			attrs: map[string]any{"gen_ai.input.messages": `[{"role":"user","parts":[{"type":"text","content":"whole"}]`},
			in:    `[` + saidBy("user", "whole") + `]`,
		},
	})
}
