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
	model, config := "", wire.Value(nil)
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
			u := readUsage(value)
			u.write(d, callNames)
		case "input":
			d.text(genai.InputMessages, newTalk("user").read(value).json())
		case "output":
			d.reply(value)
		default:
			d.keep(key, value)
		}
	}
	d.name(genai.OpChat, model)
	d.config(model, config)
}

// reply writes the output of a call, and what it tells beside the messages.
func (d *draft) reply(value wire.Value) {
	t := newTalk("assistant").read(value)
	d.text(genai.OutputMessages, t.json())
	d.texts(genai.FinishReasons, t.finished)
	d.text(genai.ResponseID, t.responseID)
	d.text(genai.ResponseModel, t.responseModel)
}
