package dialect

import (
	"iter"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Facts is what one span tells, whatever dialect it speaks. It is reused from span to span: Reset before each.
type Facts struct {
	// Dialect is the row that matched; nil for a span that has nothing to do with models or agents.
	Dialect *Dialect
	// Meaning is what kind of span it is.
	Meaning Meaning
	// Finish lists the finish reasons, in the order of the choices.
	Finish []string
	// Stops lists the stop sequences of the request.
	Stops []string
	// Bad counts values that could not be understood, by kind.
	Bad [BadKinds]uint16
	// Command says that an error on the span is a LangGraph Command, by which nothing failed.
	Command bool
	// Failure says that the span tells what failed and leaves its status unset all the same (AG2's tools).
	Failure bool

	// Marked says that some attribute is Baton's own: an earlier pass, or another part of it, has had the span.
	Marked bool

	text   [texts]string
	whole  [wholes]int64
	number [numbers]float64
	flag   [flags]bool
	rank   [lastField]uint16 // 0: absent; lower is better
	told   fieldSet          // the fields that have a rank
	recast fieldSet          // the GenAI attribute is there, in another type than its own
}

// BadKind is a way in which a value can be bad.
type BadKind uint8

// The kinds of bad values.
const (
	BadType     BadKind = iota // the wrong type, not to be coerced
	BadNegative                // a count below zero
	BadNumber                  // NaN, infinite, or larger than any count can be
	BadJSON                    // an embedded document that cannot be read, or that was cut
	BadTime                    // an end before the start, or none of one of them
	BadID                      // a span or a trace without an id
	BadClock                   // a span before the one that it is below: two clocks
	BadKinds                   // how many kinds there are
)

// String names the kind as the metric's attribute does.
func (k BadKind) String() string {
	return [...]string{"type", "negative", "number", "json", "time", "id", "clock"}[k]
}

// Reset makes f ready for the next span.
func (f *Facts) Reset() {
	finish, stops := f.Finish[:0], f.Stops[:0]
	*f = Facts{}
	f.Finish, f.Stops = finish, stops
}

// tell notes that a field is told, and by what.
func (f *Facts) tell(x Field, rank uint16) {
	f.rank[x] = rank
	f.told.add(x)
}

// Has says whether the span tells the field.
func (f *Facts) Has(x Field) bool { return f.rank[x] != 0 }

// Canonical says whether the span tells the field under its GenAI name already.
func (f *Facts) Canonical(x Field) bool {
	return f.rank[x] >= rankOwn && f.rank[x] <= rankCanonical && !f.recast.has(x)
}

// Text returns a text field, "" when absent.
func (f *Facts) Text(x Field) string { return f.text[x] }

// Whole returns a whole-number field, 0 when absent.
func (f *Facts) Whole(x Field) int64 { return f.whole[x-lastText] }

// Number returns a number field, 0 when absent.
func (f *Facts) Number(x Field) float64 { return f.number[x-lastWhole] }

// Flag returns a flag field, false when absent.
func (f *Facts) Flag(x Field) bool { return f.flag[x-lastNumber] }

// Role is the role that the span alone tells.
func (f *Facts) Role() genai.Role { return f.Meaning.Role }

// SetText overrules a text field.
func (f *Facts) SetText(x Field, s string) {
	f.text[x] = s
	f.tell(x, rankSet)
}

// SetWhole overrules a whole-number field.
func (f *Facts) SetWhole(x Field, n int64) {
	f.whole[x-lastText] = n
	f.tell(x, rankSet)
}

// Drop forgets a field.
func (f *Facts) Drop(x Field) {
	f.rank[x] = 0
	f.told.remove(x)
	switch {
	case x.isList():
		*f.list(x) = (*f.list(x))[:0]
	case x.isText():
		f.text[x] = ""
	case x.isWhole():
		f.whole[x-lastText] = 0
	case x.isNumber():
		f.number[x-lastWhole] = 0
	default:
		f.flag[x-lastNumber] = false
	}
}

// list is where the texts of a field with several stand.
func (f *Facts) list(x Field) *[]string {
	if x == StopSequence {
		return &f.Stops
	}
	return &f.Finish
}

// Put writes a field that the span tells to m under key.
func (f *Facts) Put(m pcommon.Map, x Field, key string) {
	switch {
	case x.isList():
		putStrings(m, key, *f.list(x))
	case x.isText():
		m.PutStr(key, f.Text(x))
	case x.isWhole():
		m.PutInt(key, f.Whole(x))
	case x.isNumber():
		m.PutDouble(key, f.Number(x))
	default:
		m.PutBool(key, f.Flag(x))
	}
}

func putStrings(m pcommon.Map, key string, list []string) {
	s := m.PutEmptySlice(key)
	s.EnsureCapacity(len(list))
	for _, x := range list {
		s.AppendEmpty().SetStr(x)
	}
}

// Missing yields the fields that the span tells under another name than the GenAI one, or in another type, and that
// have a GenAI attribute of their own outside of usage and cost.
func (f *Facts) Missing() iter.Seq[Field] {
	return func(yield func(Field) bool) {
		for x := range f.told.all() {
			if f.Canonical(x) || specs[x].target == "" || specs[x].class != plain {
				continue
			}
			if !yield(x) {
				return
			}
		}
	}
}
