package translation

import (
	"strconv"
	"strings"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// content reads the content of a message: text, or an array of typed parts.
func (t *talk) content(v wire.Value) {
	if v.IsString() {
		t.plain("text", v)
		return
	}
	for element := range v.Elements() {
		if element.IsString() {
			t.plain("text", element)
			continue
		}
		t.contentPart(element)
	}
}

// contentPart reads one part of chat completions (text, image_url, input_audio, file) or of the Responses API
// (input_text, output_text, input_image, input_file, ...). Audio leaves its size and format, never itself.
func (t *talk) contentPart(v wire.Value) {
	typ, _ := v.Field("type").Text()
	switch typ {
	case "text", "input_text", "output_text", "summary_text", "reasoning_text":
		t.plain("text", v.Field("text"))
	case "refusal":
		t.plain("text", v.Field("refusal"))
	case "image_url", "input_image":
		image := v.Field("image_url")
		if image.IsObject() {
			image = image.Field("url")
		}
		t.part("uri")
		t.constant("modality", "image")
		t.field("uri", image)
		t.field("file_id", v.Field("file_id"))
		t.closePart()
	case "input_audio", "audio", "output_audio":
		audio := v.Field("input_audio")
		if !audio.IsObject() {
			audio = v
		}
		data := audio.Field("data")
		if data.IsNull() {
			data = audio.Field("audio")
		}
		t.plain("text", v.Field("transcript"))
		t.blob("audio", audio.Field("format"), data)
	default:
		t.part("")
		for key, value := range v.Fields() {
			t.field(wire.Name(key), value)
		}
		t.closePart()
	}
}

// plain writes {"type", "content"} for a text that is not empty.
func (t *talk) plain(typ string, text wire.Value) {
	if !text.IsString() || len(text) == len(`""`) {
		return
	}
	t.part(typ)
	t.field("content", text)
	t.closePart()
}

func (t *talk) call(id, name, arguments wire.Value) {
	t.part("tool_call")
	t.field("id", id)
	t.field("name", name)
	t.field("arguments", arguments)
	t.closePart()
}

func (t *talk) result(id, response wire.Value) {
	t.part("tool_call_response")
	t.field("id", id)
	t.field("response", response)
	t.closePart()
}

// blob writes what is known of data without the data.
func (t *talk) blob(modality string, format, data wire.Value) {
	t.part("blob")
	t.constant("modality", modality)
	if f, _ := format.Text(); f != "" {
		t.constant("mime_type", modality+"/"+f)
	}
	t.next()
	t.out.WriteString(`"size":`)
	t.out.WriteString(strconv.FormatInt(decodedSize(data), 10))
	t.closePart()
}

// part opens a part; one without a type gets its fields as they are.
func (t *talk) part(typ string) {
	t.next()
	t.out.WriteByte('{')
	if typ != "" {
		t.constant("type", typ)
	}
}

func (t *talk) closePart() { t.out.WriteByte('}') }

func (t *talk) constant(key, value string) {
	t.next()
	t.out.WriteString(quoted(key))
	t.out.WriteByte(':')
	t.out.WriteString(quoted(value))
}

// field copies a value as it is written, and leaves out null.
func (t *talk) field(key string, v wire.Value) {
	if v.IsNull() {
		return
	}
	t.next()
	t.out.WriteString(quoted(key))
	t.out.WriteByte(':')
	t.out.Write(v)
}

// next writes the comma that must stand before another element or field.
func (t *talk) next() {
	if s := t.out.String(); !strings.HasSuffix(s, "[") && !strings.HasSuffix(s, "{") {
		t.out.WriteByte(',')
	}
}
