package price

import (
	"slices"
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// found is what a request's names lead to.
type found struct {
	model *tariff.Model
	// own is false for a model of a provider that the seller falls back to; contexts do not apply to it.
	own bool
	// provider is the seller's id, label what the price is called.
	provider, label string
	// free is true for what is given away.
	free bool
	// name is the one of the request's model names that led here.
	name string
	// search is the fee for a web search where the model's own prices have none, and another source has.
	search *tariff.Rate
	// uplift is the factor on the prices of tokens in the request's region; zero is none.
	uplift float64
	// discount is the share taken off.
	discount float64
	// least is the fewest seconds of audio that are billed.
	least float64
	// byUnit says that the model is not billed by tokens, perSearch that it is by the search of a rerank.
	byUnit, perSearch bool
}

// resolve finds the model that a request's names mean. It prefers the model that answered, then the one that a gateway
// says it used, then the one that was asked for; but a name that only says more, where both have a price, wins: Azure
// answers gpt-4 for gpt-4-32k.
func (t *Table) resolve(k *key) *found {
	var best *found
	for _, name := range [...]string{k.response, k.used, k.asked} {
		if name == "" {
			continue
		}
		f := t.resolveName(k, name)
		if f == nil {
			continue
		}
		f.name = strings.ToLower(name)
		if best == nil || len(f.name) > len(best.name) && strings.HasPrefix(f.name, best.name) {
			best = f
		}
	}
	if k.response == "" && k.used == "" && k.asked == "" && t.defaultModel != "" {
		if best = t.resolveName(k, t.defaultModel); best == nil {
			best = t.resolveName(&key{region: k.region}, t.defaultModel)
		}
	}
	return best
}

// resolveName finds a model by one name: what the user says of it first, then what the tables do.
func (t *Table) resolveName(k *key, model string) *found {
	if len(t.rules) == 0 {
		return t.listed(k, model)
	}
	hosts, _ := t.hosts(k, model)
	if f := t.overridden(k, hosts, model); f != nil {
		return f
	}
	f := t.listed(k, model)
	if f != nil {
		t.discounted(f, hosts, t.names(model))
	}
	return f
}

// listed finds a model in the tables.
func (t *Table) listed(k *key, model string) *found {
	hosts, guess := t.hosts(k, model)
	names := t.names(model)
	f := t.among(hosts, regional(k, names))
	if f == nil {
		f = t.among(hosts, names)
	}
	for i := 0; f == nil && i < len(names); i++ {
		f = t.guess(guess, names[i])
	}
	if f == nil {
		return nil
	}
	f.free = strings.HasSuffix(names[0], free)
	t.complete(f, k, names)
	return f
}

// regional lists the names of a model in the request's region.
func regional(k *key, names []string) []string {
	if where := k.where(); where != "" && len(names) > 0 {
		return []string{where + "/" + names[0]}
	}
	return nil
}

// among finds the first of some names that the first of some hosts sells.
func (t *Table) among(hosts, names []string) *found {
	for _, name := range names {
		for _, host := range hosts {
			if f := t.lookup(host, name); f != nil {
				return f
			}
		}
	}
	return nil
}

// lookup finds a model under one name at one host.
func (t *Table) lookup(host, name string) *found {
	for _, c := range t.catalogs {
		if p := c.ByID(host); p != nil {
			if f := find(c, p, name); f != nil {
				return f
			}
		}
	}
	return nil
}

func find(c *tariff.Catalog, p *tariff.Provider, name string) *found {
	m, own := c.Find(p, name)
	if m == nil {
		return nil
	}
	return &found{model: m, own: own, provider: p.ID, label: c.Source.Label() + " " + p.ID + "/" + m.ID}
}

// complete adds what other sources know of the same model: the fee for a search, and what its region costs.
func (t *Table) complete(f *found, k *key, names []string) {
	f.uplift = uplift(f.model, k.where())
	hasFee := rate(f.model, t.unit.webSearches) != nil
	for _, c := range t.catalogs {
		p := c.ByID(f.provider)
		if p == nil {
			continue
		}
		for _, name := range names {
			m, _ := c.Find(p, name)
			if m == nil || m == f.model {
				continue
			}
			if r := rate(m, t.unit.webSearches); r != nil && !hasFee {
				f.search, hasFee = r, true
			}
			if f.uplift == 0 {
				f.uplift = uplift(m, k.where())
			}
		}
	}
	if f.provider == "groq" && strings.HasPrefix(f.model.ID, "whisper-large-v3") {
		f.least = 10 // Groq bills ten seconds at least (genai-prices 0.2.3, types.py).
	}
}

func rate(m *tariff.Model, unit uint8) *tariff.Rate {
	for i := range m.Prices {
		for j := range m.Prices[i].Rates {
			if r := &m.Prices[i].Rates[j]; r.Unit == unit {
				return r
			}
		}
	}
	return nil
}

func uplift(m *tariff.Model, region string) float64 {
	for _, u := range m.Uplifts {
		if region != "" && (u.Region == region || u.Region == "" && region != "global") {
			return u.Factor
		}
	}
	return 0
}

// guess finds a model by its name alone.
func (t *Table) guess(trust trust, name string) *found {
	if trust == nothing {
		return nil
	}
	for _, c := range t.catalogs {
		p := c.ByModel(name)
		if p == nil || trust == closed && !slices.Contains(makers, p.ID) {
			continue
		}
		if f := find(c, p, name); f != nil {
			return f
		}
	}
	return nil
}
