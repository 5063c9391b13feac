// Package conflict is about fields that an index refuses, because its mapping has the field with another type: which one
// it is, by the server's words, and how it is taken out of a document.
package conflict

import "regexp"

// reasons are the words in which servers name the field at fault, of Elasticsearch 7 and 8 and OpenSearch 2. The first that
// matches counts: outer reasons come first, and what they quote behind them.
var reasons = []*regexp.Regexp{
	// A value that the type cannot have.
	regexp.MustCompile(`failed to parse field \[([^\]]+)\]`),
	// A value where the mapping has an object.
	regexp.MustCompile(`object mapping for \[([^\]]+)\] tried to parse field \[[^\]]*\] as object, but found a concrete value`),
	// An object where the mapping has a value.
	regexp.MustCompile(`[Cc]ould not dynamically add mapping for field \[([^\]]+)\]`),
	// Two documents gave a new field two types at once.
	regexp.MustCompile(`mapper \[([^\]]+)\] (?:cannot be changed from type|of different type)`),
	regexp.MustCompile(`can't merge a non object mapping \[([^\]]+)\] with an object mapping`),
	regexp.MustCompile(`object mapping \[([^\]]+)\] can't be changed from nested to non-nested`),
	// A word that is too long for the index.
	regexp.MustCompile(`immense term in field="([^"]+)"`),
	// A mapping that takes no new field.
	regexp.MustCompile(`dynamic introduction of \[([^\]]+)\] within \[_doc\] is not allowed`),
}

// strict is the same in two parts: the field within an object.
var strict = regexp.MustCompile(`dynamic introduction of \[([^\]]+)\] within \[([^\]]+)\] is not allowed`)

// Field returns the field that a reason names, with dots between its parts, and false when it names none.
func Field(reason string) (string, bool) {
	for _, r := range reasons {
		if m := r.FindStringSubmatch(reason); m != nil {
			return m[1], true
		}
	}
	if m := strict.FindStringSubmatch(reason); m != nil {
		return m[2] + "." + m[1], true
	}
	return "", false
}
