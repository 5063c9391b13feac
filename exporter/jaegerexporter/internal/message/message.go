// Package message shows prompts and completions as Jaeger's page shows them best: one log a message, with the role, the
// text and the tool calls as fields, in place of a tag that holds them all as JSON.
package message

import (
	"encoding/json"
	"fmt"
	"strings"
)

// message is one message in the form of the GenAI conventions.
type message struct {
	Role         string `json:"role"`
	Parts        []part `json:"parts"`
	FinishReason string `json:"finish_reason"`
}

// part is one part of a message. Which fields there are depends on the type.
type part struct {
	Type      string          `json:"type"`
	Content   json.RawMessage `json:"content"`
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments"`
	Result    json.RawMessage `json:"result"`
	Response  json.RawMessage `json:"response"`
	URI       string          `json:"uri"`
	MimeType  string          `json:"mime_type"`
	Modality  string          `json:"modality"`
}

// parse reads messages; false for what is no list of them.
func parse(text string) ([]message, bool) {
	var list []message
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, false
	}
	for _, m := range list {
		if m.Role == "" || m.Parts == nil {
			return nil, false
		}
	}
	return list, true
}

// parseInstructions reads system instructions, which are parts without a message around them.
func parseInstructions(text string) ([]message, bool) {
	var parts []part
	if err := json.Unmarshal([]byte(text), &parts); err != nil || len(parts) == 0 {
		return nil, false
	}
	return []message{{Role: "system", Parts: parts}}, true
}

// field is one field of a log.
type field struct{ key, value string }

// fields returns what a person reads of a message: the texts, and what else there is, each kind under one key.
func (m message) fields() []field {
	var texts, reasoning, calls, results, others []string
	for _, p := range m.Parts {
		switch p.Type {
		case "text":
			texts = append(texts, plain(p.Content))
		case "reasoning", "thinking":
			reasoning = append(reasoning, plain(p.Content))
		case "tool_call":
			calls = append(calls, p.call())
		case "tool_call_response":
			results = append(results, p.answer())
		default:
			others = append(others, p.other())
		}
	}
	all := []field{{"role", m.Role}}
	for _, f := range []struct {
		key    string
		values []string
	}{{"text", texts}, {"reasoning", reasoning}, {"tool_call", calls}, {"tool_result", results}, {"media", others}} {
		if len(f.values) > 0 {
			all = append(all, field{f.key, strings.Join(f.values, "\n")})
		}
	}
	if m.FinishReason != "" {
		all = append(all, field{"finish_reason", m.FinishReason})
	}
	return all
}

// call is what the model asked for: search({"query":"x"}) [call_1].
func (p part) call() string {
	text := p.Name + "(" + plain(p.Arguments) + ")"
	if p.ID != "" {
		text += " [" + p.ID + "]"
	}
	return text
}

func (p part) answer() string {
	text := plain(p.Result)
	if len(p.Response) > 0 {
		text = plain(p.Response)
	}
	if p.ID != "" {
		text = "[" + p.ID + "] " + text
	}
	return text
}

// other is a part that is no text: an image, a file, or what a later convention adds.
func (p part) other() string {
	if size := len(p.Content); size > 0 {
		return fmt.Sprintf("%s %s%s (%d characters)", p.Type, p.Modality, p.MimeType, len(plain(p.Content)))
	}
	return strings.TrimSpace(p.Type + " " + p.MimeType + " " + p.URI)
}

// plain returns the text in a JSON string, or the JSON of anything else.
func plain(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}
