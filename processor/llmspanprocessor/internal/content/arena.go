package content

import "strings"

// arena holds the texts that are made for the spans of one batch, many in one piece of memory. What is in it never
// changes; a full piece is left to its texts.
type arena struct {
	piece strings.Builder
	next  int // how large the next piece will be
}

const (
	leastPiece = 1 << 10
	mostPiece  = 32 << 10
)

// room makes sure that n bytes fit into the piece.
func (a *arena) room(n int) {
	if a.piece.Cap()-a.piece.Len() >= n {
		return
	}
	a.next = min(max(2*a.next, leastPiece), mostPiece)
	a.piece = strings.Builder{}
	a.piece.Grow(max(n, a.next))
}

// array makes the text of an array from its elements.
func (a *arena) array(elements []byte) string {
	if len(elements) == 0 {
		return ""
	}
	a.room(len(elements) + 2)
	start := a.piece.Len()
	a.piece.WriteByte('[')
	a.piece.Write(elements)
	a.piece.WriteByte(']')
	return a.piece.String()[start:]
}

// text makes a text.
func (a *arena) text(b []byte) string {
	a.room(len(b))
	start := a.piece.Len()
	a.piece.Write(b)
	return a.piece.String()[start:]
}
