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

// The rows of genAI, which is the first shape.
const (
	slotInput = iota
	slotOutput
	slotSystem
	slotArguments
	slotResult
	slotDefinitions
	slotOperation
)

func readGenAI(b *build, _ *Rebuilder) {
	if b.present[slotInput] && b.needInput {
		b.in.request(b.json(b.found[slotInput]), true)
	}
	if b.present[slotOutput] && b.needOutput {
		b.out.answer(b.json(b.found[slotOutput]), true)
	}
	if b.present[slotSystem] && b.needSystem && len(b.in.system) == 0 {
		b.in.begin(roleSystem)
		b.in.blocks(b.json(b.found[slotSystem]))
		b.in.end("", "")
	}
}
