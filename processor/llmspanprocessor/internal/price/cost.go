package price

import (
	"math"
	"math/bits"
	"strings"
	"time"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// Cost returns what a call cost. Errors are, or wrap, [ErrUnknownModel], [ErrNoUsage], [ErrNoUnits] or [ErrUsage].
func (t *Table) Cost(r *Request) (Cost, error) {
	f := t.find(&key{r.Provider, r.Server, r.ResponseModel, r.ProviderModel, r.Model, r.Region})
	if f == nil {
		return Cost{}, ErrUnknownModel
	}
	u := &r.Usage
	if f.byUnit || f.perSearch || u.units() {
		billed := f.billed(u)
		u = &billed
	}
	if err := u.check(); err != nil {
		return Cost{}, f.lacking(err)
	}
	if f.free {
		return Cost{Parts: PartInput | PartOutput, Price: f.label}, nil
	}
	counts := tariff.Counts{Given: t.unit.all}
	t.unit.fill(&counts, u)
	var buf [4]tariff.Pair
	context := buf[:0]
	if f.own && len(f.model.Variants) > 0 {
		context = r.context(context)
	}
	sum, err := t.units.Price(f.model, t.at(r.Time), context, &counts)
	if err != nil {
		return Cost{}, err
	}
	inTokens := u.tokens() != 0 && !f.byUnit
	var unbilled error
	if sum.Total == 0 && !inTokens {
		unbilled = f.lacking(ErrNoUsage)
	}
	f.adjust(&sum, &counts, t.units)
	cost := newCost(&sum, f.label)
	cost.unbilled = unbilled
	cost.Assumed = f.perSearch && r.Usage.RerankSearches == 0 || r.Assumed && !inTokens
	return cost, nil
}

// adjust adds what the model's own prices do not tell.
func (f *found) adjust(sum *tariff.Sum, n *tariff.Counts, units *tariff.Units) {
	if f.uplift != 0 {
		for part := range sum.By {
			if tariff.Part(part) != tariff.Fee {
				sum.By[part] *= f.uplift
			}
		}
	}
	if f.search != nil && n.N[f.search.Unit] > 0 {
		sum.By[tariff.Fee] += f.search.Base * n.N[f.search.Unit] / units.List[f.search.Unit].Per
		sum.Priced |= 1 << tariff.Fee
	}
	if f.discount != 0 {
		for part := range sum.By {
			sum.By[part] *= 1 - f.discount
		}
	}
}

// at returns when a call was, for its price.
func (t *Table) at(when time.Time) time.Time {
	if when.IsZero() || when.Unix() <= 0 {
		return t.latest
	}
	return when
}

// context says in the words of the price table what sets a request apart.
func (r *Request) context(pairs []tariff.Pair) []tariff.Pair {
	batch := r.Batch
	if r.ServiceTier != "" {
		tier := strings.ToLower(r.ServiceTier)
		batch = batch || tier == "batch"
		pairs = append(pairs, tariff.Pair{Key: "service_tier", Value: tier})
	}
	if r.Speed != "" {
		pairs = append(pairs, tariff.Pair{Key: "speed", Value: strings.ToLower(r.Speed)})
	}
	if batch {
		pairs = append(pairs, tariff.Pair{Key: "processing", Value: "batch"})
	}
	return pairs
}

func newCost(s *tariff.Sum, label string) Cost {
	c := Cost{
		Parts:      PartInput | PartOutput,
		Input:      round(s.By[tariff.Input]),
		Output:     round(s.By[tariff.Output]),
		CacheRead:  round(s.By[tariff.CacheRead]),
		CacheWrite: round(s.By[tariff.CacheWrite]),
		Reasoning:  round(s.By[tariff.Reasoning]),
		Audio:      round(s.By[tariff.AudioInput] + s.By[tariff.AudioOutput]),
		Tools:      round(s.By[tariff.Fee]),
		AudioInput: round(s.By[tariff.AudioInput]),
		Price:      label,
	}
	for paid := s.Priced; paid != 0; paid &= paid - 1 {
		c.Parts |= partOf[bits.TrailingZeros16(paid)]
	}
	c.Total = round(c.Input + c.Output + c.CacheRead + c.CacheWrite + c.Reasoning + c.Audio + c.Tools)
	return c
}

// partOf says which part of a cost each part of a tariff is.
var partOf = [...]Parts{
	tariff.Input: PartInput, tariff.Output: PartOutput,
	tariff.CacheRead: PartCacheRead, tariff.CacheWrite: PartCacheWrite, tariff.Reasoning: PartReasoning,
	tariff.AudioInput: PartAudio, tariff.AudioOutput: PartAudio, tariff.Fee: PartTools,
}

// round takes a sum of money to 15 significant digits, which is what a double holds: 0.1+0.2 is 0.3 again. Most parts of
// most costs are nothing, which takes no call.
func round(x float64) float64 {
	if x == 0 {
		return x
	}
	return rounded(x)
}

func rounded(x float64) float64 {
	const digits = 1e15
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	// The power of ten follows from the power of two, but for the last step: log10(2) is 0.30103.
	two := int(math.Float64bits(x)>>52&0x7ff) - 1023
	ten := 0
	if left := 14*100_000 - (two+1)*30_103; left >= 0 {
		ten = min(left/100_000+1, len(tens)-1)
	}
	for ten < len(tens)-1 && math.Abs(x)*tens[ten]*10 < digits {
		ten++
	}
	return math.Round(x*tens[ten]) / tens[ten]
}

// tens are the powers of ten that a double holds exactly.
var tens = [...]float64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}
