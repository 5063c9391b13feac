package dialect

import (
	"math/bits"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/keytable"
)

// stampKey names the dialect on a span that was read before.
const stampKey = genai.Dialect

// ours begins the names of all attributes that are Baton's own.
const ours = "baton."

// responsePrefix begins the ids of OpenAI's answers. The Agent Framework writes the answer before as the conversation,
// another one on each call: it names no run.
const responsePrefix = "resp_"

// Scope is what surrounds a span.
type Scope struct {
	Name, Version string
	Resource      pcommon.Map
}

// hit is one attribute that some dialect knows.
type hit struct {
	entry *entry
	value pcommon.Value
}

// Scratch is memory that Read reuses; one for each goroutine.
type Scratch struct {
	// Notes are the attributes of the span that was read last that are of interest to another reader.
	Notes []keytable.Note

	memory             memory
	attrs, kinds, docs []hit // the attributes that tell a field, a kind, or hold a document
	places             places
}

// Release lets go of the spans that were read.
func (s *Scratch) Release() {
	const keep = 1024 // a rare giant span must not hold its memory for ever
	s.Notes = emptied(s.Notes, keep)
	s.attrs, s.kinds, s.docs = emptied(s.attrs, keep), emptied(s.kinds, keep), emptied(s.docs, keep)
}

func emptied[T any](list []T, keep int) []T {
	if cap(list) > keep {
		return nil
	}
	clear(list[:cap(list)])
	return list[:0]
}

// seen is what a first look at a span's attributes tells.
type seen struct {
	*Scratch
	signs uint64 // the dialects that the attributes are a sign of
	stamp int    // the dialect that an earlier pass found, -1 for none
	// marked: an attribute is Baton's own.
	marked bool
}

// Read fills facts from a span. It never changes the span, and never panics, whatever the attributes hold.
func (r *Reader) Read(scope Scope, span ptrace.Span, facts *Facts, scratch *Scratch) {
	facts.Reset()
	s := r.scan(span, scratch)
	facts.Marked = s.marked
	winner := r.winner(scope, span, &s)
	if winner < 0 {
		return
	}
	facts.Meaning = r.meaning(winner, span, &s)
	if facts.Meaning.Role == "" && s.signs == 0 && s.stamp < 0 {
		return // a span of the program's own, or of a database, in the scope of a dialect
	}
	facts.Dialect = r.dialects[winner]
	s.signs |= 1 << winner
	for i := range s.attrs {
		r.take(winner, &s, &s.attrs[i], span.StartTimestamp(), facts)
	}
	if s.marked {
		facts.takeKept(span.Attributes())
	}
	// What is read of a call alone is read of one without a kind too, or a second pass would find more than the first.
	if told, bad := facts.Meaning.Role, facts.Bad; facts.infer(span.Kind()) != told {
		for i := range s.attrs {
			r.take(winner, &s, &s.attrs[i], span.StartTimestamp(), facts)
		}
		facts.Bad = bad // counted before
	}
	r.takeDocuments(winner, &s, span.StartTimestamp(), facts)
	facts.takeEvents(span)
	if strings.HasPrefix(facts.Text(Conversation), responsePrefix) {
		facts.Drop(Conversation)
	}
	facts.infer(span.Kind())
	facts.fromName(scope, span)
	facts.Command = isCommand(span, facts.Text(ErrorType))
	facts.Failure = isFailure(span, facts)
}

// scan finds the attributes that mean anything, and the dialects that they are a sign of.
func (r *Reader) scan(span ptrace.Span, scratch *Scratch) seen {
	if scratch.memory.of != r {
		scratch.memory = r.memory.clone()
	}
	m := &scratch.memory
	s := seen{Scratch: scratch, stamp: -1}
	s.Notes, s.attrs, s.kinds, s.docs = s.Notes[:0], s.attrs[:0], s.kinds[:0], s.docs[:0]
	var with, unless uint64
	at := uint16(begin)
	for key, v := range span.Attributes().All() {
		last := at
		at = m.known[last].next
		k := &m.known[at]
		if k.key != key {
			at = m.follow(last, key)
			k = &m.known[at]
		}
		s.signs |= k.signs
		s.marked = s.marked || k.ours
		if k.noted {
			s.Notes = append(s.Notes, keytable.Note{Number: int(k.note), Key: key, Value: v})
		}
		if k.entry == nil {
			continue
		}
		if k.rare {
			with |= k.entry.with
			unless |= k.entry.unless
		}
		if k.values {
			s.signs |= k.entry.byValue(v)
		}
		if k.stamp {
			s.stamp = r.find(v.AsString())
			continue
		}
		if k.attrs {
			s.attrs = append(s.attrs, hit{k.entry, v})
		}
		if k.kinds {
			s.kinds = append(s.kinds, hit{k.entry, v})
		}
		if k.docs {
			s.docs = append(s.docs, hit{k.entry, v})
		}
	}
	s.signs &^= r.needing&^with | unless
	return s
}

