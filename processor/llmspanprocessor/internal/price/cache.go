package price

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// key is all that decides which model a request means.
type key struct {
	provider, server      string
	response, used, asked string
	region                string
}

// clone copies the strings, which belong to a batch that is about to be freed.
func (k key) clone() key {
	return key{
		strings.Clone(k.provider), strings.Clone(k.server), strings.Clone(k.response), strings.Clone(k.used),
		strings.Clone(k.asked), strings.Clone(k.region),
	}
}

const (
	cacheSets = 512
	cacheWays = 4
)

// cache remembers what keys lead to, misses too. It holds a bounded number of them: a key has a few places, and a new
// one takes the place of another. Reading takes no lock and allocates nothing.
type cache [cacheSets][cacheWays]atomic.Pointer[entry]

type entry struct {
	key   key
	found *found
}

func (t *Table) find(k *key) *found {
	h := k.hash(t.seed)
	set := &t.cache[h%cacheSets]
	for i := range set {
		if e := set[i].Load(); e != nil && e.key == *k {
			return e.found
		}
	}
	e := &entry{key: k.clone()}
	if e.found = t.resolve(&e.key); e.found != nil {
		t.findUnits(e.found)
	}
	way := h / cacheSets % cacheWays
	for i := range set {
		if set[i].Load() == nil {
			way = uint64(i)
			break
		}
	}
	set[way].Store(e)
	return e.found
}

func (k *key) hash(seed maphash.Seed) uint64 {
	const odd = 0x9e3779b97f4a7c15
	var h uint64
	for _, s := range [...]string{k.provider, k.server, k.response, k.used, k.asked, k.region} {
		h *= odd
		if s != "" {
			h += maphash.String(seed, s)
		}
	}
	return h ^ h>>32
}
