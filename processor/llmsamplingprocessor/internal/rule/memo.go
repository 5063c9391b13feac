package rule

import (
	"hash/maphash"
	"strings"
)

const (
	// memoEntries is how many texts a memo holds. What is matched against expressions, a model or a route, is of few values.
	memoEntries = 64
	// memoText is the longest text that is remembered. To match a longer one takes long anyway, and it rarely comes twice.
	memoText = 256
	// memoExpressions is how many expressions a memo answers for.
	memoExpressions = 64
)

// memo remembers which of a key's expressions matched a text. Expressions take far longer than all else that rules ask
// for, and the same few texts come again on nearly every span.
type memo struct {
	key     *probedKey // whose expressions it is about
	seed    maphash.Seed
	entries [memoEntries]struct {
		text  string // empty: nothing
		holds uint64 // a bit for each expression
	}
}

// match sets the bits of the expressions of k that match text, which is not empty.
func (v *View) match(k *probedKey, text string) {
	known := k.expressions[:min(len(k.expressions), memoExpressions)]
	if len(text) > memoText {
		known = nil
	}
	if len(known) > 0 {
		holds := v.memo(k).holds(known, text)
		for i := range known {
			if holds&(1<<i) != 0 {
				v.set(known[i].bit)
			}
		}
	}
	for _, e := range k.expressions[len(known):] {
		if !v.get(e.bit) && e.expression.MatchString(text) {
			v.set(e.bit)
		}
	}
}

// memo returns the view's memo of what the expressions of k said.
func (v *View) memo(k *probedKey) *memo {
	for len(v.memos) <= k.memo {
		v.memos = append(v.memos, &memo{seed: maphash.MakeSeed()})
	}
	m := v.memos[k.memo]
	if m.key != k {
		m.key = k
		clear(m.entries[:])
	}
	return m
}

// holds has a bit for each of the expressions that matches text.
func (m *memo) holds(expressions []probe, text string) uint64 {
	entry := &m.entries[maphash.String(m.seed, text)%memoEntries]
	if entry.text == text {
		return entry.holds
	}
	entry.text, entry.holds = strings.Clone(text), 0
	for i := range expressions {
		if expressions[i].expression.MatchString(text) {
			entry.holds |= 1 << i
		}
	}
	return entry.holds
}
