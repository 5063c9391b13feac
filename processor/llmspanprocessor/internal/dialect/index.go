package dialect

import (
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/keytable"
)

// maxDialects bounds the bit set of signs.
const maxDialects = 64

// Ranks of what tells a field: lower wins.
const (
	rankSet       = 1      // overruled
	rankOwn       = 2      // the GenAI attribute itself, by a row of the winner's that says how to read it
	rankCanonical = 3      // the GenAI attribute itself
	rankKept      = 5      // what an earlier pass kept of content that it took away
	rankAlias     = 10     // the winner's aliases, plus their place
	rankDocument  = 1_000  // the winner's documents, plus their place
	rankCommon    = 2_000  // the conventions' older names, plus their place
	rankOthers    = 4_000  // the other dialects on the span, plus their places
	rankOthersDoc = 30_000 // their documents
	rankName      = 65_535 // from the name of the span

	ranksEach = 256 // places that a dialect's rows can have
)

// Reader reads spans. It is safe for concurrent use.
type Reader struct {
	dialects []*Dialect
	needing  uint64 // dialects whose signs count only beside one of their With
	events   uint64 // dialects that know spans by their events
	common   uint64 // dialects whose rows hold everywhere
	keys     map[string]*entry
	table    *keytable.Table // from key to entry, as keys
	entries  []*entry
	memory   memory // what every Scratch begins with
	seed     maphash.Seed
	interest keytable.Interest
	spaces   [256][]pattern   // keys that end in "*", by their first byte
	unread   [256][]unreadKey // by the first byte of the pattern
	named    []namedDialect
	byEvents map[string][]kindRef
	scopes   scopeCache
}

// entry is all that one attribute key can mean.
type entry struct {
	signs  uint64
	with   uint64
	unless uint64
	values []valueSign
	attrs  []attrRef
	kinds  []kindRef
	docs   []docRef
	class  class
	// stamp: the value names the dialect, from an earlier pass.
	stamp bool
}

type valueSign struct {
	value string
	bit   uint64
}

// attrRef is one row for one key: whose, where it ranks for its own dialect and for others, and where it holds.
type attrRef struct {
	dialect    int
	row        *Attr
	own, other uint16 // other is 0 where the row is no use to other dialects
	open       bool
	canonical  bool // the key is the field's own GenAI name
}

type kindRef struct {
	dialect, order int
	values         map[string]Meaning
	endings        []ending
	open           bool
}

type ending struct {
	suffix string
	Meaning
}

type docRef struct {
	dialect    int
	row        *Embedded
	names      firstNames
	own, other uint16
	open       bool
}

type pattern struct {
	prefix string
	bit    uint64
}

// unreadKey is a pattern of keys that no row reads and that hold usage or cost all the same.
type unreadKey struct {
	pattern string
	class   class
}

// namedDialect is a dialect that is known by a span's name or by its resource.
type namedDialect struct {
	index int
	*Dialect
}

// NewReader compiles the dialects.
func NewReader() *Reader {
	list := dialects()
	r := &Reader{
		seed:     maphash.MakeSeed(),
		dialects: list[:min(len(list), maxDialects)],
		keys:     map[string]*entry{},
		byEvents: map[string][]kindRef{},
	}
	for i, d := range r.dialects {
		r.addSigns(i, d)
		r.addAttrs(i, d)
		r.addKinds(i, d)
		r.addDocuments(i, d)
	}
	r.at(stampKey).stamp = true
	r.at(keptDialect).stamp = true
	for key, e := range r.keys {
		r.prune(e)
		e.signs |= r.bySpace(key)
	}
	names := slices.Collect(maps.Keys(r.keys))
	for _, key := range names {
		r.entries = append(r.entries, r.keys[key])
	}
	r.table = keytable.New(names)
	r.memory = r.newMemory()
	return r
}

// Note has what is of interest to another reader noted in the Scratch. It belongs before the first Read.
func (r *Reader) Note(interest keytable.Interest) {
	r.interest = interest
	r.memory = r.newMemory()
}

