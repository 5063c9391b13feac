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
	own   bool
	label string
	// free is true for what is given away.
	free bool
	// name is the one of the request's model names that led here.
	name string
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
	return best
}

func (t *Table) resolveName(k *key, model string) *found {
	hosts, guess := t.hosts(k, model)
	names := t.names(model)
	for _, name := range names {
		for _, host := range hosts {
			if f := t.lookup(host, name); f != nil {
				f.free = strings.HasSuffix(names[0], free)
				return f
			}
		}
	}
	for _, name := range names {
		if f := t.guess(guess, name); f != nil {
			f.free = strings.HasSuffix(names[0], free)
			return f
		}
	}
	return nil
}

// lookup finds a model under one name at one host.
func (t *Table) lookup(host, name string) *found {
	for _, c := range t.catalogs {
		p := c.ByID(host)
		if p == nil {
			continue
		}
		if m, own := c.Find(p, name); m != nil {
			return &found{model: m, own: own, label: c.Source.Label() + " " + p.ID + "/" + m.ID}
		}
	}
	return nil
}

// trust is how far a provider may be guessed from the name of a model.
type trust uint8

const (
	// nothing is guessed: the host is known, and it does not sell the model.
	nothing trust = iota
	// closed is for hosts that are not known: models that only their maker sells cost what the maker asks.
	closed
	// anything is for calls that say nothing of where they went.
	anything
)

// makers are the providers whose models are sold at their price wherever they are had.
var makers = []string{"openai", "anthropic", "google", "x-ai"}

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
		if m, own := c.Find(p, name); m != nil {
			return &found{model: m, own: own, label: c.Source.Label() + " " + p.ID + "/" + m.ID}
		}
	}
	return nil
}

// hosts lists who may have sold a model, most certain first, and says how far to guess when none of them did. The host
// decides the price, not the maker.
func (t *Table) hosts(k *key, model string) (hosts []string, guess trust) {
	model = strings.ToLower(model)
	guess = anything
	local := k.server != ""
	if p := t.byServer(k.server); p != "" {
		hosts, local = append(hosts, p), false
	}
	if onBedrock(model) {
		hosts = append(hosts, "aws")
	}
	name := strings.ToLower(strings.TrimSpace(k.provider))
	s, known := t.aliases.find(name)
	switch {
	case s != nil && s.id != "":
		hosts = append(hosts, s.id)
		// The OpenAI library is how many gateways and other providers are called.
		if s.id != "openai" {
			guess = nothing
		}
	case s != nil:
		hosts, guess = append(hosts, s.name), nothing
	case name != "" && !known:
		hosts, guess = append(hosts, name), closed
	}
	if guess == nothing {
		return hosts, guess
	}
	if head, _, ok := strings.Cut(model, "/"); ok {
		if s, _ := t.aliases.find(head); s != nil && s.id != "" {
			hosts = append(hosts, s.id)
		} else if s == nil {
			hosts = append(hosts, head)
		}
	}
	if local {
		guess = closed
	}
	return hosts, guess
}

// byServer returns the provider whose API a host serves.
func (t *Table) byServer(server string) string {
	if server == "" {
		return ""
	}
	for _, c := range t.catalogs {
		if p := c.ByURL("https://" + strings.ToLower(server) + "/"); p != nil {
			return p.ID
		}
	}
	return ""
}
