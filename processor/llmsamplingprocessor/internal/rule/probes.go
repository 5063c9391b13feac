package rule

import (
	"math"
	"slices"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// probes are the probes on the attributes of one kind of thing, by the attribute's key. Nearly no attribute is asked for,
// and every attribute of every span passes here, so that a look-up mostly ends at the key's length, and nearly always at
// one of its bytes.
type probes struct {
	keys []probedKey
	// lengths has the bit of each key's length.
	lengths uint64
	first   [256]int16 // by spot: an index into keys, plus one
}

// probedKey is a key that is asked for, and the next with the same spot. Its probes lie by kind, so that twenty of one kind
// are one tight loop.
type probedKey struct {
	key     string
	next    int16  // an index into keys, plus one
	lengths uint64 // those of a text that any probe may take
	words   []probe
	ranges  []probe
	there   []probe
	edges   []probe
	// expressions are the probes that match, of which the view remembers what they said of a text, in its memo of this number.
	expressions []probe
	memo        int
}

// spot tells most keys apart.
func spot(key string) uint8 {
	n := len(key)
	if n == 0 {
		return 0
	}
	return uint8(n) ^ key[n/2]<<3
}

// find returns the probes on a key, or nil.
func (p *probes) find(key string) *probedKey {
	for at := p.first[spot(key)]; at != 0; at = p.keys[at-1].next {
		if k := &p.keys[at-1]; k.key == key {
			return k
		}
	}
	return nil
}

func (p *probes) add(key string, added probe, memos *int) {
	k := p.find(key)
	if k == nil {
		s := spot(key)
		p.keys = append(p.keys, probedKey{key: key, next: p.first[s]})
		p.first[s] = int16(len(p.keys))
		p.lengths |= length(key)
		k = &p.keys[len(p.keys)-1]
	}
	switch added.kind {
	case isWord:
		k.words = append(k.words, added)
		k.lengths |= added.lengths
	case isWithin:
		k.ranges = append(k.ranges, added)
	case isMatch:
		if len(k.expressions) == 0 {
			k.memo = *memos
			*memos++
		}
		k.expressions = append(k.expressions, added)
		k.lengths = math.MaxUint64
	case isThere:
		k.there = append(k.there, added)
		k.lengths = math.MaxUint64
	case isEdge:
		k.edges = append(k.edges, added)
		k.lengths = math.MaxUint64
	}
}

// run sets the bits of the attributes of one thing: a span, or a resource and no span.
func (p *probes) run(attrs pcommon.Map, span ptrace.Span, v *View) {
	if len(p.keys) == 0 {
		return
	}
	for key, value := range attrs.All() {
		if p.lengths&length(key) == 0 {
			continue
		}
		k := p.find(key)
		if k == nil {
			continue
		}
		text := value.Str() // empty for all but texts
		if text == "" || k.lengths&length(text) != 0 {
			k.run(text, value, span, v)
		}
	}
}

// run sets the bits of the probes that take a value, of which text is the text.
func (k *probedKey) run(text string, value pcommon.Value, span ptrace.Span, v *View) {
	for i := range k.there {
		v.set(k.there[i].bit)
	}
	if len(k.edges) > 0 {
		runEdges(k.edges, span, v)
	}
	if text == "" {
		k.runOther(value, v)
		return
	}
	k.runText(text, v)
	if len(k.expressions) > 0 {
		v.match(k, text)
	}
}

// runText sets the bits of those who have text among their words.
func (k *probedKey) runText(text string, v *View) {
	bit := length(text)
	for i := range k.words {
		if p := &k.words[i]; p.lengths&bit != 0 && slices.Contains(p.words, text) {
			v.set(p.bit)
		}
	}
}

// runOther is for a value that is no text, or an empty one. All but numbers and lists, which are compared as what they are,
// are compared as text.
func (k *probedKey) runOther(value pcommon.Value, v *View) {
	switch value.Type() {
	case pcommon.ValueTypeInt:
		k.runNumber(float64(value.Int()), v)
		if len(k.words) > 0 {
			var room [20]byte
			k.runText(string(strconv.AppendInt(room[:0], value.Int(), 10)), v)
		}
	case pcommon.ValueTypeDouble:
		k.runNumber(value.Double(), v)
		if len(k.words) > 0 {
			k.runText(value.AsString(), v)
		}
	case pcommon.ValueTypeSlice:
		for _, entry := range value.Slice().All() {
			if entry.Type() == pcommon.ValueTypeStr {
				k.runText(entry.Str(), v)
			}
		}
	default:
		if len(k.words) > 0 {
			k.runText(value.AsString(), v)
		}
	}
	for _, p := range k.expressions {
		if !v.get(p.bit) && p.expression.MatchString(value.AsString()) {
			v.set(p.bit)
		}
	}
}

func (k *probedKey) runNumber(n float64, v *View) {
	for i := range k.ranges {
		if p := &k.ranges[i]; p.lo <= n && n <= p.hi {
			v.set(p.bit)
		}
	}
}
