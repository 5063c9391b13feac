package tariff

import (
	"cmp"
	"fmt"
	"slices"
)

// A Unit is something that is counted and may have a price: input tokens, tokens read from a cache, web searches.
type Unit struct {
	// Key names the count (input_tokens), PriceKey the price (input_mtok).
	Key, PriceKey string
	// Per is how many the price is for.
	Per float64
	// Dimensions say what is counted. A unit is contained in every unit that has fewer of the same dimensions.
	Dimensions []Pair
	// Part is the part of a cost that the unit's price counts towards.
	Part Part
}

// A Part is a share of the cost.
type Part uint8

// The parts of a cost. A fee is for what has no direction, such as a search.
const (
	Input Part = iota
	Output
	CacheRead
	CacheWrite
	Reasoning
	AudioInput
	AudioOutput
	Fee
	parts
)

// MaxUnits is how many units a catalog can have: sets of units are 64 bits wide.
const MaxUnits = 64

// Requests is the key of the unit that is always one.
const Requests = "requests"

// Units are all that can be counted, and what they have to do with one another.
type Units struct {
	List []Unit

	family []relations
	byKey  map[string]uint8
	input  uint8 // the unit of all input tokens, by which tiers are chosen
	// requests is the unit that is always one, MaxUnits where there is none.
	requests uint8
}

// relations are what a sum needs to know of a unit, close together in memory.
type relations struct {
	// below is the set of units that this one contains.
	below uint64
	// per and part are the unit's own.
	per  float64
	part Part
	// direction is input, output or neither.
	direction direction
	// joins are the pairs of units that overlap in exactly this one.
	joins []join
}

type join struct{ left, right uint8 }

type direction uint8

const (
	undirected direction = iota
	inward
	outward
)

// NewUnits works out what units have to do with one another.
func NewUnits(units []Unit) (*Units, error) {
	if len(units) > MaxUnits {
		return nil, fmt.Errorf("cannot tell %d units apart: at most %d fit", len(units), MaxUnits)
	}
	c := &Units{List: units, family: make([]relations, len(units)), byKey: make(map[string]uint8, 2*len(units))}
	for i := range c.List {
		u := &c.List[i]
		c.byKey[u.Key], c.byKey[u.PriceKey] = uint8(i), uint8(i)
		r := &c.family[i]
		r.per, r.part, r.direction = u.Per, u.Part, directionOf(u)
		for j := range c.List {
			if i != j && contains(u, &c.List[j]) {
				r.below |= 1 << j
			}
		}
	}
	c.linkJoins()
	c.input, c.requests = c.byKey["input_tokens"], MaxUnits
	if requests, ok := c.byKey[Requests]; ok {
		c.requests = requests
	}
	return c, nil
}

func directionOf(u *Unit) direction {
	switch {
	case slices.Contains(u.Dimensions, Pair{"direction", "input"}):
		return inward
	case slices.Contains(u.Dimensions, Pair{"direction", "output"}):
		return outward
	}
	return undirected
}

// Find finds a unit by its key or by the key of its price.
func (c *Units) Find(key string) (uint8, bool) {
	i, ok := c.byKey[key]
	return i, ok
}

// contains reports whether every dimension of a is one of b's.
func contains(a, b *Unit) bool {
	for _, d := range a.Dimensions {
		if !slices.Contains(b.Dimensions, d) {
			return false
		}
	}
	return true
}

func (c *Units) linkJoins() {
	for i := range c.List {
		for j := i + 1; j < len(c.List); j++ {
			a, b := &c.List[i], &c.List[j]
			if contains(a, b) || contains(b, a) || !compatible(a, b) {
				continue
			}
			if k := c.joined(a, b); k >= 0 {
				c.family[k].joins = append(c.family[k].joins, join{uint8(i), uint8(j)})
			}
		}
	}
}

// compatible reports whether something can be both: no dimension of one contradicts the other.
func compatible(a, b *Unit) bool {
	for _, d := range a.Dimensions {
		for _, e := range b.Dimensions {
			if d.Key == e.Key && d.Value != e.Value {
				return false
			}
		}
	}
	return true
}

