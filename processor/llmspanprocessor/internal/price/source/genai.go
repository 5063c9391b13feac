package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// provider and model are the shape of genai-prices' data (prices/new_data/v2/data.json, read 2026-11-22).
type provider struct {
	ID            string   `json:"id"`
	API           string   `json:"api_pattern"`
	ModelMatch    *clause  `json:"model_match"`
	ProviderMatch *clause  `json:"provider_match"`
	Fallback      []string `json:"fallback_model_providers"`
	Models        []model  `json:"models"`
}

type model struct {
	ID       string    `json:"id"`
	Match    *clause   `json:"match"`
	Prices   periods   `json:"prices"`
	Variants []variant `json:"price_variants"`
}

type period struct {
	Constraint *constraint `json:"constraint"`
	Prices     prices      `json:"prices"`
}

type variant struct {
	When       map[string]string `json:"when"`
	Constraint *constraint       `json:"constraint"`
	Prices     prices            `json:"prices"`
}

type constraint struct {
	StartDate string `json:"start_date"`
	StartTime string `json:"start_time"`
	EndTime   string `json:"end_time"`
}

type prices map[string]tiered

type tiered struct {
	Base  float64 `json:"base"`
	Tiers []struct {
		Start int64   `json:"start"`
		Price float64 `json:"price"`
	} `json:"tiers"`
}

// UnmarshalJSON reads a number, or a number with tiers.
func (t *tiered) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte("{")) {
		type plain tiered
		return json.Unmarshal(b, (*plain)(t))
	}
	return json.Unmarshal(b, &t.Base)
}

// periods is one set of prices, or several with the times when they hold.
type periods []period

// UnmarshalJSON reads a set of prices, or a list of sets with constraints.
func (p *periods) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte("[")) {
		return json.Unmarshal(b, (*[]period)(p))
	}
	*p = []period{{}}
	return json.Unmarshal(b, &(*p)[0].Prices)
}

// GenAI reads the data of genai-prices.
func GenAI(from tariff.Source, units, data []byte) (*tariff.Catalog, error) {
	c := &tariff.Catalog{Source: from}
	var err error
	if c.Units, err = readUnits(units); err != nil {
		return nil, err
	}
	var providers []provider
	if err := json.Unmarshal(data, &providers); err != nil {
		return nil, fmt.Errorf("cannot read the providers: %w", err)
	}
	for i := range providers {
		p, err := providers[i].convert(c)
		if err != nil {
			return nil, fmt.Errorf("provider %s: %w", providers[i].ID, err)
		}
		c.Providers = append(c.Providers, p)
	}
	return c, c.Compile()
}

func (p *provider) convert(c *tariff.Catalog) (*tariff.Provider, error) {
	modelMatch, err := p.ModelMatch.optional()
	if err != nil {
		return nil, err
	}
	providerMatch, err := p.ProviderMatch.optional()
	if err != nil {
		return nil, err
	}
	out := &tariff.Provider{ID: p.ID, API: p.API, ModelMatch: modelMatch, ProviderMatch: providerMatch, Fallback: p.Fallback}
	for i := range p.Models {
		m, err := p.Models[i].convert(c)
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", p.Models[i].ID, err)
		}
		out.Models = append(out.Models, m)
	}
	return out, nil
}

func (m *model) convert(c *tariff.Catalog) (*tariff.Model, error) {
	match, err := m.Match.convert()
	if err != nil {
		return nil, err
	}
	out := &tariff.Model{ID: m.ID, Match: match}
	for _, p := range m.Prices {
		when, err := p.Constraint.convert()
		if err != nil {
			return nil, err
		}
		rates, err := p.Prices.convert(c)
		if err != nil {
			return nil, err
		}
		if err := c.Units.Check(rates); err != nil {
			return nil, err
		}
		out.Prices = append(out.Prices, tariff.Period{When: when, Rates: rates})
	}
	for _, v := range m.Variants {
		when, err := v.Constraint.convert()
		if err != nil {
			return nil, err
		}
		rates, err := v.Prices.convert(c)
		if err != nil {
			return nil, err
		}
		out.Variants = append(out.Variants, tariff.Variant{Context: pairs(v.When), When: when, Rates: rates})
	}
	return out, nil
}

func pairs(m map[string]string) []tariff.Pair {
	var out []tariff.Pair
	for k, v := range m {
		out = append(out, tariff.Pair{Key: k, Value: v})
	}
	slices.SortFunc(out, func(a, b tariff.Pair) int { return strings.Compare(a.Key, b.Key) })
	return out
}

func (p prices) convert(c *tariff.Catalog) ([]tariff.Rate, error) {
	var out []tariff.Rate
	for key, price := range p {
		unit, ok := c.Units.Find(key)
		if !ok {
			return nil, fmt.Errorf("cannot price %s: no such unit", key)
		}
		r := tariff.Rate{Unit: unit, Base: price.Base}
		for _, t := range price.Tiers {
			r.Tiers = append(r.Tiers, tariff.Tier{Start: t.Start, Price: t.Price})
		}
		slices.SortStableFunc(r.Tiers, func(a, b tariff.Tier) int { return int(a.Start - b.Start) })
		out = append(out, r)
	}
	c.Units.Sort(out)
	return out, nil
}

func (c *constraint) convert() (tariff.Constraint, error) {
	if c == nil {
		return tariff.Constraint{}, nil
	}
	if c.StartDate != "" {
		day, err := time.Parse(time.DateOnly, c.StartDate)
		if err != nil {
			return tariff.Constraint{}, fmt.Errorf("cannot read the start_date: %w", err)
		}
		return tariff.Constraint{StartDay: int32(day.Unix() / (24 * 60 * 60))}, nil
	}
	from, err := secondOfDay(c.StartTime)
	if err != nil {
		return tariff.Constraint{}, err
	}
	to, err := secondOfDay(c.EndTime)
	return tariff.Constraint{Daily: true, From: from, To: to}, err
}

// secondOfDay reads a time of day, in UTC unless it says otherwise.
func secondOfDay(s string) (int32, error) {
	for _, layout := range []string{"15:04:05Z07:00", "15:04:05", "15:04Z07:00", "15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			t = t.UTC()
			return int32(t.Hour()*3600 + t.Minute()*60 + t.Second()), nil
		}
	}
	return 0, fmt.Errorf("cannot read %q as a time of day", s)
}
