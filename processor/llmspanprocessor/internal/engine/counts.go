package engine

import "iter"

// counts counts by key. The keys of one batch are few, and the same come one after another, so that a walk over a list
// that begins at the last one takes less than a map.
type counts[K comparable] struct {
	list []count[K]
	last int
}

type count[K comparable] struct {
	key K
	n   int64
}

func (c *counts[K]) add(key K) {
	if c.last < len(c.list) && c.list[c.last].key == key {
		c.list[c.last].n++
		return
	}
	for i := range c.list {
		if c.list[i].key == key {
			c.list[i].n++
			c.last = i
			return
		}
	}
	c.last = len(c.list)
	c.list = append(c.list, count[K]{key, 1})
}

// all yields the counts in the order in which the keys first came.
func (c *counts[K]) all() iter.Seq2[K, int64] {
	return func(yield func(K, int64) bool) {
		for i := range c.list {
			if !yield(c.list[i].key, c.list[i].n) {
				return
			}
		}
	}
}

func (c *counts[K]) reset() {
	clear(c.list)
	c.list, c.last = c.list[:0], 0
}
