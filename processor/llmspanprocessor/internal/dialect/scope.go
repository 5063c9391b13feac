package dialect

import (
	"sync"
	"sync/atomic"
)

// maxScopes bounds the cache: a hostile sender may invent scope names without end.
const maxScopes = 1024

// scopeCache remembers which dialect a scope's name tells.
type scopeCache struct {
	known sync.Map // scope name → index of the dialect, -1 for none
	count atomic.Int32
}

// byScope finds the dialect of a scope's name, -1 when no row knows it.
func (r *Reader) byScope(name string) int {
	if name == "" {
		return -1
	}
	if i, ok := r.scopes.known.Load(name); ok {
		return i.(int)
	}
	found := r.searchScope(name)
	if r.scopes.count.Load() < maxScopes {
		if _, loaded := r.scopes.known.LoadOrStore(name, found); !loaded {
			r.scopes.count.Add(1)
		}
	}
	return found
}

func (r *Reader) searchScope(name string) int {
	for i, d := range r.dialects {
		if matchesAny(d.Scopes, name) {
			return i
		}
	}
	return -1
}
