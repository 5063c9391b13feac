package budget

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/otelcol-baton/baton/internal/agenttrace"
)

// rule is one budget, ready to be asked.
type rule struct {
	name    string
	dollars bool
	limit   float64
	per     time.Duration
	match   []condition
	by      []string
	byKeys  []int // where by stands among the keys of a batch
	windows map[string]*window
	rest    *window // takes what is too much
}

type condition struct {
	key     int // where it stands among the keys of a batch
	pattern string
}

// maxWindows bounds the combinations of values of one budget.
const maxWindows = 10_000

// newRule makes a rule; place says where an attribute stands among the keys of a batch.
func newRule(c *Config, place func(string) int) *rule {
	r := &rule{name: c.Name, dollars: c.USD > 0, limit: c.USD, per: c.Per, by: c.By, windows: map[string]*window{}}
	if !r.dollars {
		r.limit = float64(c.Tokens)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Match)) {
		r.match = append(r.match, condition{place(key), c.Match[key]})
	}
	for _, key := range c.By {
		r.byKeys = append(r.byKeys, place(key))
	}
	return r
}

// amount is what a call takes of the budget.
func (r *rule) amount(v *agenttrace.View) float64 {
	if r.dollars {
		return v.Cost * v.Weight
	}
	return float64(v.Input+v.Output) * v.Weight
}

// matches says whether the budget is for a call whose attributes have these values.
func (r *rule) matches(values []string) bool {
	for _, c := range r.match {
		if !like(values[c.key], c.pattern) {
			return false
		}
	}
	return true
}

// like compares with a pattern in which * stands for anything.
func like(s, pattern string) bool {
	first, rest, ok := strings.Cut(pattern, "*")
	if !ok {
		return s == pattern
	}
	s, ok = strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	for {
		part, next, more := strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(s, part)
		}
		at := strings.Index(s, part)
		if at < 0 {
			return false
		}
		s, rest = s[at+len(part):], next
	}
}

// window finds the window for the values of a call.
func (r *rule) window(values []string) *window {
	var room [128]byte
	key := room[:0]
	for _, k := range r.byKeys {
		key = appendText(key, values[k])
	}
	if w, ok := r.windows[string(key)]; ok {
		return w
	}
	if len(r.windows) >= maxWindows {
		if r.rest == nil {
			r.rest = &window{rule: r}
		}
		return r.rest
	}
	own := make([]string, 0, len(r.byKeys))
	for _, k := range r.byKeys {
		own = append(own, values[k])
	}
	return r.own(own)
}

// own makes the window for values of by.
func (r *rule) own(values []string) *window {
	w := &window{rule: r, values: values}
	if w.values == nil {
		w.values = []string{}
	}
	r.windows[keyOfValues(nil, values)] = w
	return w
}

func keyOfValues(key []byte, values []string) string {
	for _, v := range values {
		key = appendText(key, v)
	}
	return string(key)
}

func appendText(key []byte, s string) []byte {
	return append(binary.AppendUvarint(key, uint64(len(s))), s...)
}

// all returns every window in a fixed order.
func (r *rule) all() []*window {
	list := make([]*window, 0, len(r.windows)+1)
	for _, key := range slices.Sorted(maps.Keys(r.windows)) {
		list = append(list, r.windows[key])
	}
	if r.rest != nil {
		list = append(list, r.rest)
	}
	return list
}
