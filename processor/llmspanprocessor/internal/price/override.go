package price

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// An Override says what a user knows better than the table: what a deployment really is, what a model of their own
// costs, or what they negotiated. Exactly one of SameAs, Prices and DiscountPercent is needed; a discount may also go
// with SameAs.
type Override struct {
	// Provider is the provider it holds for, under any of its names. Empty is all.
	Provider string
	// Model is the model's name as spans have it; * stands for anything. Empty is all.
	Model string
	// SameAs names, as provider/model, the model whose price it has.
	SameAs string
	// Prices are prices by the keys of genai-prices: input_mtok, output_mtok, cache_read_mtok and so on.
	Prices map[string]Price
	// Rate is how many US dollars one unit of the prices' currency is. Zero is one.
	Rate float64
	// DiscountPercent is taken off the price.
	DiscountPercent float64
}

// A Price is what as many as its key says cost: a million tokens for _mtok, a thousand searches for _kcount.
type Price struct {
	Base float64
	// Tiers replace Base once all input of the request is more than Above tokens.
	Tiers []Tier
}

// A Tier is a price above a number of input tokens.
type Tier struct {
	Above int64
	Price float64
}

// Validate reports what is wrong with an override, and what would be right.
func (o *Override) Validate() error {
	switch {
	case o.SameAs == "" && len(o.Prices) == 0 && o.DiscountPercent == 0:
		return errors.New("it changes nothing; write same_as: provider/model, prices, or discount_percent")
	case o.SameAs != "" && len(o.Prices) > 0:
		return at(fmt.Errorf("same_as %q and prices contradict one another; keep one", o.SameAs), "same_as")
	case len(o.Prices) > 0 && o.DiscountPercent != 0:
		return at(fmt.Errorf("discount_percent %g on prices of your own; write the prices that you pay", o.DiscountPercent), "discount_percent")
	case o.Model == "" && o.DiscountPercent == 0:
		return errors.New("model is missing; write its name as spans have it, with * for anything")
	case o.SameAs != "" && !strings.Contains(strings.Trim(o.SameAs, "/"), "/"):
		return at(fmt.Errorf("same_as %q names no provider; write provider/model, as in openai/gpt-4o", o.SameAs), "same_as")
	case !(o.DiscountPercent >= 0 && o.DiscountPercent <= 100):
		return at(fmt.Errorf("discount_percent %g is no share of a price; write 0 to 100", o.DiscountPercent), "discount_percent")
	case !(o.Rate >= 0) || math.IsInf(o.Rate, 0):
		return fmt.Errorf("a rate of %g US dollars is none; write how many dollars one unit of the currency is", o.Rate)
	}
	return nil
}

// A rule is an override in terms of the table.
type rule struct {
	provider string // an id in the price tables; empty for all
	model    string // a pattern in lower case
	own      *tariff.Model
	same     string
	discount float64
	label    string
}

// rule works an override out. from says where it was written.
func (t *Table) rule(o *Override, from string) (rule, error) {
	if err := o.Validate(); err != nil {
		return rule{}, err
	}
	r := rule{
		provider: t.seller(o.Provider), model: strings.ToLower(o.Model), same: o.SameAs, discount: o.DiscountPercent,
		label: from + " " + path.Join(o.Provider, o.Model),
	}
	if o.SameAs != "" && t.resolveName(&key{}, o.SameAs) == nil {
		return rule{}, at(fmt.Errorf("same_as %q has no price either; write a provider and model that the table knows, as in "+
			"openai/gpt-4o", o.SameAs), "same_as")
	}
	if len(o.Prices) == 0 {
		return r, nil
	}
	rates, err := t.rates(o)
	if err != nil {
		return rule{}, err
	}
	r.own = &tariff.Model{ID: o.Model, Prices: []tariff.Period{{Rates: rates}}}
	return r, nil
}

// seller returns a provider's id in the price tables.
func (t *Table) seller(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if s, _ := t.aliases.find(name); s != nil {
		if s.id != "" {
			return s.id
		}
		return s.name
	}
	return name
}

