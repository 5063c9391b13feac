package translation

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// response reads {"response_id", "usage"}: a call of the Responses API. There is no model, and before 0.24 and in
// JavaScript no usage; a later SDK may add a model.
func (d *draft) response(data wire.Value) {
	d.call(data)
}

// generation reads {"input": [], "output": [], "model", "model_config": {}, "usage": {}}: a call of chat completions,
// of LiteLLM or of any other model behind the SDK's model interface.
func (d *draft) generation(data wire.Value) {
	d.call(data)
}

func (d *draft) call(data wire.Value) {
	var config, used, output wire.Value
	model := ""
	for key, value := range data.Fields() {
		switch string(key) {
		case "model":
			model = asText(value)
			d.text(genai.RequestModel, model)
		case "response_id":
			d.text(genai.ResponseID, asText(value))
		case "model_config":
			config = value
		case "usage":
			used = value
		case "input":
			d.text(genai.InputMessages, newTalk("user").read(value).json())
		case "output":
			output = value
		default:
			d.keep(key, value)
		}
	}
	if inside := d.reply(output); !used.IsObject() {
		used = inside
	}
	u := readUsage(used)
	u.write(d, callNames)
	d.name(genai.OpChat, model)
	d.config(model, config)
}

// reply writes the output of a call, and what it tells beside the messages. It returns the usage inside it, which is the
// only one of a chat completion in JavaScript.
func (d *draft) reply(value wire.Value) (used wire.Value) {
	t := newTalk("assistant").read(value)
	d.text(genai.OutputMessages, t.json())
	d.texts(genai.FinishReasons, t.finished)
	d.text(genai.ResponseID, t.responseID)
	d.text(genai.ResponseModel, t.responseModel)
	return t.used
}
