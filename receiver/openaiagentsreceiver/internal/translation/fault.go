package translation

import (
	"regexp"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// faultTypes are the messages that the SDKs write as constants (0.24 and @openai/agents 0.20, read 2026-11-24).
var faultTypes = map[string]string{
	"Guardrail tripwire triggered":     "guardrail_tripwire",
	"Error running tool":               "tool_error",
	"Error running tool (non-fatal)":   "tool_error",
	"Tool not found":                   "tool_not_found",
	"Tool execution rejected":          "tool_rejected",
	"Tool execution cancelled":         "tool_cancelled",
	"Error getting response":           "model_error",
	"Error streaming response":         "model_error",
	"Error in agent run":               "agent_error",
	"Max turns exceeded":               "max_turns_exceeded",
	"Multiple handoffs requested":      "multiple_handoffs",
	"Invalid JSON":                     "invalid_json",
	"Invalid JSON provided":            "invalid_json",
	"Invalid input filter":             "invalid_input_filter",
	"Invalid input filter result":      "invalid_input_filter",
	"Error in call_model_input_filter": "invalid_input_filter",
}

// faultsOfTypes are for messages that are not known: what failed is known all the same.
var faultsOfTypes = map[string]string{
	"generation": "model_error", "response": "model_error", "transcription": "model_error", "speech": "model_error",
	"function": "tool_error", "mcp_tools": "tool_error",
}

// otherFault is the conventions' value of error.type where nothing better is known.
const otherFault = "_OTHER"

// statusCode finds the HTTP status in the text of an OpenAI client's error: "Error code: 429 - ..." in Python, "429 ..."
// in JavaScript.
var statusCode = regexp.MustCompile(`^(?:Error code: )?([45][0-9]{2})\b`)

// fault reads {"message", "data": {"error"}} on a span of the type.
func (d *draft) fault(v wire.Value, typ string) {
	if v.IsNull() {
		return
	}
	message, detail := "", ""
	if text, ok := v.Text(); ok {
		message = text
	}
	for key, value := range v.Fields() {
		switch string(key) {
		case "message":
			message = asText(value)
		case "data":
			detail, _ = value.Field("error").Text()
			d.all(genai.OpenAIAgentsErrorPrefix, value)
		default:
			d.more(genai.OpenAIAgentsErrorPrefix, key, value)
		}
	}
	d.span.Status().SetCode(ptrace.StatusCodeError)
	d.span.Status().SetMessage(joined(message, detail))
	d.text(genai.ErrorType, faultType(message, detail, typ))
}

func faultType(message, detail, typ string) string {
	if code := statusCode.FindStringSubmatch(detail); code != nil {
		return code[1]
	}
	if known := faultTypes[message]; known != "" {
		return known
	}
	if known := faultsOfTypes[typ]; known != "" {
		return known
	}
	return otherFault
}

func joined(message, detail string) string {
	if message == "" || detail == "" {
		return message + detail
	}
	return message + ": " + detail
}