// byValue are the dialects of which a value is a sign.
func (e *entry) byValue(v pcommon.Value) (signs uint64) {
	if v.Type() != pcommon.ValueTypeStr {
		return 0
	}
	for i := range e.values {
		if matches(e.values[i].value, v.Str()) {
			signs |= e.values[i].bit
		}
	}
	return signs
}

func (r *Reader) bySpace(key string) (signs uint64) {
	if key == "" {
		return 0
	}
	for _, p := range r.spaces[key[0]] {
		if strings.HasPrefix(key, p.prefix) {
			signs |= p.bit
		}
	}
	return signs
}

// winner is the dialect of the span, -1 for none: a dialect that already stands on the span, then the scope's, then the
// first in the order of detection that an attribute, the span's name or the resource is a sign of.
func (r *Reader) winner(scope Scope, span ptrace.Span, s *seen) int {
	if s.stamp >= 0 {
		return s.stamp
	}
	if i := r.byScope(scope.Name); i >= 0 {
		return i
	}
	best := -1
	if s.signs != 0 {
		best = bits.TrailingZeros64(s.signs)
	}
	for _, d := range r.named {
		if best >= 0 && d.index >= best {
			break
		}
		if matchesAny(d.Names, span.Name()) || (s.signs != 0 && d.isResource(scope.Resource)) {
			return d.index
		}
	}
	return best
}

func (d *Dialect) isResource(resource pcommon.Map) bool {
	if len(d.ResourceValues) == 0 || resource == (pcommon.Map{}) {
		return false
	}
	for _, kv := range d.ResourceValues {
		if v, ok := resource.Get(kv.Key); ok && v.AsString() == kv.Value {
			return true
		}
	}
	return false
}

func (r *Reader) find(name string) int {
	for i, d := range r.dialects {
		if d.Name == name {
			return i
		}
	}
	return -1
}

// take fills the fields that one attribute tells, where it ranks before what is there.
func (r *Reader) take(winner int, s *seen, h *hit, start pcommon.Timestamp, facts *Facts) {
	bad := facts.Bad
	for i := range h.entry.attrs {
		ref := &h.entry.attrs[i]
		row := ref.row
		rank := ref.other
		switch {
		case ref.dialect == winner:
			rank = ref.own
		case rank == 0 || !ref.open && s.signs&(1<<ref.dialect) == 0:
			continue
		}
		if row.Only != "" && row.Only != facts.Meaning.Role {
			continue
		}
		if have := facts.rank[row.Field]; have != 0 && have <= rank {
			continue
		}
		before := facts.Bad
		if facts.set(row, h.value, start) {
			facts.tell(row.Field, rank)
			facts.recast.set(row.Field, ref.canonical && !row.Field.fits(h.value))
		}
		if before != bad {
			facts.Bad = before // one bad value counts once, however many rows read it
		}
	}
}

// takeEvents fills what is still missing from the span's events; the first that tells a field wins.
func (f *Facts) takeEvents(span ptrace.Span) {
	for i := range f.Dialect.Events {
		row := &f.Dialect.Events[i]
		if f.Has(row.Field) || row.Only != "" && row.Only != f.Meaning.Role {
			continue
		}
		for _, e := range span.Events().All() {
			if e.Name() != row.Event {
				continue
			}
			if v, ok := e.Attributes().Get(row.Key); ok && f.set(&row.Attr, v, span.StartTimestamp()) {
				f.tell(row.Field, rankOthers)
				break
			}
		}
	}
}

// nests says whether the conventions allow a structured value.
func (f Field) nests() bool { return f == ToolArguments || f == ToolResult }

// fits says whether a value has the type that the GenAI attribute of a field has.
func (f Field) fits(v pcommon.Value) bool {
	switch {
	case f.isList():
		return v.Type() == pcommon.ValueTypeSlice
	case f.nests():
		return true
	case f.isText():
		return v.Type() == pcommon.ValueTypeStr
	case f.isWhole():
		return v.Type() == pcommon.ValueTypeInt
	case f.isNumber():
		return v.Type() == pcommon.ValueTypeDouble || v.Type() == pcommon.ValueTypeInt
	default:
		return v.Type() == pcommon.ValueTypeBool
	}
}

// Class says whether an attribute tells usage or cost, which leave every span but calls.
func (r *Reader) Class(key string) (isUsage, isCost bool) {
	if at := r.table.Find(key); at >= 0 && r.entries[at].class != plain {
		e := r.entries[at]
		return e.class == usage, e.class == cost
	}
	if key == "" {
		return false, false
	}
	for _, u := range r.unread[key[0]] {
		if matches(u.pattern, key) {
			return u.class == usage, u.class == cost
		}
	}
	return strings.HasPrefix(key, genai.UsagePrefix), false
}

// NameIsExplicit says whether an attribute, not the span's name, tells the agent.
func (f *Facts) NameIsExplicit() bool { return f.Has(AgentName) && f.rank[AgentName] < rankName }
