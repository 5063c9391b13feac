package shorthand

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/wiresize"
)

// noKey stands for what is no word, and for the beginning of a map.
const noKey = -1

// guess remembers what came after what: spans of one kind have their attributes in the same order, and many with the same
// value. A guess that is right costs one comparison, where looking a word up costs three times as much.
type guess struct {
	keys   []int32 // by the number of a key, plus one: the key that came after it
	values []int32 // by the number of a key, plus one: the value it had
}

// after returns the place for what comes after a key.
func after(list *[]int32, key int) *int32 {
	if key+1 >= len(*list) {
		*list = append(*list, make([]int32, max(key+2, 256)-len(*list))...)
	}
	return &(*list)[key+1]
}

// guessed writes a word if it is the one at the given place. The empty string is none: it is at places that are free.
func (w *writer) guessed(place int32, s string) bool {
	if s == "" || int(place) >= len(w.edition.words) || w.edition.words[place] != s {
		return false
	}
	w.number(int(place))
	return true
}

// key writes the key that comes after another.
func (w *writer) key(last int, key string) int {
	place := after(&w.guess.keys, last)
	if w.guessed(*place, key) {
		return int(*place)
	}
	n := w.word(key)
	if n >= 0 {
		*place = int32(n)
	}
	return n
}

// attribute writes the value of a key and returns what it takes on the wire.
func (w *writer) attribute(key int, v pcommon.Value) (size int, err error) {
	if key < 0 || v.Type() != pcommon.ValueTypeStr {
		return w.value(v)
	}
	w.b = append(w.b, tagString)
	s := v.Str()
	if place := after(&w.guess.values, key); !w.guessed(*place, s) {
		if n := w.word(s); n >= 0 {
			*place = int32(n)
		}
	}
	return wiresize.Message(len(s)), nil
}
