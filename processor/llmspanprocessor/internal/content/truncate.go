package content

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// wholeTimes is how much longer than one text a whole attribute of JSON may be.
const wholeTimes = 16

// truncate shortens a text, or the texts in JSON. A text keeps its beginning and a note: … [truncated, 5120 bytes,
// sha256:0123456789abcdef]. JSON stays JSON; where it is too long as a whole, the last member is such a note.
func (p *Policy) truncate(s string, counts *Counts) string {
	if len(s) <= p.max {
		return s
	}
	if jsontree.LooksLikeContainer(s) || s[0] == '"' {
		var tree jsontree.Tree
		if v, ok := tree.Parse(s); ok && (v.Kind() != jsontree.Text || !v.Cut()) {
			return p.truncateJSON(v, s, counts)
		}
	}
	counts.Truncated++
	return shorten(s, p.max)
}

// truncateJSON shortens the texts in JSON, and JSON that is too long with all that.
func (p *Policy) truncateJSON(v jsontree.Value, s string, counts *Counts) string {
	before := *counts
	w := shortener{max: p.max, room: math.MaxInt, counts: counts, unread: unread(v, s)}
	if len(s) <= wholeTimes*p.max {
		out := w.write(nil, v, s)
		if !w.changed && !v.Cut() {
			return s
		}
		if len(out) <= wholeTimes*p.max {
			if !w.changed {
				counts.Closed++
			}
			return string(out)
		}
		*counts = before
	}
	// What is cut must fit the next time: the last text may take six bytes a byte in JSON, the brackets some more.
	w = shortener{max: p.max, room: wholeTimes / 2 * p.max, counts: counts, unread: unread(v, s)}
	return string(w.write(nil, v, s))
}

// unread says whether there is more of JSON than was read: it lies too deep, or is too much.
func unread(v jsontree.Value, s string) bool {
	return v.Cut() && len(strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD"))) > len(v.Source())
}

// truncateSlice leaves as many elements as a text may have bytes; the last is the note.
func (p *Policy) truncateSlice(v pcommon.Value) {
	whole, n := v.AsString(), 0
	v.Slice().RemoveIf(func(pcommon.Value) bool {
		n++
		return n >= p.max
	})
	v.Slice().AppendEmpty().SetStr(note(whole))
}

// shorten returns the beginning of a text with the note behind it, max bytes in all.
func shorten(s string, max int) string {
	note := note(s)
	keep := max - len(note)
	for keep > 0 && !utf8.RuneStart(s[keep]) {
		keep--
	}
	return s[:keep] + note
}

const (
	noteStart = "… [truncated, "
	noteHash  = " bytes, sha256:"
	hashLen   = 16
)

func note(s string) string {
	sum := sha256.Sum256([]byte(s))
	return noteStart + strconv.Itoa(len(s)) + noteHash + hex.EncodeToString(sum[:hashLen/2]) + "]"
}

// shortener writes a tree with its texts shortened, until there is no more room.
type shortener struct {
	max     int
	room    int
	counts  *Counts
	changed bool
	full    bool
	unread  bool // there is more than the tree has, and no note of it yet
}

func (w *shortener) write(dst []byte, v jsontree.Value, source string) []byte {
	switch v.Kind() {
	case jsontree.Text:
		if len(v.Source()) <= w.max {
			return v.AppendText(dst)
		}
		text := v.Text()
		if short := w.text(text); short != text {
			w.changed = true
			return jsontree.AppendString(dst, short)
		}
		return v.AppendText(dst)
	case jsontree.Object, jsontree.Array:
		if w.unread && v.Cut() && v.First().Kind() == jsontree.Absent { // here reading ended, and here the note can be read again
			return w.note(dst, source)
		}
	}
	switch v.Kind() {
	case jsontree.Object:
		return append(w.members(append(dst, '{'), v, source), '}')
	case jsontree.Array:
		return append(w.members(append(dst, '['), v, source), ']')
	}
	if len(v.Source()) > w.max { // a number of a thousand digits
		w.changed = true
		return jsontree.AppendString(dst, w.text(v.Source()))
	}
	return v.AppendJSON(dst)
}

// text shortens one text.
func (w *shortener) text(s string) string {
	if len(s) <= w.max {
		return s
	}
	w.counts.Truncated++
	return shorten(s, w.max)
}

func (w *shortener) members(dst []byte, v jsontree.Value, source string) []byte {
	object := v.Kind() == jsontree.Object
	for c := v.First(); c.Kind() != jsontree.Absent; c = c.Next() {
		if w.full {
			return dst
		}
		if c != v.First() {
			dst = append(dst, ',')
		}
		if 6*len(c.Key()) > w.room-len(dst) {
			w.full = true
			if object {
				dst = append(dst, `"truncated":`...)
			}
			return w.note(dst, source)
		}
		if object {
			dst = append(jsontree.AppendString(dst, c.Key()), ':')
		}
		dst = w.write(dst, c, source)
	}
	if w.unread && v.Cut() {
		if v.First().Kind() != jsontree.Absent {
			dst = append(dst, ',')
		}
		if object {
			dst = append(dst, `"truncated":`...)
		}
		return w.note(dst, source)
	}
	return dst
}

// note tells of what is left out.
func (w *shortener) note(dst []byte, source string) []byte {
	w.changed, w.unread = true, false
	w.counts.Truncated++
	return jsontree.AppendString(dst, note(source))
}
