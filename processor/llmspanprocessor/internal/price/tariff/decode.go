package tariff

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
)

var errTable = errors.New("cannot read the price table: it is cut short or damaged")

// Decode reads what [Encode] wrote. The catalogs share the strings of one buffer.
func Decode(table []byte) (catalogs []*Catalog, err error) {
	rest, ok := strings.CutPrefix(string(table), magic)
	if !ok {
		return nil, errTable
	}
	d := &decoder{in: rest}
	d.tables()
	units, err := NewUnits(list(d, (*decoder).unit))
	if err != nil {
		return nil, err
	}
	catalogs = list(d, func(d *decoder) *Catalog { return d.catalog(units) })
	if d.err != nil {
		return nil, d.err
	}
	for _, c := range catalogs {
		if err := c.Compile(); err != nil {
			return nil, err
		}
	}
	return catalogs, nil
}

// Compile compiles the regular expressions of a catalog.
func (c *Catalog) Compile() error {
	for _, p := range c.Providers {
		if p.API != "" {
			re, err := regexp.Compile("^(?:" + p.API + ")")
			if err != nil {
				return fmt.Errorf("cannot compile the API pattern of provider %s: %w", p.ID, err)
			}
			p.api.re = re
		}
		for _, m := range []*Match{p.ModelMatch, p.ProviderMatch} {
			if m == nil {
				continue
			}
			if err := m.Compile(); err != nil {
				return fmt.Errorf("provider %s: %w", p.ID, err)
			}
		}
		for _, m := range p.Models {
			if err := m.Match.Compile(); err != nil {
				return fmt.Errorf("model %s/%s: %w", p.ID, m.ID, err)
			}
		}
	}
	return nil
}

// decoder reads a table. After the first error everything reads as zero.
type decoder struct {
	in      string
	text    []string
	numbers []float64
	err     error
}

func (d *decoder) fail() {
	d.in, d.err = "", errTable
}

func (d *decoder) uint() uint64 {
	var n uint64
	for i := 0; i < len(d.in) && i < binary.MaxVarintLen64; i++ {
		b := d.in[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			d.in = d.in[i+1:]
			return n
		}
	}
	d.fail()
	return 0
}

// length reads the length of a list, which cannot have more elements than there are bytes left.
func (d *decoder) length() int {
	n := d.uint()
	if n > uint64(len(d.in)) {
		d.fail()
		return 0
	}
	return int(n)
}

func list[T any](d *decoder, read func(*decoder) T) []T {
	n := d.length()
	if n == 0 {
		return nil
	}
	out := make([]T, 0, n)
	for range n {
		if d.err != nil {
			return nil
		}
		out = append(out, read(d))
	}
	return out
}

func (d *decoder) take(n int) string {
	if n < 0 || n > len(d.in) {
		d.fail()
		return ""
	}
	s := d.in[:n]
	d.in = d.in[n:]
	return s
}

// tables reads the strings and the numbers.
func (d *decoder) tables() {
	lengths := list(d, (*decoder).length)
	total := 0
	for _, n := range lengths {
		total += n
		if total > len(d.in) {
			d.fail()
			return
		}
	}
	// One copy of the text alone, so that the numbers and catalogs after it can be freed.
	text := strings.Clone(d.in[:total])
	d.take(total)
	for _, n := range lengths {
		d.text = append(d.text, text[:n])
		text = text[n:]
	}
	d.numbers = list(d, func(d *decoder) float64 {
		const size = 8
		b := d.take(size)
		if len(b) < size {
			return 0
		}
		return math.Float64frombits(binary.LittleEndian.Uint64([]byte(b)))
	})
}

func (d *decoder) string() string {
	i := d.uint()
	if i >= uint64(len(d.text)) {
		d.fail()
		return ""
	}
	return d.text[i]
}

func (d *decoder) number() float64 {
	i := d.uint()
	if i >= uint64(len(d.numbers)) {
		d.fail()
		return 0
	}
	return d.numbers[i]
}

func (d *decoder) catalog(units *Units) *Catalog {
	c := &Catalog{Units: units}
	for _, s := range []*string{&c.Source.Name, &c.Source.Version, &c.Source.Date, &c.Source.Licence, &c.Source.URL} {
		*s = d.string()
	}
	c.Providers = list(d, func(d *decoder) *Provider { return d.provider(uint64(len(units.List))) })
	return c
}

func (d *decoder) unit() Unit {
	return Unit{
		Key: d.string(), PriceKey: d.string(), Per: d.number(),
		Dimensions: list(d, (*decoder).pair), Part: Part(d.below(uint64(parts))),
	}
}

// below reads a number that must be less than a limit.
func (d *decoder) below(limit uint64) uint64 {
	n := d.uint()
	if n >= limit {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) pair() Pair { return Pair{d.string(), d.string()} }

func (d *decoder) provider(units uint64) *Provider {
	rates := func(d *decoder) []Rate {
		return list(d, func(d *decoder) Rate {
			return Rate{Unit: uint8(d.below(units)), Base: d.number(), Tiers: list(d, (*decoder).tier)}
		})
	}
	return &Provider{
		ID: d.string(), API: d.string(), ModelMatch: d.optional(), ProviderMatch: d.optional(),
		Fallback: list(d, (*decoder).string),
		Models: list(d, func(d *decoder) *Model {
			return &Model{
				ID: d.string(), Match: d.match(0),
				Prices: list(d, func(d *decoder) Period { return Period{d.constraint(), rates(d)} }),
				Variants: list(d, func(d *decoder) Variant {
					return Variant{list(d, (*decoder).pair), d.constraint(), rates(d)}
				}),
				Uplifts: list(d, func(d *decoder) Uplift { return Uplift{d.string(), d.number()} }),
			}
		}),
	}
}

func (d *decoder) tier() Tier { return Tier{int64(d.uint()), d.number()} }

func (d *decoder) optional() *Match {
	if d.below(2) == 0 {
		return nil
	}
	m := d.match(0)
	return &m
}

// maxDepth bounds how deep conditions nest.
const maxDepth = 16

func (d *decoder) match(depth int) Match {
	if depth > maxDepth {
		d.fail()
		return Match{}
	}
	return Match{
		Op: Op(d.below(uint64(Not) + 1)), Text: d.string(),
		Args: list(d, func(d *decoder) Match { return d.match(depth + 1) }),
	}
}

func (d *decoder) constraint() Constraint {
	c := Constraint{StartDay: int32(d.uint())}
	if d.below(2) == 1 {
		c.Daily, c.From, c.To = true, int32(d.uint()), int32(d.uint())
	}
	return c
}
