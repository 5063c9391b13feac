package price

import (
	"errors"
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// findUnits finds out by what a model is billed.
func (t *Table) findUnits(f *found) {
	tokens, others := false, false
	for i := range f.model.Prices {
		for _, r := range f.model.Prices[i].Rates {
			switch {
			case !costs(&r):
			case strings.HasSuffix(t.units.List[r.Unit].Key, "_tokens"):
				tokens = true
			default:
				others = true
				f.perSearch = f.perSearch || r.Unit == t.unit.rerankSearches
			}
		}
	}
	f.byUnit = others && !tokens
}

// costs says whether a price is more than nothing.
func costs(r *tariff.Rate) bool {
	for _, tier := range r.Tiers {
		if tier.Price > 0 {
			return true
		}
	}
	return r.Base > 0
}

// units says whether anything is counted that is billed instead of tokens.
func (u *Usage) units() bool {
	return u.AudioSeconds != 0 || u.Images|u.Characters|u.Pages != 0
}

// billed is a usage with what is billed though nobody counted it, and without what is not billed though somebody did: where
// a model's price is one for tokens, they are all of the cost, and images and seconds are another way to say the same. A
// rerank is one search at least.
func (f *found) billed(told *Usage) Usage {
	u := *told
	if f.perSearch && u.RerankSearches == 0 {
		u.RerankSearches = 1
	}
	if u.AudioSeconds > 0 {
		u.AudioSeconds = max(u.AudioSeconds, f.least)
	}
	if !f.byUnit && u.tokens() > 0 {
		u.Images, u.Characters, u.Pages = min(u.Images, 0), min(u.Characters, 0), min(u.Pages, 0) // less than none is an error
		if u.AudioSeconds > 0 {
			u.AudioSeconds = 0
		}
	}
	return u
}

// lacking says what a usage lacks in which nothing is that could be billed.
func (f *found) lacking(err error) error {
	if f.byUnit && errors.Is(err, ErrNoUsage) {
		return ErrNoUnits
	}
	return err
}
