package dialect

import (
	"strings"
	"sync"
)

// Ranks of what tells a field: lower wins. An alias of the winner ranks by its place in the winner's list.
const (
	rankSet       = 1 // overruled
	rankCanonical = 2 // the GenAI attribute itself
	rankWinner    = 3 // plus the alias's place, up to rankOthers
	rankOthers    = 140
	rankName      = 255 // from the name of the span
)

// maxDialects bounds the bit set of signs.
const maxDialects = 64

// Reader reads spans. It is safe for concurrent use.
type Reader struct {
	dialects []*Dialect
	keys     map[string]*entry
	spaces   map[string][]pattern // keys that end in "*", by what stands before the first dot or colon
	events   map[string][]kindRef
	scopes   sync.Map // scope name → *Dialect or nil
}

// entry is all that one attribute key can mean.
type entry struct {
	signs  uint64
	values []valueSign
	attrs  []attrRef
	kinds  []kindRef
	docs   []docRef
	class  class
}

type valueSign struct {
	value   string
	dialect int
}

type attrRef struct {
	dialect int
	order   int
	row     *Attr
	// canonical: the key is the field's own GenAI name.
	canonical bool
}

type kindRef struct {
	dialect int
	order   int
	row     *Kind
}

type docRef struct {
	dialect int
	order   int
	row     *Embedded
}

type pattern struct {
	prefix  string
	dialect int
}

// NewReader compiles the dialects.
func NewReader() *Reader { return newReader(dialects()) }

func newReader(list []*Dialect) *Reader {
	r := &Reader{
		dialects: list,
		keys:     map[string]*entry{},
		spaces:   map[string][]pattern{},
		events:   map[string][]kindRef{},
	}
	for i, d := range list[:min(len(list), maxDialects)] {
		r.addSigns(i, d)
		r.addRows(i, d)
	}
	return r
}

func (r *Reader) at(key string) *entry {
	e := r.keys[key]
	if e == nil {
		e = &entry{}
		r.keys[key] = e
	}
	return e
}

func (r *Reader) addSigns(i int, d *Dialect) {
	for _, k := range d.Keys {
		if prefix, ok := strings.CutSuffix(k, "*"); ok {
			ns := namespace(prefix)
			r.spaces[ns] = append(r.spaces[ns], pattern{prefix, i})
			continue
		}
		r.at(k).signs |= 1 << i
	}
	for _, v := range d.Values {
		e := r.at(v.Key)
		e.values = append(e.values, valueSign{v.Value, i})
	}
}

func (r *Reader) addRows(i int, d *Dialect) {
	order := map[Field]int{}
	for k := range d.Attrs {
		row := &d.Attrs[k]
		e := r.at(row.Key)
		canonical := specs[row.Field].target == row.Key
		e.attrs = append(e.attrs, attrRef{i, order[row.Field], row, canonical})
		e.class = max(e.class, specs[row.Field].class)
		order[row.Field]++
	}
	for k := range d.Kinds {
		row := &d.Kinds[k]
		ref := kindRef{i, k, row}
		if row.Events {
			for name := range row.Values {
				r.events[name] = append(r.events[name], ref)
			}
			continue
		}
		e := r.at(row.Key)
		e.kinds = append(e.kinds, ref)
	}
	for k := range d.Embedded {
		row := &d.Embedded[k]
		e := r.at(row.Key)
		e.docs = append(e.docs, docRef{i, k, row})
		for _, p := range row.Fields {
			if specs[p.Field].class != plain && holdsUsageOnly(row) {
				e.class = usage
			}
		}
	}
}

// holdsUsageOnly says whether every field of a document is usage or cost, so that the whole attribute leaves a span
// that is no call.
func holdsUsageOnly(row *Embedded) bool {
	for _, p := range row.Fields {
		if specs[p.Field].class == plain {
			return false
		}
	}
	return true
}

// namespace is what stands before the first dot or colon of a key.
func namespace(key string) string {
	if i := strings.IndexAny(key, ".:"); i >= 0 {
		return key[:i]
	}
	return key
}

// byScope finds the dialect of a scope name, nil when no row knows it.
func (r *Reader) byScope(name string) *Dialect {
	if name == "" {
		return nil
	}
	if d, ok := r.scopes.Load(name); ok {
		return d.(*Dialect)
	}
	var found *Dialect
search:
	for _, d := range r.dialects {
		for _, p := range d.Scopes {
			if matches(p, name) {
				found = d
				break search
			}
		}
	}
	if r.scopesFull() {
		return found
	}
	r.scopes.Store(name, found)
	return found
}

// scopesFull bounds the cache: a hostile sender may invent scope names without end.
func (r *Reader) scopesFull() bool {
	n := 0
	r.scopes.Range(func(any, any) bool { n++; return n < 1024 })
	return n >= 1024
}

// matches compares a name with a pattern that may end in "*".
func matches(pattern, name string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

func matchesAny(patterns []string, name string) bool {
	for _, p := range patterns {
		if matches(p, name) {
			return true
		}
	}
	return false
}
