package tariff

import (
	"encoding/binary"
	"math"
)

// magic begins an encoded table and names the version of the encoding.
const magic = "baton-prices-1\n"

// Encode writes catalogs as one compact table: strings and numbers once each, then catalogs that refer to them. The
// same catalogs always give the same bytes.
func Encode(units *Units, catalogs []*Catalog) []byte {
	e := &encoder{strings: map[string]uint64{}, numbers: map[uint64]uint64{}}
	e.units(units)
	e.uint(uint64(len(catalogs)))
	for _, c := range catalogs {
		e.catalog(c)
	}
	out := []byte(magic)
	out = binary.AppendUvarint(out, uint64(len(e.text)))
	for _, s := range e.text {
		out = binary.AppendUvarint(out, uint64(len(s)))
	}
	for _, s := range e.text {
		out = append(out, s...)
	}
	out = binary.AppendUvarint(out, uint64(len(e.values)))
	for _, v := range e.values {
		out = binary.LittleEndian.AppendUint64(out, v)
	}
	return append(out, e.out...)
}

type encoder struct {
	strings map[string]uint64
	text    []string
	numbers map[uint64]uint64
	values  []uint64
	out     []byte
}

func (e *encoder) uint(n uint64) { e.out = binary.AppendUvarint(e.out, n) }

func (e *encoder) string(s string) {
	i, ok := e.strings[s]
	if !ok {
		i = uint64(len(e.text))
		e.strings[s] = i
		e.text = append(e.text, s)
	}
	e.uint(i)
}

func (e *encoder) number(f float64) {
	bits := math.Float64bits(f)
	i, ok := e.numbers[bits]
	if !ok {
		i = uint64(len(e.values))
		e.numbers[bits] = i
		e.values = append(e.values, bits)
	}
	e.uint(i)
}

func (e *encoder) units(units *Units) {
	e.uint(uint64(len(units.List)))
	for _, u := range units.List {
		e.string(u.Key)
		e.string(u.PriceKey)
		e.number(u.Per)
		e.pairs(u.Dimensions)
		e.uint(uint64(u.Part))
	}
}

func (e *encoder) catalog(c *Catalog) {
	s := &c.Source
	for _, text := range []string{s.Name, s.Version, s.Date, s.Licence, s.URL} {
		e.string(text)
	}
	e.uint(uint64(len(c.Providers)))
	for _, p := range c.Providers {
		e.provider(p)
	}
}

func (e *encoder) pairs(pairs []Pair) {
	e.uint(uint64(len(pairs)))
	for _, p := range pairs {
		e.string(p.Key)
		e.string(p.Value)
	}
}

func (e *encoder) provider(p *Provider) {
	e.string(p.ID)
	e.string(p.API)
	e.optional(p.ModelMatch)
	e.optional(p.ProviderMatch)
	e.uint(uint64(len(p.Fallback)))
	for _, id := range p.Fallback {
		e.string(id)
	}
	e.uint(uint64(len(p.Models)))
	for _, m := range p.Models {
		e.string(m.ID)
		e.match(&m.Match)
		e.uint(uint64(len(m.Prices)))
		for _, period := range m.Prices {
			e.constraint(period.When)
			e.rates(period.Rates)
		}
		e.uint(uint64(len(m.Variants)))
		for _, v := range m.Variants {
			e.pairs(v.Context)
			e.constraint(v.When)
			e.rates(v.Rates)
		}
		e.uint(uint64(len(m.Uplifts)))
		for _, u := range m.Uplifts {
			e.string(u.Region)
			e.number(u.Factor)
		}
	}
}

func (e *encoder) optional(m *Match) {
	if m == nil {
		e.uint(0)
		return
	}
	e.uint(1)
	e.match(m)
}

func (e *encoder) match(m *Match) {
	e.uint(uint64(m.Op))
	e.string(m.Text)
	e.uint(uint64(len(m.Args)))
	for i := range m.Args {
		e.match(&m.Args[i])
	}
}

func (e *encoder) constraint(c Constraint) {
	e.uint(uint64(c.StartDay))
	if !c.Daily {
		e.uint(0)
		return
	}
	e.uint(1)
	e.uint(uint64(c.From))
	e.uint(uint64(c.To))
}

func (e *encoder) rates(rates []Rate) {
	e.uint(uint64(len(rates)))
	for _, r := range rates {
		e.uint(uint64(r.Unit))
		e.number(r.Base)
		e.uint(uint64(len(r.Tiers)))
		for _, t := range r.Tiers {
			e.uint(uint64(t.Start))
			e.number(t.Price)
		}
	}
}