// joined returns the unit of what is both a and b, or -1.
func (c *Units) joined(a, b *Unit) int {
	both := slices.Clone(a.Dimensions)
	for _, d := range b.Dimensions {
		if !slices.Contains(both, d) {
			both = append(both, d)
		}
	}
	return slices.IndexFunc(c.List, func(u Unit) bool {
		if len(u.Dimensions) != len(both) {
			return false
		}
		for _, d := range u.Dimensions {
			if !slices.Contains(both, d) {
				return false
			}
		}
		return true
	})
}

// Check reports whether a set of prices can be told apart: every unit that contains a priced one must be priced, and so
// must what is both of two priced units.
func (c *Units) Check(rates []Rate) error {
	var priced uint64
	for _, r := range rates {
		priced |= 1 << r.Unit
	}
	for i := range c.List {
		for _, r := range rates {
			if c.family[i].below&(1<<r.Unit) != 0 && priced&(1<<i) == 0 {
				return fmt.Errorf("%s has a price: %s, which contains it, needs one too", c.List[r.Unit].PriceKey, c.List[i].PriceKey)
			}
		}
		for _, j := range c.family[i].joins {
			if priced&(1<<j.left) != 0 && priced&(1<<j.right) != 0 && priced&(1<<i) == 0 {
				return fmt.Errorf("%s and %s have prices: %s, which is both, needs one too",
					c.List[j.left].PriceKey, c.List[j.right].PriceKey, c.List[i].PriceKey)
			}
		}
	}
	return nil
}

// Complete adds the prices that a set needs for [Units.Check] and that its source leaves out: a unit that contains a
// priced one costs what contains it in turn, or nothing; what is both of two priced units costs what its kind of token
// does. from says, for each unit added, whose price it took.
func (c *Units) Complete(rates []Rate) (complete []Rate, from map[uint8]uint8) {
	from = map[uint8]uint8{}
	complete = slices.Clone(rates)
	c.Sort(complete)
	for i := range c.List {
		if unit := uint8(i); c.rate(complete, unit) == nil && c.containsAny(unit, complete) {
			complete = append(complete, c.parentRate(complete, unit))
			c.Sort(complete)
		}
	}
	for i := range c.List {
		unit := uint8(i)
		for _, j := range c.family[i].joins {
			left, right := c.rate(complete, j.left), c.rate(complete, j.right)
			if c.rate(complete, unit) != nil || left == nil || right == nil {
				continue
			}
			take := left
			if c.hasTokenType(j.right) {
				take = right
			}
			from[unit] = take.Unit
			complete = append(complete, Rate{Unit: unit, Base: take.Base, Tiers: take.Tiers})
			c.Sort(complete)
		}
	}
	return complete, from
}

func (c *Units) rate(rates []Rate, unit uint8) *Rate {
	for i := range rates {
		if rates[i].Unit == unit {
			return &rates[i]
		}
	}
	return nil
}

func (c *Units) containsAny(unit uint8, rates []Rate) bool {
	for i := range rates {
		if c.family[unit].below&(1<<rates[i].Unit) != 0 {
			return true
		}
	}
	return false
}

// parentRate returns the price of the most specific priced unit that contains another, for the other.
func (c *Units) parentRate(sorted []Rate, unit uint8) Rate {
	for i := range sorted {
		if c.family[sorted[i].Unit].below&(1<<unit) != 0 {
			return Rate{Unit: unit, Base: sorted[i].Base, Tiers: sorted[i].Tiers}
		}
	}
	return Rate{Unit: unit}
}

func (c *Units) hasTokenType(unit uint8) bool {
	return slices.ContainsFunc(c.List[unit].Dimensions, func(d Pair) bool { return d.Key == "token_type" })
}

// Sort puts prices in the order in which they are worked out: what is most specific first.
func (c *Units) Sort(rates []Rate) {
	slices.SortFunc(rates, func(a, b Rate) int { return c.compare(a.Unit, b.Unit) })
}

func (c *Units) compare(a, b uint8) int {
	x, y := &c.List[a], &c.List[b]
	return cmp.Or(cmp.Compare(len(y.Dimensions), len(x.Dimensions)), cmp.Compare(x.Key, y.Key))
}
