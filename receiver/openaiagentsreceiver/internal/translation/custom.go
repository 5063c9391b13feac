package translation

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// customType tells the SDK's own custom spans, task and turn, from the user's.
func customType(data wire.Value) string {
	switch own, _ := data.Field("data").Field("sdk_span_type").Text(); own {
	case "task", "turn":
		return own
	}
	return "custom"
}

// custom reads {"name", "data": {}}, the user's own span.
func (d *draft) custom(data wire.Value) {
	for key, value := range data.Fields() {
		switch string(key) {
		case "name":
			name, _ := value.Text()
			d.name(name, "")
		case "data":
			d.all(genai.OpenAIAgentsDataPrefix, value)
		default:
			d.keep(key, value)
		}
	}
}

// rollup reads {"name": "task", "data": {"sdk_span_type": "task", "name", "usage"}} and
// {"name": "turn", "data": {"sdk_span_type": "turn", "turn", "agent_name", "usage"}}. The usage repeats that of the
// calls inside, and of the calls of other runs inside, so that it never goes under the names of a call's usage.
func (d *draft) rollup(data wire.Value) {
	what, _ := data.Field("name").Text()
	of := ""
	for key, value := range data.Field("data").Fields() {
		switch string(key) {
		case "sdk_span_type":
		case "name":
			of, _ = value.Text()
			d.value(genai.OpenAIAgentsDataPrefix+"name", value)
		case "agent_name":
			of, _ = value.Text()
			d.text(genai.AgentName, of)
		case "turn":
			d.value(genai.OpenAIAgentsTurn, value)
		case "usage":
			u := readUsage(value)
			u.write(d, aggregatedNames)
		default:
			d.keep(key, value)
		}
	}
	d.name(what, of)
}

// unknown keeps everything of a type that a later SDK may send.
func (d *draft) unknown(data wire.Value) {
	typ, _ := data.Field("type").Text()
	name, _ := data.Field("name").Text()
	d.name(typ, name)
	for key, value := range data.Fields() {
		d.keep(key, value)
	}
}
