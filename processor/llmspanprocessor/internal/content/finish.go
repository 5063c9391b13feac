package content

import (
	"bytes"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// finishReasons maps what providers say of the end of an answer, in lower case, to the values of the conventions.
// Read in the API references of OpenAI, Anthropic, Bedrock, Gemini, Cohere and in the AI SDK, 2026-11-22.
var finishReasons = map[string]string{
	"stop": "stop", "end_turn": "stop", "stop_sequence": "stop", "completed": "stop", "complete": "stop", "eos": "stop",
	"finish": "stop", "pause_turn": "stop", "endoftext": "stop",
	"length": "length", "max_tokens": "length", "max_output_tokens": "length", "incomplete": "length",
	"model_context_window_exceeded": "length",
	"tool_call":                     "tool_call", "tool_calls": "tool_call", "tool-calls": "tool_call", "tool_use": "tool_call",
	"function_call":  "tool_call",
	"content_filter": "content_filter", "content-filter": "content_filter", "safety": "content_filter",
	"recitation": "content_filter", "blocklist": "content_filter", "prohibited_content": "content_filter", "spii": "content_filter",
	"refusal": "content_filter", "guardrail_intervened": "content_filter", "content_filtered": "content_filter",
	"error": "error", "failed": "error", "cancelled": "error", "malformed_function_call": "error",
}

// finishReason returns the value of the conventions for a provider's, the provider's own where there is none.
func finishReason(reason string) string {
	switch reason { // what nearly all say
	case "stop", "length":
		return reason
	case "tool_calls":
		return "tool_call"
	}
	var room [shortWord]byte
	low := lowered(&room, reason)
	if i := bytes.LastIndexByte(low, '.'); i >= 0 {
		low = low[i+1:] // Python's str() of an enum: FinishReason.STOP
	}
	if known, ok := finishReasons[string(low)]; ok {
		return known
	}
	return reason
}

// finishOf returns the finish reason that a response, a choice or a message tells, "" if none.
func finishOf(v jsontree.Value) string {
	return v.Any("finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason", "completionReason").Word()
}

// FinishReasons reads the finish reasons out of output messages in the form of the conventions.
func FinishReasons(outputMessages string) []string {
	var tree jsontree.Tree
	list, ok := tree.ParseContainer(outputMessages)
	if !ok || list.Kind() != jsontree.Array {
		return nil
	}
	var reasons []string
	for m := list.First(); m.Kind() != jsontree.Absent; m = m.Next() {
		if r := m.Get("finish_reason").Word(); r != "" {
			reasons = append(reasons, r)
		}
	}
	return reasons
}
