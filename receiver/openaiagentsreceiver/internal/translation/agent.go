package translation

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// agent reads {"name", "handoffs": [], "tools": [], "output_type"}.
func (d *draft) agent(data wire.Value) {
	for key, value := range data.Fields() {
		switch string(key) {
		case "name":
			name, _ := value.Text()
			d.text(genai.AgentName, name)
			d.name("invoke_agent", name)
		case "handoffs":
			d.texts(genai.OpenAIAgentsHandoffs, value.Strings())
		case "tools":
			d.texts(genai.OpenAIAgentsTools, value.Strings())
		case "output_type":
			d.text(genai.OpenAIAgentsOutputType, asText(value))
		default:
			d.keep(key, value)
		}
	}
}

// handoff reads {"from_agent", "to_agent"}; to_agent is null where the handoff failed.
func (d *draft) handoff(data wire.Value) {
	for key, value := range data.Fields() {
		switch string(key) {
		case "from_agent":
			d.text(genai.HandoffFromAgent, asText(value))
		case "to_agent":
			to := asText(value)
			d.text(genai.HandoffToAgent, to)
			d.name("handoff", to)
		default:
			d.keep(key, value)
		}
	}
}

// guardrail reads {"name", "triggered"}.
func (d *draft) guardrail(data wire.Value) {
	for key, value := range data.Fields() {
		switch string(key) {
		case "name":
			name, _ := value.Text()
			d.text(genai.OpenAIAgentsGuardrail, name)
			d.name("guardrail", name)
		case "triggered":
			triggered, ok := value.Bool()
			if ok {
				d.attrs.PutBool(genai.OpenAIAgentsTriggered, triggered)
			}
		default:
			d.keep(key, value)
		}
	}
}
