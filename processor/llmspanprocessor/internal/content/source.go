package content

import (
	"bytes"
	"math/bits"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/keytable"
)

// build is the work on one span: what was found on it, and the messages in the making. It is used again and again.
type build struct {
	tree jsontree.Tree
	span ptrace.Span
	role genai.Role

	found   []pcommon.Value // by slot
	present []bool          // by slot
	used    []int           // the slots that are present
	shapes  uint32          // the set of shapes that the span has something of
	flat    [flatGroups]flatList
	flats   uint8 // the set of lists that have something

	notes []keytable.Note // what collect need not look for, where noted says so
	noted bool

	vectors  bool // an embedding or a reranking: its input is no message
	operated bool // whether it is, as far as the operation tells, is known
	strict   bool // text and JSON of unknown form do not count
	cut      int  // how many documents end in the middle

	needInput, needOutput, needSystem, needArguments, needResult, needDefinitions bool

	in, out draft
	message flatMessage
	tools   definitions
	spare   []byte
	finish  []string // that the output messages told
	texts   arena
	result  Messages
}

// slot is one attribute that a shape knows.
type slot struct {
	shape Shape
	row
}

// Interest is which attributes may hold messages.
func (r *Rebuilder) Interest() keytable.Interest {
	var i keytable.Interest
	for _, row := range r.rows {
		i.Keys = append(i.Keys, row.key)
	}
	for _, list := range flatPrefixes {
		i.Prefixes = append(i.Prefixes, list.text)
	}
	return i
}

// Note tells the next Rebuild which of the span's attributes are of interest, so that it need not look at all of them.
func (s *Scratch) Note(notes []keytable.Note) { s.build.notes, s.build.noted = notes, true }

// collect finds the attributes that shapes know, in one pass. It says whether there are any.
func (b *build) collect(r *Rebuilder) bool {
	if b.noted {
		for i := range b.notes {
			if n := &b.notes[i]; n.Number == keytable.Prefixed {
				b.takeFlat(n.Key, n.Value)
			} else {
				b.take(r, n.Number, n.Value)
			}
		}
		b.notes, b.noted = nil, false
	} else {
		b.lookFor(r)
	}
	if b.span.Events().Len() > 0 {
		b.shapes |= 1 << Events
	}
	return b.shapes != 0
}

func (b *build) lookFor(r *Rebuilder) {
	for key, value := range b.span.Attributes().All() {
		if i := r.slots.Find(key); i >= 0 {
			b.take(r, i, value)
		} else {
			b.takeFlat(key, value)
		}
	}
}

func (b *build) take(r *Rebuilder, i int, value pcommon.Value) {
	s := &r.rows[i]
	if s.holds == holdsOperation {
		if b.operated && i == slotOperation {
			return
		}
		b.vectors = b.vectors || value.Type() == pcommon.ValueTypeStr && isVector(value.Str())
		return
	}
	if value.Type() == pcommon.ValueTypeEmpty || value.Type() == pcommon.ValueTypeStr && isHidden(value.Str()) {
		return
	}
	b.found[i], b.present[i] = value, true
	b.used = append(b.used, i)
	b.shapes |= 1 << s.shape
}

// isHidden says whether a text is nothing, or what Claude Code and OpenInference write where content is off.
func isHidden(s string) bool { return s == "" || s == "<REDACTED>" || s == "__REDACTED__" }

func isVector(operation string) bool {
	var room [shortWord]byte
	low := lowered(&room, operation)
	return bytes.Contains(low, []byte("embed")) || bytes.Contains(low, []byte("rerank"))
}

// reset makes the build ready for the next span.
func (b *build) reset() {
	for _, i := range b.used {
		b.present[i] = false
		b.found[i] = pcommon.Value{}
	}
	b.used = b.used[:0]
	for ; b.flats != 0; b.flats &= b.flats - 1 {
		b.flat[bits.TrailingZeros8(b.flats)].reset()
	}
	b.shapes = 0
	b.vectors, b.operated, b.strict, b.cut = false, false, false, 0
	b.tree.Reset()
	b.in.reset()
	b.out.reset()
	clear(b.finish)
	b.finish = b.finish[:0]
	b.message.reset()
	b.result = Messages{}
	b.span = ptrace.Span{}
}

// json reads an attribute: the JSON that a text holds, the text itself, or a structured value.
func (b *build) json(v pcommon.Value) jsontree.Value {
	if v.Type() != pcommon.ValueTypeStr {
		return b.tree.Value(v)
	}
	if parsed, ok := b.tree.ParseContainer(v.Str()); ok {
		if parsed.Cut() {
			b.cut++
		}
		return parsed
	}
	return b.tree.String(v.Str())
}

// encoded reads an attribute whose emitter encodes everything as JSON, texts as well.
func (b *build) encoded(v pcommon.Value) jsontree.Value {
	if v.Type() == pcommon.ValueTypeStr && strings.HasPrefix(v.Str(), `"`) {
		if parsed, ok := b.tree.Parse(v.Str()); ok && parsed.Kind() == jsontree.Text {
			return parsed
		}
	}
	return b.json(v)
}
