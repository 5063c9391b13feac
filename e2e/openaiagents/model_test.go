//go:build backends

package openaiagents

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// model is a server with OpenAI's chat completions and responses. What it says to whom, and what it says it cost, is
// in testdata/script.json; the last reply of an agent is repeated.
type model struct {
	mu    sync.Mutex
	rules []*rule
	calls []call // in the order of their coming
	count int
}

type rule struct {
	Who     string
	Match   string // in the instructions
	Replies []reply
}

type reply struct {
	Text  string
	Tools []struct {
		Name string
		Args json.RawMessage
	}
	Error                            int
	Input, Output, Cached, Reasoning int64
}

// call is a reply as it was given, and whether its usage went with it.
type call struct {
	reply
	who, api string
	told     bool
}

func startModel(t *testing.T) (*model, string) {
	m := &model{}
	text, err := os.ReadFile("testdata/script.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &m.rules))
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	return m, server.URL + "/v1"
}

// question is what the two APIs have in common.
type question struct {
	Model         string
	Stream        bool
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	Instructions string
	Messages     []struct {
		Role    string
		Content json.RawMessage
	}
}

func (m *model) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var q question
	if err := json.NewDecoder(req.Body).Decode(&q); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	chat := strings.HasSuffix(req.URL.Path, "/chat/completions")
	for _, message := range q.Messages {
		if message.Role == "system" || message.Role == "developer" {
			q.Instructions += string(message.Content)
		}
	}
	c := m.answer(&q, chat)
	w.Header().Set("x-should-retry", "false")
	switch {
	case c.Error != 0:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(c.Error)
		fmt.Fprint(w, `{"error":{"message":"The server had an error","type":"server_error"}}`)
	case chat && q.Stream:
		streamChat(w, &q, c)
	case chat:
		writeJSON(w, chatCompletion(&q, c))
	case q.Stream:
		streamResponse(w, &q, c)
	default:
		writeJSON(w, response(&q, c))
	}
}

func (m *model) answer(q *question, chat bool) call {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	c := call{who: "nobody", api: "responses", told: true, reply: reply{Text: "I do not know you."}}
	if chat {
		c.api, c.told = "chat", !q.Stream || q.StreamOptions.IncludeUsage
	}
	for _, r := range m.rules {
		if strings.Contains(q.Instructions, r.Match) {
			c.who, c.reply = r.Who, r.Replies[0]
			if len(r.Replies) > 1 {
				r.Replies = r.Replies[1:]
			}
			break
		}
	}
	m.calls = append(m.calls, c)
	return c
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

type object = map[string]any

func chatUsage(c call) object {
	return object{
		"prompt_tokens": c.Input, "completion_tokens": c.Output, "total_tokens": c.Input + c.Output,
		"prompt_tokens_details":     object{"cached_tokens": c.Cached},
		"completion_tokens_details": object{"reasoning_tokens": c.Reasoning},
	}
}

func toolCalls(c call) (calls []object) {
	for i, tool := range c.Tools {
		calls = append(calls, object{
			"index": i, "id": fmt.Sprintf("call_%s_%d_%d", c.who, c.Input, i), "type": "function",
			"function": object{"name": tool.Name, "arguments": string(tool.Args)},
		})
	}
	return calls
}

func chatCompletion(q *question, c call) object {
	message := object{"role": "assistant", "content": nil, "refusal": nil}
	finish := "stop"
	if c.Text != "" {
		message["content"] = c.Text
	}
	if len(c.Tools) > 0 {
		message["tool_calls"], finish = toolCalls(c), "tool_calls"
	}
	return object{
		"id": fmt.Sprintf("chatcmpl-%s-%d", c.who, c.Input), "object": "chat.completion", "created": 1, "model": q.Model,
		"choices": []object{{"index": 0, "message": message, "finish_reason": finish, "logprobs": nil}}, "usage": chatUsage(c),
	}
}

func streamChat(w http.ResponseWriter, q *question, c call) {
	w.Header().Set("Content-Type", "text/event-stream")
	chunk := func(choices []object, usage any) {
		text, _ := json.Marshal(object{
			"id": fmt.Sprintf("chatcmpl-%s-%d", c.who, c.Input), "object": "chat.completion.chunk", "created": 1,
			"model": q.Model, "choices": choices, "usage": usage,
		})
		fmt.Fprintf(w, "data: %s\n\n", text)
	}
	delta, finish := object{"role": "assistant", "content": c.Text}, "stop"
	if len(c.Tools) > 0 {
		delta, finish = object{"role": "assistant", "content": nil, "tool_calls": toolCalls(c)}, "tool_calls"
	}
	chunk([]object{{"index": 0, "delta": delta, "finish_reason": nil}}, nil)
	chunk([]object{{"index": 0, "delta": object{}, "finish_reason": finish}}, nil)
	if q.StreamOptions.IncludeUsage {
		chunk([]object{}, chatUsage(c))
	}
	fmt.Fprint(w, "data: [DONE]\n\n")
}

func response(q *question, c call) object {
	output := []object{}
	if c.Text != "" {
		output = append(output, object{
			"id": "msg_1", "type": "message", "status": "completed", "role": "assistant",
			"content": []object{{"type": "output_text", "text": c.Text, "annotations": []object{}, "logprobs": []object{}}},
		})
	}
	for _, tool := range toolCalls(c) {
		function := tool["function"].(object)
		output = append(output, object{
			"id": "fc_" + tool["id"].(string), "type": "function_call", "status": "completed",
			"call_id": tool["id"], "name": function["name"], "arguments": function["arguments"],
		})
	}
	return object{
		"id": fmt.Sprintf("resp_%s_%d", c.who, c.Input), "object": "response", "created_at": 1, "status": "completed",
		"error": nil, "incomplete_details": nil, "instructions": q.Instructions, "model": q.Model, "output": output,
		"parallel_tool_calls": true, "temperature": 1.0, "tool_choice": "auto", "tools": []object{}, "top_p": 1.0, "metadata": object{},
		"usage": object{
			"input_tokens": c.Input, "output_tokens": c.Output, "total_tokens": c.Input + c.Output,
			"input_tokens_details":  object{"cached_tokens": c.Cached},
			"output_tokens_details": object{"reasoning_tokens": c.Reasoning},
		},
	}
}

func streamResponse(w http.ResponseWriter, q *question, c call) {
	w.Header().Set("Content-Type", "text/event-stream")
	whole, sequence := response(q, c), 0
	event := func(typ string, fields object) {
		fields["type"], fields["sequence_number"] = typ, sequence
		sequence++
		text, _ := json.Marshal(fields)
		fmt.Fprintf(w, "event: %s\ndata: %s\n\n", typ, text)
	}
	begun := object{}
	for key, value := range whole {
		begun[key] = value
	}
	begun["status"], begun["output"], begun["usage"] = "in_progress", []object{}, nil
	event("response.created", object{"response": begun})
	for i, item := range whole["output"].([]object) {
		event("response.output_item.added", object{"output_index": i, "item": item})
		event("response.output_item.done", object{"output_index": i, "item": item})
	}
	event("response.completed", object{"response": whole})
}
