package story

import (
	"github.com/tidwall/gjson"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// lastText returns the text of the last message of a role in gen_ai.input.messages or gen_ai.output.messages. Role ""
// takes any.
func lastText(messages, role string) string {
	found := ""
	gjson.Parse(messages).ForEach(func(_, message gjson.Result) bool {
		if role != "" && message.Get("role").Str != role {
			return true
		}
		if text := partsText(message.Get("parts")); text != "" {
			found = text
		}
		return true
	})
	return found
}

// partsText is the first text among the parts of a message.
func partsText(parts gjson.Result) string {
	found := ""
	parts.ForEach(func(_, part gjson.Result) bool {
		if part.Get("type").Str == "text" {
			found = part.Get("content").Str
		}
		return found == ""
	})
	return found
}

// request is a tool that a model asked for.
type request struct{ id, arguments string }

// requests reads the tools that an answer asks for.
func requests(messages string, to []request) []request {
	gjson.Parse(messages).ForEach(func(_, message gjson.Result) bool {
		message.Get("parts").ForEach(func(_, part gjson.Result) bool {
			if part.Get("type").Str == "tool_call" {
				if id := part.Get("id").Str; id != "" {
					to = append(to, request{id, text(part.Get("arguments"))})
				}
			}
			return true
		})
		return true
	})
	return to
}

// text is a string as it is, and anything else as JSON.
func text(v gjson.Result) string {
	if v.Type == gjson.String {
		return v.Str
	}
	return v.Raw
}

// wrappings are the places inside of what a tool took or gave that LangChain's messages and Traceloop's wrappers put the
// thing itself in (read in testdata/traces, 2026-11-22).
var wrappings = []string{"output.kwargs.content", "output.data.content", "kwargs.content", "data.content", "input_str"}

// essence takes what is wrapped out of its wrapping.
func essence(s string) string {
	if len(s) == 0 || s[0] != '{' {
		return s
	}
	for _, path := range wrappings {
		if v := gjson.Get(s, path); v.Type == gjson.String {
			return v.Str
		}
	}
	return s
}

func attribute(attrs pcommon.Map, key string) string {
	if v, ok := attrs.Get(key); ok {
		return v.AsString()
	}
	return ""
}
