package rule

import "regexp"

// probe sets a bit of the view when an attribute's value is of the kind asked for. It is data, not a function: twenty
// rules on one attribute must not take twenty calls for each span.
type probe struct {
	bit  int
	kind probeKind

	words      []string
	lengths    uint64 // of words, as bits modulo 64
	expression *regexp.Regexp
	lo, hi     float64
	handoff    *Handoff
}

type probeKind uint8

const (
	// isThere takes any value.
	isThere probeKind = iota
	// isWord takes a value that is one of words as text, or a list with such an entry.
	isWord
	// isMatch takes a value that expression matches as text.
	isMatch
	// isWithin takes a number from lo to hi.
	isWithin
	// isEdge takes any value of a span that begins a turn as handoff asks for.
	isEdge
)

func wordProbe(words []string) probe {
	p := probe{kind: isWord, words: words}
	for _, word := range words {
		p.lengths |= length(word)
	}
	return p
}

// length is the bit of a text's length.
func length(text string) uint64 {
	return 1 << (len(text) % 64)
}
