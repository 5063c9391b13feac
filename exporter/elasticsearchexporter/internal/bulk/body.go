// Package bulk sends documents by Elasticsearch's _bulk API and finds out what became of each. A body holds documents
// and their action lines; a sender cuts it into requests that the server takes, splits what is too large, and tells
// stored, retryable and rejected documents apart, one by one.
package bulk

import (
	"bytes"
	"slices"
)

// Outcome is what became of a document.
type Outcome uint8

const (
	// Pending documents were not sent.
	Pending Outcome = iota
	// Stored documents are in the index, by this request.
	Stored
	// Exists marks documents that were in the index: an earlier attempt had stored them.
	Exists
	// Retry marks documents that the server could not take for now.
	Retry
	// Rejected documents will never be taken as they are.
	Rejected
)

// Doc is one document of a body.
type Doc struct {
	Index string
	// Item counts the span or log record that the document stands for, within its request.
	Item uint32
	// Extra names a document beside the item's own, such as a service of Jaeger's page; empty for the item's own.
	Extra string

	Outcome Outcome
	Status  int    // the server's, for this document; 0 when it gave none
	Reason  string // the server's, in words
	// Concrete is the index behind the alias or data stream, where the sender was asked to note it.
	Concrete string

	from, to int
}

// Body is documents on their way, with their action lines. The zero value is empty and ready.
type Body struct {
	buf  []byte
	Docs []Doc
}

// Reset empties the body and keeps its memory, unless a giant has passed through.
func (b *Body) Reset() {
	const keep = 16 << 20
	if cap(b.buf) > keep {
		b.buf = nil
	}
	clear(b.Docs)
	b.buf, b.Docs = b.buf[:0], b.Docs[:0]
}

// Grow makes room for so many bytes at once, where they would else be copied several times on the way there.
func (b *Body) Grow(n int) { b.buf = slices.Grow(b.buf, n) }

// Len is the size of the body in bytes.
func (b *Body) Len() int { return len(b.buf) }

// Target is where a document goes.
type Target struct {
	Index string
	// Alias says that Index must be an alias: without that word a server whose alias is gone makes an index of its name.
	Alias bool
}

// Begin starts a document with its action line; the caller appends the document itself and hands the result to End. The
// id must be free of characters that JSON escapes. The verb create makes every attempt after the first one harmless.
func (b *Body) Begin(target Target, id []byte, item uint32, extra string) []byte {
	b.Docs = append(b.Docs, Doc{Index: target.Index, Item: item, Extra: extra, from: len(b.buf)})
	dst := append(b.buf, `{"create":{"_index":"`...)
	dst = append(dst, target.Index...)
	if target.Alias {
		dst = append(dst, `","require_alias":true,"_id":"`...)
	} else {
		dst = append(dst, `","_id":"`...)
	}
	dst = append(dst, id...)
	return append(dst, "\"}}\n"...)
}

// End closes the document that Begin started.
func (b *Body) End(dst []byte) {
	b.buf = append(dst, '\n')
	b.Docs[len(b.Docs)-1].to = len(b.buf)
}

// Source returns a document of the body and its action line, both without the end of the line. They are the body's own.
func (b *Body) Source(doc int) (action, source []byte) {
	d := b.Docs[doc]
	action, source, _ = bytes.Cut(b.buf[d.from:d.to-1], []byte{'\n'})
	return action, source
}

// Repeat adds a document in another form, under the action line that it had.
func (b *Body) Repeat(d Doc, action, source []byte) {
	b.Docs = append(b.Docs, Doc{Index: d.Index, Item: d.Item, Extra: d.Extra, from: len(b.buf)})
	b.End(append(append(append(b.buf, action...), '\n'), source...))
}

// bytes returns the part of the body that holds docs from to to.
func (b *Body) bytes(from, to int) []byte {
	return b.buf[b.Docs[from].from:b.Docs[to-1].to]
}

// fits returns how many documents from from on, and before to, take up at most limit bytes; at least one.
func (b *Body) fits(from, to, limit int) int {
	end := b.Docs[from].from + limit
	n, _ := slices.BinarySearchFunc(b.Docs[from:to], end, func(d Doc, end int) int {
		if d.to <= end {
			return -1
		}
		return 1
	})
	return max(n, 1)
}

// String is the body as it would be sent.
func (b *Body) String() string { return string(b.buf) }
