package content

import (
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// Rebuilder derives messages. It may be used from several goroutines.
type Rebuilder struct {
	shapes [Values + 1]shape
	rows   []slot            // all rows of all shapes
	first  [Values + 2]int   // where a shape's rows begin; the next one's begin where they end
	slots  map[string]uint16 // attribute to row
	builds sync.Pool
}

// NewRebuilder returns a Rebuilder.
func NewRebuilder() *Rebuilder {
	r := &Rebuilder{slots: map[string]uint16{}}
	for i, s := range all() {
		r.shapes[i+1] = s
		r.first[i+1] = len(r.rows)
		for _, row := range s.rows {
			r.slots[row.key] = uint16(len(r.rows))
			r.rows = append(r.rows, slot{s.id, row})
		}
		r.first[i+2] = len(r.rows)
	}
	r.builds.New = func() any {
		return &build{found: make([]pcommon.Value, len(r.rows)), present: make([]bool, len(r.rows))}
	}
	return r
}

// Rebuild derives the messages of one span from whatever its attributes and events hold. shapes says where to look, in
// that order, first find wins for each of the results; nil tries all. The role (a provisional one will do) says what an
// untyped value such as input.value means: a prompt on a call, arguments on a tool. Rebuild changes nothing; it answers
// "" for what is in the right form on the span already, so that its own output written back yields nothing more.
func (r *Rebuilder) Rebuild(span ptrace.Span, role genai.Role, shapes []Shape) Messages {
	b := r.builds.Get().(*build)
	defer func() {
		b.reset()
		r.builds.Put(b)
	}()
	b.span, b.role = span, role
	b.in.tree, b.out.tree = &b.tree, &b.tree
	if !b.collect(r) || !b.needs(r) {
		return Messages{}
	}
	b.run(r, GenAI)
	if span.DroppedAttributesCount() > 0 { // a flattened list may miss its end: the untyped value has it all
		b.strict = true
		b.run(r, Values)
		b.strict = false
	}
	if shapes == nil {
		for s := OpenInference; s <= Values; s++ {
			b.run(r, s)
		}
	}
	for _, s := range shapes {
		b.run(r, s)
	}
	return b.result
}

// needs finds out what is missing, or in another form than that of the conventions.
func (b *build) needs(r *Rebuilder) bool {
	missing := func(key, member string) bool {
		i := r.slots[key]
		return !b.present[i] || member != "" && !settled(b.found[i], member)
	}
	tool := b.role == genai.RoleTool
	b.needInput = missing(genai.InputMessages, "parts")
	b.needSystem = missing(genai.SystemInstructions, "type") && b.needInput ||
		b.present[r.slots[genai.SystemInstructions]] && missing(genai.SystemInstructions, "type")
	b.needOutput = missing(genai.OutputMessages, "parts")
	b.needArguments = tool && missing(genai.ToolCallArguments, "")
	b.needResult = tool && missing(genai.ToolCallResult, "")
	b.needDefinitions = b.level(false) > silent && missing(genai.ToolDefinitions, "")
	return b.needInput || b.needSystem || b.needOutput || b.needArguments || b.needResult || b.needDefinitions
}

// run lets one shape tell what it holds.
func (b *build) run(r *Rebuilder, id Shape) {
	if id > Values || !b.shapes[id] {
		return
	}
	s := &r.shapes[id]
	if s.read != nil {
		s.read(b, r)
	}
	for i := r.first[id]; i < r.first[id+1]; i++ {
		if b.present[i] && b.wants(&r.rows[i].row, b.found[i]) {
			b.read(&r.rows[i].row, b.found[i])
		}
	}
	b.harvest()
}

// harvest takes the messages that a shape has told.
func (b *build) harvest() {
	if system := b.in.System(); system != "" && b.needSystem {
		b.result.System, b.needSystem = system, false
	}
	if input := b.in.Messages(); input != "" && b.needInput {
		b.result.Input, b.needInput, b.needSystem = input, false, false
	}
	if output := b.out.Messages(); output != "" && b.needOutput {
		b.result.Output, b.needOutput = output, false
		b.result.FinishReasons = b.out.finish
	}
	b.in.reset(&b.tree)
	b.out.reset(&b.tree)
	b.needDefinitions = b.needDefinitions && b.result.ToolDefinitions == ""
}

// wants says whether an attribute may hold what is still missing, so that it is not read for nothing.
func (b *build) wants(row *row, value pcommon.Value) bool {
	tool := b.role == genai.RoleTool
	switch row.holds {
	case holdsRequest:
		return b.level(true) > silent && (b.needInput || b.needDefinitions && mayOffer(value))
	case holdsInput:
		return tool && b.needArguments || b.level(false) > silent && (b.needInput || b.needDefinitions && mayOffer(value))
	case holdsResponse:
		return b.level(true) > silent && b.needOutput
	case holdsOutput:
		return tool && b.needResult || b.level(false) > silent && b.needOutput
	case holdsConversation:
		return b.needInput || b.needOutput
	case holdsArguments:
		return b.needArguments
	case holdsResult:
		return b.needResult
	case holdsTools:
		return b.needDefinitions && mayOffer(value)
	}
	return false
}

// read takes the attribute of one row.
func (b *build) read(row *row, value pcommon.Value) {
	v := jsontree.Value{}
	if row.encoded {
		v = b.encoded(value)
	} else {
		v = b.json(value)
	}
	tool := b.role == genai.RoleTool
	switch row.holds {
	case holdsRequest:
		b.asked(v, b.level(true))
	case holdsResponse:
		b.answered(v, b.level(true))
	case holdsInput:
		if tool {
			b.giveArguments(v)
		} else {
			b.asked(v, b.level(false))
		}
	case holdsOutput:
		if tool {
			b.giveResult(v)
		} else {
			b.answered(v, b.level(false))
		}
	case holdsConversation:
		b.conversation(v)
	case holdsArguments:
		b.giveArguments(v)
	case holdsResult:
		b.giveResult(v)
	case holdsTools:
		b.offered(v)
	}
}
