package translation

import (
	"encoding/base64"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// transcription reads {"input": {"data", "format"}, "output", "model", "model_config"}: speech to text.
func (d *draft) transcription(data wire.Value) {
	d.voice(opTranscription, data, func(key string, value wire.Value) bool {
		switch key {
		case "input":
			d.audio(value, genai.OpenAIAgentsAudioInputFormat, genai.OpenAIAgentsAudioInputBytes)
		case "output":
			d.text(genai.OutputMessages, newTalk("assistant").read(value).json())
		default:
			return false
		}
		return true
	})
}

// speech reads {"input", "output": {"data", "format"}, "model", "model_config", "first_content_at"}: text to speech.
func (d *draft) speech(data wire.Value) {
	d.text("gen_ai.output.type", "speech")
	d.voice(opSpeech, data, func(key string, value wire.Value) bool {
		switch key {
		case "input":
			d.text(genai.InputMessages, newTalk("user").read(value).json())
		case "output":
			d.audio(value, genai.OpenAIAgentsAudioOutputFormat, genai.OpenAIAgentsAudioOutputBytes)
		case "first_content_at":
			if first, err := readTime(value); err == nil && !first.Before(d.begin) {
				d.attrs.PutDouble(genai.TimeToFirstChunk, first.Sub(d.begin).Seconds())
			}
		default:
			return false
		}
		return true
	})
}

func (d *draft) voice(operation string, data wire.Value, special func(string, wire.Value) bool) {
	model, config := "", wire.Value(nil)
	for key, value := range data.Fields() {
		switch name := string(key); {
		case name == "model":
			model = asText(value)
			d.text(genai.RequestModel, model)
		case name == "model_config":
			config = value
		case name == "usage":
			u := readUsage(value)
			u.write(d, callNames)
		case !special(name, value):
			d.keep(key, value)
		}
	}
	d.name(operation, model)
	d.config(model, config)
}

// speechGroup reads {"input"}: the text whose pieces are the speech spans below.
func (d *draft) speechGroup(data wire.Value) {
	for key, value := range data.Fields() {
		if string(key) == "input" {
			d.text(genai.InputMessages, newTalk("user").read(value).json())
			continue
		}
		d.keep(key, value)
	}
}

// audio writes format and size of {"data": base64, "format"}, and nothing of the data itself.
func (d *draft) audio(value wire.Value, format, size string) {
	if value.IsString() { // not as any SDK sends it: take it for the data
		d.attrs.PutInt(size, decodedSize(value))
		return
	}
	for key, field := range value.Fields() {
		switch string(key) {
		case "format":
			d.text(format, asText(field))
		case "data":
			if n := decodedSize(field); n > 0 {
				d.attrs.PutInt(size, n)
			}
		default:
			d.keep(key, field)
		}
	}
}

// decodedSize is the number of bytes that a base64 string stands for.
func decodedSize(v wire.Value) int64 {
	if !v.IsString() {
		return 0
	}
	n := len(v) - 2
	for n > 0 && v[n] == '=' {
		n--
	}
	return int64(base64.RawStdEncoding.DecodedLen(n))
}
