package record

import "strings"

// texts are the texts written into the records of one batch. They lie side by side in few pieces of memory, which the
// records keep alive together.
type texts struct {
	piece   strings.Builder
	scratch []byte
	used    int // bytes of this batch
	size    int // of a piece: what the batch before used, within bounds
}

// leastPiece and mostPiece bound a piece, in bytes.
const (
	leastPiece = 256
	mostPiece  = 32 << 10
)

// begin starts a batch: nothing of the one before is touched.
func (t *texts) begin() {
	t.size = min(max(t.used, leastPiece), mostPiece)
	t.used = 0
	t.piece = strings.Builder{}
}

// keep returns a text that outlives its bytes.
func (t *texts) keep(text []byte) string {
	t.used += len(text)
	if t.piece.Cap()-t.piece.Len() < len(text) {
		t.piece = strings.Builder{}
		t.piece.Grow(max(len(text), t.size))
	}
	from := t.piece.Len()
	t.piece.Write(text)
	return t.piece.String()[from:]
}

// join returns some texts as one.
func (t *texts) join(parts ...string) string {
	t.scratch = t.scratch[:0]
	for _, part := range parts {
		t.scratch = append(t.scratch, part...)
	}
	return t.keep(t.scratch)
}
