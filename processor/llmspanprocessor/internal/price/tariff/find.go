package tariff

import (
	"regexp"
	"strings"
	"time"
)

// A pattern is the beginning of a URL.
type pattern struct{ re *regexp.Regexp }

// ByID finds a provider by its id, or else by another name for it. The first that matches wins.
func (c *Catalog) ByID(name string) *Provider {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		return nil
	}
	for _, p := range c.Providers {
		if p.ID == name {
			return p
		}
	}
	for _, p := range c.Providers {
		if p.ProviderMatch != nil && p.ProviderMatch.Matches(name) {
			return p
		}
	}
	return nil
}

// ByURL finds the provider whose API a URL belongs to.
func (c *Catalog) ByURL(url string) *Provider {
	for _, p := range c.Providers {
		if p.api.re != nil && p.api.re.MatchString(url) {
			return p
		}
	}
	return nil
}

// ByModel finds the provider that a model is most likely of.
func (c *Catalog) ByModel(model string) *Provider {
	model = strings.ToLower(model)
	for _, p := range c.Providers {
		if p.ModelMatch != nil && p.ModelMatch.Matches(model) {
			return p
		}
	}
	return nil
}

// Find finds a model by any of its names among those of a provider and of the providers it falls back to. own is false
// for the latter, to which contexts do not apply.
func (c *Catalog) Find(p *Provider, name string) (m *Model, own bool) {
	name = strings.ToLower(name)
	if m, own := c.find(p, name); m != nil {
		return m, own
	}
	if dashed := dashDates(name); dashed != name {
		return c.find(p, dashed)
	}
	return nil, false
}

func (c *Catalog) find(p *Provider, name string) (m *Model, own bool) {
	if m := p.find(name); m != nil {
		return m, true
	}
	for _, id := range p.Fallback {
		for _, q := range c.Providers {
			if q.ID != id {
				continue
			}
			if m := q.find(name); m != nil {
				return m, false
			}
			break
		}
	}
	return nil, false
}

func (p *Provider) find(name string) *Model {
	for _, m := range p.Models {
		if m.Match.Matches(name) {
			return m
		}
	}
	return nil
}

// Lookup finds a provider and a model by their names. Without a provider it is the one that the model is most likely
// of; the provider litellm is the first part of the model's name. The provider is nil when it is not known, the model
// when the provider does not sell it.
func (c *Catalog) Lookup(provider, model string) (p *Provider, m *Model, own bool) {
	const gateway = "litellm"
	provider = strings.ToLower(provider)
	if provider == gateway {
		if id, name, ok := strings.Cut(strings.ToLower(model), "/"); ok && id != "" && c.ByID(id) != nil {
			provider, model = id, name
		}
	}
	p = c.ByID(provider)
	if p == nil && (provider == "" || provider == gateway) {
		p = c.ByModel(model)
	}
	if p == nil {
		return nil, nil, false
	}
	m, own = c.Find(p, model)
	return p, m, own
}

// dashDates rewrites compact dates in a name, such as -20251211, to the form -2025-12-11. Only dates that exist, in
// this century, and that end the name or stand before a dash or colon are rewritten.
func dashDates(name string) string {
	const compact = len("-20251211")
	var out strings.Builder
	last := 0
	for i := 0; i+compact <= len(name); {
		if !isDate(name[i:]) {
			i++
			continue
		}
		d := name[i+1:]
		out.WriteString(name[last:i] + "-" + d[:4] + "-" + d[4:6] + "-" + d[6:8])
		i += compact
		last = i
	}
	if last == 0 {
		return name
	}
	out.WriteString(name[last:])
	return out.String()
}

func isDate(s string) bool {
	const compact = len("-20251211")
	if s[0] != '-' || len(s) > compact && s[compact] != '-' && s[compact] != ':' || s[1:3] != "20" {
		return false
	}
	_, err := time.Parse("20060102", s[1:compact])
	return err == nil
}
