package translation

import (
	"encoding/json"
	"strings"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// talk builds messages in the form of the GenAI conventions, as JSON: [{"role", "parts": [...], "finish_reason"}].
// What it copies stays as it was escaped; the text around it is valid JSON, so the whole is.
type talk struct {
	role string // of what names none
	out  strings.Builder

	finished                  []string
	responseID, responseModel string
	used                      wire.Value // usage
}

func newTalk(role string) *talk { return &talk{role: role} }

// json returns the messages, and "" for none.
func (t *talk) json() string {
	if t.out.Len() == 0 {
		return ""
	}
	t.out.WriteByte(']')
	return strings.ToValidUTF8(t.out.String(), "\uFFFD")
}

// read takes a string, a message, a whole response, or an array of these.
func (t *talk) read(v wire.Value) *talk {
	switch {
	case v.IsString():
		if len(v) > len(`""`) {
			t.open(t.role)
			t.part("text")
			t.field("content", v)
			t.closePart()
			t.close("")
		}
	case v.IsArray():
		for element := range v.Elements() {
			if !element.IsArray() { // no SDK nests them
				t.read(element)
			}
		}
	case v.IsObject():
		t.object(v)
	}
	return t
}

// object reads one object by its shape: a chat completion (JavaScript), a response (a streamed chat completion in
// Python), a message of chat completions, or an item of the Responses API.
func (t *talk) object(v wire.Value) {
	whole, _ := v.Field("object").Text()
	if whole != "" {
		t.used = v.Field("usage")
	}
	switch whole {
	case "chat.completion":
		t.responseID, _ = v.Field("id").Text()
		t.responseModel, _ = v.Field("model").Text()
		for choice := range v.Field("choices").Elements() {
			reason, _ := choice.Field("finish_reason").Text()
			t.message(choice.Field("message"), reason)
		}
	case "response":
		if id, _ := v.Field("id").Text(); !strings.HasPrefix(id, "__fake") {
			t.responseID = id
		}
		for element := range v.Field("output").Elements() {
			t.item(element)
		}
	default:
		t.item(v)
	}
}

// item reads a message or an item of the Responses API; unlike object it does not descend again.
func (t *talk) item(v wire.Value) {
	if id, _ := v.Field("provider_data").Field("response_id").Text(); id != "" && t.responseID == "" {
		t.responseID = id
	}
	switch typ, _ := v.Field("type").Text(); typ {
	case "function_call":
		t.open("assistant")
		t.call(v.Field("call_id"), v.Field("name"), v.Field("arguments"))
		t.close("")
	case "function_call_output", "function_call_result":
		t.open("tool")
		t.result(v.Field("call_id"), v.Field("output"))
		t.close("")
	case "reasoning":
		t.reasoning(v)
	case "", "message":
		t.message(v, "")
	default:
		t.open(t.role)
		t.contentPart(v)
		t.close("")
	}
}

// message reads {"role", "content", "tool_calls", "tool_call_id", "refusal", "reasoning_content", "audio"}.
func (t *talk) message(v wire.Value, finish string) {
	if !v.IsObject() {
		return
	}
	role, ok := v.Field("role").Text()
	if !ok {
		role = t.role
	}
	t.open(role)
	if role == "tool" {
		t.result(v.Field("tool_call_id"), v.Field("content"))
		t.close(finish)
		return
	}
	t.plain("reasoning", v.Field("reasoning_content"))
	t.content(v.Field("content"))
	t.plain("text", v.Field("refusal"))
	if audio := v.Field("audio"); audio.IsObject() {
		t.plain("text", audio.Field("transcript"))
		t.blob("audio", audio.Field("format"), audio.Field("data"))
	}
	for toolCall := range v.Field("tool_calls").Elements() {
		function := toolCall.Field("function")
		t.call(toolCall.Field("id"), function.Field("name"), function.Field("arguments"))
	}
	t.close(finish)
}

func (t *talk) reasoning(v wire.Value) {
	t.open("assistant")
	for _, field := range [...]string{"summary", "content"} {
		for element := range v.Field(field).Elements() {
			t.plain("reasoning", element.Field("text"))
		}
	}
	t.close("")
}

func (t *talk) open(role string) {
	if t.out.Len() == 0 {
		t.out.WriteByte('[')
	} else {
		t.out.WriteByte(',')
	}
	t.out.WriteString(`{"role":`)
	t.out.WriteString(quoted(role))
	t.out.WriteString(`,"parts":[`)
}

func (t *talk) close(finish string) {
	t.out.WriteByte(']')
	if finish != "" {
		t.finished = append(t.finished, finish)
		t.out.WriteString(`,"finish_reason":`)
		t.out.WriteString(quoted(finish))
	}
	t.out.WriteByte('}')
}

// quoted is s as JSON.
func quoted(s string) string {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == '"' || s[i] == '\\' || s[i] > '~' {
			text, err := json.Marshal(s)
			if err != nil { // no string does
				return `""`
			}
			return string(text)
		}
	}
	return `"` + s + `"`
}
