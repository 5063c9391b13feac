package content

import (
	"math/bits"
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/keytable"
)

// Rebuilder derives messages. It may be used from several goroutines.
type Rebuilder struct {
	shapes [Values + 1]shape
	rows   []slot          // all rows of all shapes
	first  [Values + 2]int // where a shape's rows begin; the next one's begin where they end
	slots  *keytable.Table // attribute to row
	builds sync.Pool       // of *Scratch
}

// Scratch is memory that Rebuild reuses; one for each goroutine.
type Scratch struct{ build build }

// Cut is how many documents the last rebuild read that end in the middle: what stands before is told all the same.
func (s *Scratch) Cut() int { return s.build.cut }

// Release lets go of the texts that were made. It belongs at the end of a batch: the texts of one batch lie side by
// side in memory, and are freed together.
func (s *Scratch) Release() {
	s.build.reset()
	s.build.texts = arena{}
	clear(s.build.tools.recent[:])
}

// NewRebuilder returns a Rebuilder.
func NewRebuilder() *Rebuilder {
	r := &Rebuilder{}
	var keys []string
	for i, s := range all() {
		r.shapes[i+1] = s
		r.first[i+1] = len(r.rows)
		for _, row := range s.rows {
			keys = append(keys, row.key)
			r.rows = append(r.rows, slot{s.id, row})
		}
		r.first[i+2] = len(r.rows)
	}
	r.slots = keytable.New(keys)
	r.builds.New = func() any { return r.NewScratch() }
	return r
}

// NewScratch makes memory for RebuildIn.
func (r *Rebuilder) NewScratch() *Scratch {
	s := &Scratch{build{found: make([]pcommon.Value, len(r.rows)), present: make([]bool, len(r.rows))}}
	s.build.in.tree, s.build.out.tree = &s.build.tree, &s.build.tree
	s.build.tools.memo = newToolMemo()
	return s
}

// Rebuild derives the messages of one span from whatever its attributes and events hold. shapes says where to look, in
// that order, first find wins for each of the results; nil tries all. The role (a provisional one will do) says what an
// untyped value such as input.value means: a prompt on a call, arguments on a tool. Rebuild changes nothing; it answers
// "" for what is in the right form on the span already, so that its own output written back yields nothing more.
func (r *Rebuilder) Rebuild(span ptrace.Span, role genai.Role, shapes []Shape) Messages {
	s := r.builds.Get().(*Scratch)
	m := *r.rebuild(s, span, role, shapes)
	m.FinishReasons = append(m.FinishReasons, s.build.finish...)
	s.Release()
	r.builds.Put(s)
	return m
}

// RebuildIn is Rebuild with memory that is the caller's, for all shapes. What it returns holds until the next call.
func (r *Rebuilder) RebuildIn(s *Scratch, span ptrace.Span, role genai.Role) *Messages {
	s.build.reset()
	return r.rebuild(s, span, role, nil)
}

// RebuildCall is RebuildIn for a call of which is known what operation it will be said to be.
func (r *Rebuilder) RebuildCall(s *Scratch, span ptrace.Span, operation string) *Messages {
	s.build.reset()
	s.build.vectors, s.build.operated = isVector(operation), true
	return r.rebuild(s, span, genai.RoleCall, nil)
}

func (r *Rebuilder) rebuild(s *Scratch, span ptrace.Span, role genai.Role, shapes []Shape) *Messages {
	b := &s.build
	b.span, b.role = span, role
	if !b.collect(r) || !b.needs() {
		return &b.result
	}
	b.run(r, GenAI)
	if span.DroppedAttributesCount() > 0 { // a flattened list may miss its end: the untyped value has it all
		b.strict = true
		b.run(r, Values)
		b.strict = false
	}
	if shapes == nil {
		for left := b.shapes &^ (1 << GenAI); left != 0 && b.needsAny(); left &= left - 1 {
			b.run(r, Shape(bits.TrailingZeros32(left)))
		}
	}
	for _, s := range shapes {
		b.run(r, s)
	}
	return &b.result
}

// needs finds out what is missing, or in another form than that of the conventions.
func (b *build) needs() bool {
	tool := b.role == genai.RoleTool
	b.needInput = b.missing(slotInput, "parts")
	if b.needInput || b.present[slotSystem] {
		b.needSystem = b.missing(slotSystem, "type")
	}
	b.needOutput = b.missing(slotOutput, "parts")
	b.needArguments = tool && !b.present[slotArguments]
	b.needResult = tool && !b.present[slotResult]
	b.needDefinitions = b.level(false) > silent && !b.present[slotDefinitions]
	return b.needsAny()
}

func (b *build) needsAny() bool {
	return b.needInput || b.needSystem || b.needOutput || b.needArguments || b.needResult || b.needDefinitions
}

// missing says whether an attribute of the conventions is not there, or in another form than theirs.
func (b *build) missing(slot int, member string) bool {
	return !b.present[slot] || !settled(b.found[slot], member)
}

// run lets one shape tell what it holds.
func (b *build) run(r *Rebuilder, id Shape) {
	if id > Values || b.shapes&(1<<id) == 0 {
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
	b.in.end("", "")
	b.out.end("", "")
	if len(b.in.system) > 0 && b.needSystem {
		b.result.System, b.needSystem = b.texts.array(b.in.system), false
	}
	if len(b.in.messages) > 0 && b.needInput {
		b.result.Input, b.needInput, b.needSystem = b.texts.array(b.in.messages), false, false
	}
	if len(b.out.messages) > 0 && b.needOutput {
		b.result.Output, b.needOutput = b.texts.array(b.out.messages), false
		b.finish = append(b.finish[:0], b.out.finish...)
	}
	b.in.reset()
	b.out.reset()
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
