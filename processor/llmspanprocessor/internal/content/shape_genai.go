package content

import (
	"github.com/otelcol-baton/baton/internal/genai"
)

// genAI is the target's own names, in another form than the target's: OpenAI's messages without parts (AG2 1.x), a system
// text that is no array (Traceloop's LangChain), JSON that was cut.
var genAI = shape{id: GenAI, rows: []row{
	{key: genai.InputMessages, holds: holdsRead},
	{key: genai.OutputMessages, holds: holdsRead},
	{key: genai.SystemInstructions, holds: holdsRead},
	{key: genai.ToolCallArguments, holds: holdsRead},
	{key: genai.ToolCallResult, holds: holdsRead},
	{key: genai.ToolDefinitions, holds: holdsRead},
	{key: genai.OperationName, holds: holdsOperation},
}, read: readGenAI}

func readGenAI(b *build, r *Rebuilder) {
	at := func(key string) (uint16, bool) {
		i := r.slots[key]
		return i, b.present[i]
	}
	if i, ok := at(genai.InputMessages); ok && b.needInput {
		b.in.request(b.json(b.found[i]), true)
	}
	if i, ok := at(genai.OutputMessages); ok && b.needOutput {
		b.out.answer(b.json(b.found[i]), true)
	}
	if i, ok := at(genai.SystemInstructions); ok && b.needSystem && b.in.System() == "" {
		b.in.begin(roleSystem)
		b.in.blocks(b.json(b.found[i]))
		b.in.end("", "")
	}
}
