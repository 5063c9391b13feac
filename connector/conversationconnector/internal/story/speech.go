package story

import (
	"github.com/tidwall/gjson"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// speech is what the spans of a batch say, read once for all who tell it. Its memory is reused.
type speech struct {
	batch    *agenttrace.Batch
	answers  []answer  // of views
	openings []opening // of groups
	requests []request // of answers
}

// answer is what a call gave.
type answer struct {
	read     bool
	said     string
	from, to int32 // of what it asks for in requests
}

// opening is how a trace begins.
type opening struct {
	read bool
	said string
}

// request is a tool that a model asked for.
type request struct{ id, arguments string }

// begin forgets what was read of the batch before.
func (s *speech) begin(batch *agenttrace.Batch) {
	s.batch = batch
	s.answers, s.openings = empty(s.answers, len(batch.Spans)), empty(s.openings, len(batch.Groups))
	clear(s.requests)
	s.requests = s.requests[:0]
}

// empty is a list of n zeros, in the memory of another where that is enough.
func empty[T any](list []T, n int) []T {
	if cap(list) < n || cap(list) > 4*mostKept {
		return make([]T, n)
	}
	list = list[:n]
	clear(list)
	return list
}

// answer is what a call said, and which tools it asked for.
func (s *speech) answer(view int32) (said string, asked []request) {
	a := &s.answers[view]
	if !a.read {
		a.read, a.from = true, int32(len(s.requests)) // #nosec G115 -- no batch has 2^31 requests
		if messages := attribute(s.batch.Spans[view].In.Attributes(), genai.OutputMessages); messages != "" {
			a.said, s.requests = readAnswer(messages, s.requests)
		}
		a.to = int32(len(s.requests)) // #nosec G115
	}
	return a.said, s.requests[a.from:a.to]
}

// opening is the user's text in the first call of a trace, or in what stands above it.
func (s *speech) opening(views []int32) string {
	o := &s.openings[s.batch.Spans[views[0]].Group]
	if !o.read {
		o.read, o.said = true, s.findOpening(views)
	}
	return o.said
}

func (s *speech) findOpening(views []int32) string {
	above := ""
	for _, i := range views {
		v := &s.batch.Spans[i]
		if v.Role != genai.RoleCall && (above != "" || v.Role != genai.RoleWorkflow && !v.IsAgent()) {
			continue
		}
		messages, ok := v.In.Attributes().Get(genai.InputMessages)
		if !ok {
			continue
		}
		said := lastText(messages.AsString(), "user")
		if said != "" && v.Role == genai.RoleCall {
			return said
		}
		if above == "" {
			above = said
		}
	}
	return above
}

// lastText returns the text of the last message of a role in gen_ai.input.messages.
func lastText(messages, role string) string {
	found := ""
	gjson.Parse(messages).ForEach(func(_, message gjson.Result) bool {
		if by, parts := readMessage(message); by == role {
			if text, _ := readParts(parts, nil); text != "" {
				found = text
			}
		}
		return true
	})
	return found
}

// readAnswer returns the text of the last message in gen_ai.output.messages that has any, and adds the tools that all of
// them ask for.
func readAnswer(messages string, asked []request) (said string, all []request) {
	gjson.Parse(messages).ForEach(func(_, message gjson.Result) bool {
		_, parts := readMessage(message)
		text := ""
		if text, asked = readParts(parts, asked); text != "" {
			said = text
		}
		return true
	})
	return said, asked
}

func readMessage(message gjson.Result) (role string, parts gjson.Result) {
	message.ForEach(func(key, value gjson.Result) bool {
		switch {
		case key.Str == "role" && role == "":
			role = value.Str
		case key.Str == "parts" && !parts.Exists():
			parts = value
		}
		return true
	})
	return role, parts
}

// readParts returns the first text among the parts of a message, and adds the tools that they ask for.
func readParts(parts gjson.Result, asked []request) (said string, all []request) {
	parts.ForEach(func(_, part gjson.Result) bool {
		var kind, content, id string
		var arguments gjson.Result
		part.ForEach(func(key, value gjson.Result) bool {
			switch key.Str {
			case "type":
				kind = value.Str
			case "content":
				content = value.Str
			case "id":
				id = value.Str
			case "arguments":
				arguments = value
			}
			return true
		})
		switch {
		case kind == "text" && said == "":
			said = content
		case kind == "tool_call" && id != "":
			asked = append(asked, request{id, text(arguments)})
		}
		return true
	})
	return said, asked
}

// text is a string as it is, and anything else as JSON.
func text(v gjson.Result) string {
	if v.Type == gjson.String {
		return v.Str
	}
	return v.Raw
}

func attribute(attrs pcommon.Map, key string) string {
	if v, ok := attrs.Get(key); ok {
		return v.AsString()
	}
	return ""
}
