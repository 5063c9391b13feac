package relay

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// OpenAI's backend answers 400 to what the SDK sends to any other endpoint. These are the SDK's own rules for it
// (agents/tracing/processors.py 0.24, _sanitize_for_openai_tracing_api, read 2026-11-24).
const (
	mostFieldBytes  = 100_000
	truncatedSuffix = "... [truncated]"
)

// forOpenAI cuts a body to what OpenAI's backend takes: usage on generations only, the counts beside input and output
// under details, no reasoning of the model, input and output of at most 100,000 bytes each. A body that it cannot read
// goes on as it is.
func forOpenAI(body []byte) []byte {
	var post map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&post) != nil {
		return body
	}
	items, _ := post["data"].([]any)
	for _, item := range items {
		fields, _ := item.(map[string]any)
		if data, ok := fields["span_data"].(map[string]any); ok {
			cutSpanData(data)
		}
	}
	cut, err := json.Marshal(post)
	if err != nil {
		return body
	}
	return cut
}

func cutSpanData(data map[string]any) {
	generation := data["type"] == "generation"
	for _, name := range [...]string{"input", "output"} {
		value, ok := data[name]
		if !ok {
			continue
		}
		if generation {
			value = withoutReasoning(value)
		}
		data[name] = cutField(value)
	}
	usage, ok := data["usage"]
	if !ok {
		return
	}
	if counts, ok := usage.(map[string]any); generation && ok && cutUsage(counts) {
		return
	}
	delete(data, "usage")
}

// cutUsage keeps the two counts that the backend knows and puts the others under details; false means there is none.
func cutUsage(counts map[string]any) bool {
	for _, name := range [...]string{"input_tokens", "output_tokens"} {
		if _, ok := counts[name].(json.Number); !ok {
			return false
		}
	}
	details, _ := counts["details"].(map[string]any)
	if details == nil {
		details = map[string]any{}
	}
	for name, value := range counts {
		if name == "input_tokens" || name == "output_tokens" {
			continue
		}
		if name != "details" && value != nil {
			details[name] = value
		}
		delete(counts, name)
	}
	if len(details) > 0 {
		counts["details"] = details
	}
	return true
}

// withoutReasoning leaves out reasoning items, and reasoning in the messages of the assistant.
func withoutReasoning(value any) any {
	list, ok := value.([]any)
	if !ok {
		return value
	}
	kept := make([]any, 0, len(list))
	for _, element := range list {
		fields, ok := element.(map[string]any)
		if !ok {
			kept = append(kept, element)
			continue
		}
		if fields["type"] == "reasoning" || fields["type"] == "thinking" || fields["type"] == "redacted_thinking" {
			continue
		}
		if fields["role"] == "assistant" {
			for _, name := range [...]string{"reasoning", "reasoning_content", "thinking_blocks", "thinking"} {
				delete(fields, name)
			}
			fields["content"] = withoutReasoning(fields["content"])
		}
		if fields["object"] == "response" {
			fields["output"] = withoutReasoning(fields["output"])
		}
		kept = append(kept, fields)
	}
	return kept
}

// cutField cuts a text that is too long, and replaces anything else that is: the SDK cuts inside, which keeps more.
func cutField(value any) any {
	size := sizeOf(value)
	if size <= mostFieldBytes {
		return value
	}
	text, ok := value.(string)
	if !ok {
		kind := "list"
		if _, object := value.(map[string]any); object {
			kind = "dict"
		}
		return map[string]any{"truncated": true, "original_type": kind, "preview": "<" + kind + " truncated>"}
	}
	for keep := min(len(text), mostFieldBytes); ; keep = keep * mostFieldBytes / (size + len(truncatedSuffix)) {
		for keep > 0 && !utf8.RuneStart(text[min(keep, len(text)-1)]) {
			keep--
		}
		cut := text[:keep] + truncatedSuffix
		if size = sizeOf(cut); size <= mostFieldBytes {
			return cut
		}
	}
}

func sizeOf(value any) int {
	text, err := json.Marshal(value)
	if err != nil {
		return 0
	}
	return len(text)
}