// prune closes rows that say nothing beside the conventions' own row for the same key, but on spans of their dialect.
func (r *Reader) prune(e *entry) {
	common := func(dialect int) bool { return r.common&(1<<dialect) != 0 }
	for i := range e.attrs {
		for k := range e.attrs {
			a, c := &e.attrs[i], &e.attrs[k]
			if !common(a.dialect) && common(c.dialect) && a.row.Field == c.row.Field && c.row.Only == "" {
				a.other = 0
			}
		}
	}
	for i := range e.kinds {
		for k := range e.kinds {
			if !common(e.kinds[i].dialect) && common(e.kinds[k].dialect) {
				e.kinds[i].open = false
			}
		}
	}
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
	bit := uint64(1) << i
	for _, k := range d.Keys {
		if prefix, ok := strings.CutSuffix(k, "*"); ok {
			r.spaces[prefix[0]] = append(r.spaces[prefix[0]], pattern{prefix, bit})
			continue
		}
		r.at(k).signs |= bit
	}
	for _, v := range d.Values {
		e := r.at(v.Key)
		e.values = append(e.values, valueSign{v.Value, bit})
	}
	for _, k := range d.With {
		r.at(k).with |= bit
		r.needing |= bit
	}
	for _, k := range d.Unless {
		r.at(k).unless |= bit
	}
	if len(d.Names) > 0 || len(d.ResourceValues) > 0 {
		r.named = append(r.named, namedDialect{i, d})
	}
	if d.Everywhere {
		r.common |= bit
	}
	for _, k := range d.UsageKeys {
		r.unread[k[0]] = append(r.unread[k[0]], unreadKey{k, usage})
	}
	for _, k := range d.CostKeys {
		r.unread[k[0]] = append(r.unread[k[0]], unreadKey{k, cost})
	}
}

func (r *Reader) addAttrs(i int, d *Dialect) {
	place := map[Field]int{}
	for k := range d.Attrs {
		row := &d.Attrs[k]
		at := place[row.Field]
		place[row.Field]++
		ref := attrRef{
			dialect: i, row: row, open: d.opens(row.Key),
			own: rankAlias + uint16(at), other: otherRank(rankOthers, i, at),
		}
		ref.canonical = specs[row.Field].target == row.Key
		switch {
		case ref.canonical && d.Everywhere:
			ref.own, ref.other = rankCanonical, rankCanonical
		case ref.canonical:
			ref.own, ref.other = rankOwn, 0
		case d.Everywhere:
			ref.other = rankCommon + uint16(at)
		}
		e := r.at(row.Key)
		e.attrs = append(e.attrs, ref)
		e.class = max(e.class, specs[row.Field].class)
	}
}

func otherRank(base, dialect, place int) uint16 { return uint16(base + dialect*ranksEach + place) }

// opens says whether a row for a key holds on spans that carry no sign of the dialect.
func (d *Dialect) opens(key string) bool {
	return d.Everywhere || !d.Private && strings.ContainsAny(key, ".:")
}

func (r *Reader) addKinds(i int, d *Dialect) {
	for k := range d.Kinds {
		row := &d.Kinds[k]
		ref := kindRef{dialect: i, order: k, values: map[string]Meaning{}, open: d.opens(row.Key)}
		for value, m := range row.Values {
			if suffix, ok := strings.CutPrefix(value, "*"); ok {
				ref.endings = append(ref.endings, ending{strings.ToLower(suffix), m})
				continue
			}
			for _, s := range []string{value, strings.ToLower(value), strings.ToUpper(value)} {
				ref.values[s] = m
			}
		}
		if !row.Events {
			e := r.at(row.Key)
			e.kinds = append(e.kinds, ref)
			continue
		}
		r.events |= 1 << i
		for value := range row.Values {
			name := strings.ToLower(value)
			r.byEvents[name] = append(r.byEvents[name], ref)
		}
	}
}

func (r *Reader) addDocuments(i int, d *Dialect) {
	for k := range d.Embedded {
		row := &d.Embedded[k]
		e := r.at(row.Key)
		e.docs = append(e.docs, docRef{
			dialect: i, row: row, names: newFirstNames(row), open: d.opens(row.Key),
			own: rankDocument + uint16(k), other: otherRank(rankOthersDoc, i, k),
		})
		e.class = max(e.class, classOf(row))
	}
}

// classOf says what leaves a span that is no call with a whole document: nothing, where any part of it is neither usage
// nor cost.
func classOf(row *Embedded) class {
	c := cost
	for _, p := range row.Fields {
		c = min(c, specs[p.Field].class)
	}
	return c
}

// matches compares a name with a pattern that may end, or begin, in "*".
func matches(pattern, name string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, prefix)
	}
	if suffix, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.HasSuffix(name, suffix)
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
