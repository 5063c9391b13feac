package content

import (
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// pydanticAI is what Pydantic AI writes beside the conventions (pydantic-ai-slim 2.68; events are of its first formats).
var pydanticAI = shape{id: PydanticAI, rows: []row{
	{key: "events", holds: holdsRead},
	{key: "all_messages_events", holds: holdsConversation},
	{key: "pydantic_ai.all_messages", holds: holdsConversation},
	{key: "final_result", holds: holdsResponse},
	{key: "tool_arguments", holds: holdsArguments},
	{key: "tool_response", holds: holdsResult},
	{key: "model_request_parameters", holds: holdsTools},
}, read: readPydanticAI}

// readPydanticAI reads the events of a call, which the first formats put into one attribute.
func readPydanticAI(b *build, r *Rebuilder) {
	i := r.slots.Find("events")
	if !b.present[i] {
		return
	}
	list := b.json(b.found[i])
	for e := list.First(); e.Kind() != jsontree.Absent; e = e.Next() {
		switch name := e.Get("event.name").Word(); {
		case name == "gen_ai.choice":
			if b.wantsOutput() {
				b.out.choice(e)
			}
		case b.wantsInput() && name != "":
			b.in.message(e, roleUser)
		}
	}
}