func (t *Table) rates(o *Override) ([]tariff.Rate, error) {
	dollars := o.Rate
	if dollars == 0 {
		dollars = 1
	}
	var rates []tariff.Rate
	for _, key := range slices.Sorted(maps.Keys(o.Prices)) {
		p := o.Prices[key]
		unit, ok := t.units.Find(key)
		if !ok || t.units.List[unit].PriceKey != key {
			err := fmt.Errorf("price %q is not known; write input_mtok, output_mtok, cache_read_mtok, cache_write_mtok, "+
				"output_reasoning_mtok, web_searches_kcount or another key of genai-prices", key)
			return nil, &fault{path: []string{"prices", key}, named: true, err: err}
		}
		r := tariff.Rate{Unit: unit, Base: p.Base * dollars}
		if err := checkPrice(key, p.Base); err != nil {
			return nil, at(err, "prices", key, "base")
		}
		for i, tier := range p.Tiers {
			number := strconv.Itoa(i)
			if err := checkPrice(key, tier.Price); err != nil {
				return nil, at(err, "prices", key, "tiers", number, "price")
			}
			if tier.Above < 0 || len(r.Tiers) > 0 && tier.Above <= r.Tiers[len(r.Tiers)-1].Start {
				err := fmt.Errorf("price %s: tier above %d is out of order; write tiers from low to high", key, tier.Above)
				return nil, at(err, "prices", key, "tiers", number, "above")
			}
			r.Tiers = append(r.Tiers, tariff.Tier{Start: tier.Above, Price: tier.Price * dollars})
		}
		rates = append(rates, r)
	}
	rates, _ = t.units.Complete(rates)
	return rates, at(t.units.Check(rates), "prices")
}

func checkPrice(key string, price float64) error {
	const dear = 1e9
	if !(price >= 0 && price <= dear) {
		return fmt.Errorf("price %s: %g is no price; write 0 or more", key, price)
	}
	return nil
}

// matches reports whether a rule holds for a model under one name at any of some hosts.
func (r *rule) matches(hosts []string, name string) bool {
	if r.provider != "" && !slices.Contains(hosts, r.provider) {
		return false
	}
	return r.model == "" || glob(r.model, name)
}

// glob reports whether a name, in lower case, is as a pattern says, in which * is anything.
func glob(pattern, name string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == name
	}
	name, ok := strings.CutPrefix(name, first)
	if !ok {
		return false
	}
	for {
		part, after, star := strings.Cut(rest, "*")
		if !star {
			return strings.HasSuffix(name, part)
		}
		i := strings.Index(name, part)
		if i < 0 {
			return false
		}
		name, rest = name[i+len(part):], after
	}
}

// overridden returns the price that a rule gives a model, or nil.
func (t *Table) overridden(k *key, hosts []string, model string) *found {
	name := strings.ToLower(strings.TrimSpace(model))
	for i := range t.rules {
		r := &t.rules[i]
		if r.own == nil && r.same == "" || !r.matches(hosts, name) {
			continue
		}
		if r.own != nil {
			return &found{model: r.own, own: true, label: r.label}
		}
		f := t.listed(&key{region: k.where()}, r.same)
		if f != nil && r.discount != 0 {
			f.take(r.discount)
		}
		return f
	}
	return nil
}

// discounted takes off what was negotiated for the price of a model; the first rule that matches counts.
func (t *Table) discounted(f *found, hosts []string, names []string) {
	hosts = append(slices.Clip(hosts), f.provider)
	names = append(slices.Clip(names), strings.ToLower(f.model.ID))
	for i := range t.rules {
		r := &t.rules[i]
		if r.own != nil || r.same != "" {
			continue
		}
		if slices.ContainsFunc(names, func(name string) bool { return r.matches(hosts, name) }) {
			f.take(r.discount)
			return
		}
	}
}

// take takes a discount off.
func (f *found) take(percent float64) {
	f.discount = percent / 100
	f.label += fmt.Sprintf(" -%g%%", percent)
}
