// Package shorthand writes the spans of a trace in a form of its own that is a third of their OTLP, quick to write and
// quick to read.
//
// Strings that come again in trace after trace (keys, models, names of agents) are words of a vocabulary and stand in
// the text as a number; who reads gets the one string that all share, which takes no memory of its own. The trace's id
// is left out, ids and times are told by what came before them. Resources and scopes stay what they are in OTLP, with the
// spans taken out: what they hold is not known here.
//
// A text is passages one behind the other; each is written at once and read on its own:
//
//	passage:   form u8 (1) | edition uvarint | first start u64 | resources uvarint | resource...
//	resource:  word (OTLP TracesData of it, without spans) | for each scope in it: spans uvarint, span...
//	word:      uvarint: number<<1|1, or length<<1 and the bytes; an empty one before scopes is the one before
//	passage:   form u8 (2) | length uvarint | OTLP TracesData
//
// The second form is for spans of which not everything is known here, be it that OTLP has grown: what is written is
// proven by its size on the wire. What has an attribute twice is written that way too.
package shorthand
