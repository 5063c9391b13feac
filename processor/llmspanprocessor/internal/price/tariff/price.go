package tariff

import (
	"errors"
	"fmt"
	"time"
)

// ErrCounts says that counts contradict one another: a part is more than the whole.
var ErrCounts = errors.New("the counts contradict one another")

// Counts are how many of each unit were used, by the unit's index.
type Counts struct {
	// Given is the set of units whose count is known. A count that is not given is zero, unless something that it
	// contains is given: then the counts are an error.
	Given uint64
	N     [MaxUnits]float64

	some uint64 // the units of which N is not zero
}

// Set sets the count of a unit.
func (c *Counts) Set(unit uint8, n float64) {
	c.Given |= 1 << unit
	c.N[unit] = n
	if n != 0 {
		c.some |= 1 << unit
	} else {
		c.some &^= 1 << unit
	}
}

// A Sum is what usage costs, in US dollars.
type Sum struct {
	Total, Input, Output float64
	// By is the cost by part, Priced the set of parts that a price of its own was paid for, as bits.
	By     [parts]float64
	Priced uint16
}

// Has reports whether something was paid for a part.
func (s *Sum) Has(p Part) bool { return s.Priced&(1<<p) != 0 }

// usualRates is how many prices a model has at most, so that they fit on the stack; more take memory.
const usualRates = 16

// Price works out what counts cost with a model's prices at a time and in a context.
func (c *Units) Price(m *Model, at time.Time, context []Pair, n *Counts) (sum Sum, err error) {
	unix := at.Unix()
	if !m.varies(unix, context) {
		err = c.add(&sum, m.period(unix), n)
		return sum, err
	}
	var buf [usualRates]Rate
	err = c.add(&sum, c.rates(m, unix, context, buf[:0]), n)
	return sum, err
}

// varies reports whether any variant of a model holds. Most calls are the ordinary ones, whose prices need no copy.
func (m *Model) varies(unix int64, context []Pair) bool {
	if len(context) == 0 {
		return false
	}
	for i := range m.Variants {
		if v := &m.Variants[i]; v.matches(context) && v.When.active(unix) {
			return true
		}
	}
	return false
}

// add adds up what counts cost at these prices.
func (c *Units) add(sum *Sum, rates []Rate, n *Counts) error {
	var buf [usualRates]float64
	rest := buf[:0]
	var left uint64 // the units of which rest is not zero
	for i := range rates {
		r := &rates[i]
		unit := &c.family[r.Unit]
		if n.Given&^n.some&(1<<r.Unit) != 0 && unit.below&left == 0 && r.Unit != c.requests {
			rest = append(rest, 0)
			continue // a known zero of which no part was used costs nothing
		}
		count := 1.0
		if r.Unit == c.requests {
			rest = append(rest, 0)
		} else {
			var err error
			if count, err = c.rest(rates, rest, r.Unit, n); err != nil {
				return err
			}
			rest = append(rest, count)
			left |= 1 << r.Unit
		}
		price := r.Base
		if r.Tiers != nil {
			input, err := c.count(n, c.input)
			if err != nil {
				return err
			}
			price = r.at(input)
		}
		sum.add(unit, price*count/unit.per)
		if count > 0 {
			sum.Priced |= 1 << unit.part
		}
	}
	return nil
}

func (s *Sum) add(unit *relations, cost float64) {
	s.Total += cost
	switch unit.direction {
	case inward:
		s.Input += cost
	case outward:
		s.Output += cost
	}
	s.By[unit.part] += cost
}

// rest returns how many of a unit are left once the more specific units with a price are taken out: those of the rates
// before it, of which as many are left as before says.
func (c *Units) rest(rates []Rate, before []float64, unit uint8, n *Counts) (float64, error) {
	count, err := c.count(n, unit)
	if err != nil {
		return 0, err
	}
	left, below := count, c.family[unit].below
	for i, used := range before {
		if below&(1<<rates[i].Unit) != 0 {
			left -= used
		}
	}
	if left < 0 {
		return 0, fmt.Errorf("%w: parts of %s are more than its %g", ErrCounts, c.List[unit].Key, count)
	}
	return left, nil
}

// count returns the count of a unit, or an error when it is not given though it cannot be zero.
func (c *Units) count(n *Counts, unit uint8) (float64, error) {
	if n.Given&(1<<unit) != 0 {
		return n.N[unit], nil
	}
	family := &c.family[unit]
	for i := range c.List {
		if family.below&n.Given&(1<<i) != 0 && n.N[i] > 0 {
			return 0, fmt.Errorf("%w: %s is given without %s", ErrCounts, c.List[i].Key, c.List[unit].Key)
		}
	}
	for _, j := range family.joins {
		if n.positive(j.left) && n.positive(j.right) {
			return 0, fmt.Errorf("%w: %s and %s are given without %s, which is both", ErrCounts,
				c.List[j.left].Key, c.List[j.right].Key, c.List[unit].Key)
		}
	}
	return 0, nil
}

func (c *Counts) positive(unit uint8) bool { return c.Given&(1<<unit) != 0 && c.N[unit] > 0 }

// at returns the price for a request with so many input tokens. A tier begins strictly above its start and holds for
// the whole request.
func (r *Rate) at(input float64) float64 {
	for i := len(r.Tiers) - 1; i >= 0; i-- {
		if input > float64(r.Tiers[i].Start) {
			return r.Tiers[i].Price
		}
	}
	return r.Base
}

// rates returns the prices of a model with variants that hold at a time and in a context, appended to buf.
func (c *Units) rates(m *Model, unix int64, context []Pair, buf []Rate) []Rate {
	rates := append(buf, m.period(unix)...)
	var replaced uint64
	for i := range m.Variants {
		v := &m.Variants[i]
		if !v.matches(context) || !v.When.active(unix) {
			continue
		}
		for _, r := range v.Rates {
			if replaced&(1<<r.Unit) == 0 {
				rates = c.replace(rates, r)
				replaced |= 1 << r.Unit
			}
		}
	}
	return rates
}

// period returns the prices that hold at a time: the last active ones, or else the first.
func (m *Model) period(unix int64) []Rate {
	for i := len(m.Prices) - 1; i >= 0; i-- {
		if m.Prices[i].When.active(unix) {
			return m.Prices[i].Rates
		}
	}
	if len(m.Prices) == 0 {
		return nil
	}
	return m.Prices[0].Rates
}

// matches reports whether a context has all pairs of the variant's.
func (v *Variant) matches(context []Pair) bool {
	for _, want := range v.Context {
		found := false
		for _, p := range context {
			found = found || p == want
		}
		if !found {
			return false
		}
	}
	return true
}

// replace puts a price in the place of the one for the same unit, or where it belongs in the order.
func (c *Units) replace(rates []Rate, r Rate) []Rate {
	at := len(rates)
	for i := range rates {
		if rates[i].Unit == r.Unit {
			rates[i] = r
			return rates
		}
		if at == len(rates) && c.compare(r.Unit, rates[i].Unit) < 0 {
			at = i
		}
	}
	rates = append(rates, Rate{})
	copy(rates[at+1:], rates[at:])
	rates[at] = r
	return rates
}
