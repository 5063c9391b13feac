package content

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// eventLabels are the attributes of an event about a message that are no content.
var eventLabels = map[string]bool{
	"gen_ai.system": true, "gen_ai.provider.name": true, "gen_ai.operation.name": true, "event.name": true, "role": true,
	"id": true, "index": true, "finish_reason": true, "event.domain": true, "gen_ai.request.model": true,
	"gen_ai.response.model": true, "gen_ai.response.id": true, "gen_ai.response.finish_reasons": true,
	"gen_ai.agent.name": true, "gen_ai.agent.id": true, "gen_ai.tool.name": true, "gen_ai.tool.call.id": true,
	"gen_ai.conversation.id": true, "tool_use_id": true, "tool_name": true, "duration_ms": true, "success": true,
}

func (p *Policy) contentEvent(attrs pcommon.Map, counts *Counts) {
	if p.mode == Drop {
		attrs.RemoveIf(func(key string, v pcommon.Value) bool {
			if label(key, v) {
				return false
			}
			counts.Dropped++
			return true
		})
		return
	}
	for key, value := range attrs.All() {
		if !eventLabels[key] {
			p.value(key, value, counts)
		}
	}
}

// label says whether an attribute of an event is a short word or a number that tells nothing of what was said.
func label(key string, v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble, pcommon.ValueTypeBool:
		return true
	case pcommon.ValueTypeStr:
		isType := key == "exception.type" || key == "error.type" && !strings.Contains(v.Str(), " ")
		return isType || eventLabels[key] || strings.HasPrefix(key, "gen_ai.usage.")
	}
	return eventLabels[key]
}
