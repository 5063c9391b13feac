package enrichment

import (
	"errors"
	"math"
	"math/bits"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// Priced is how a call was priced, for the metrics.
type Priced struct {
	Source string // genai.Source…
	Reason string // genai.Reason…, with Source none
	Model  string // the model that is not known, with Reason unknown_model
	// Differs says that the span's own cost and ours are more than one per cent apart.
	Differs bool
	// Total is what was written as the cost, 0 for none.
	Total float64
}

// Bill is what a call cost, before it is written.
type Bill struct {
	Priced
	cost        price.Cost
	reported    float64
	hasReported bool
}

// Price finds out what a call cost, or why it is not known.
func Price(n *spantree.Node, prices *price.Book) Bill {
	reported, hasReported := reportedCost(n)
	priced, cost := priceOf(n, prices)
	if hasReported && priced.Source != genai.SourceNone {
		// The mark that is worth a second look: research on the field asks for one per cent.
		priced.Differs = math.Abs(cost.Total-reported) > 0.01*max(cost.Total, reported)
	}
	if priced.Source == genai.SourceNone && hasReported {
		priced = Priced{Source: genai.SourceReported}
		cost = price.Cost{Total: reported}
	}
	if priced.Source != genai.SourceNone {
		priced.Total = cost.Total
	}
	return Bill{priced, cost, reported, hasReported}
}

// room is how many attributes Write adds at most.
func (b *Bill) room(backends Backends) int {
	if b.Source == genai.SourceNone {
		return 4
	}
	room := 4 + bits.OnesCount8(uint8(b.cost.Parts))
	for _, w := range backends {
		room += len(w.keys)
	}
	return room
}

// Write puts a bill on the call, for the named backends too (CostWriters).
func (b *Bill) Write(n *spantree.Node, backends Backends) {
	if b.hasReported {
		putNumber(n.Span.Attributes(), genai.CostReported, b.reported)
	}
	writeCost(n, &b.Priced, &b.cost, backends)
}

// reportedCost is the cost that came on the span. Zero is no cost but the want of a price list (OpenLIT and AG2 write
// it so).
func reportedCost(n *spantree.Node) (float64, bool) {
	if pricedBefore(n) {
		v, ok := n.Span.Attributes().Get(genai.CostReported)
		if !ok {
			return 0, false
		}
		return v.Double(), true
	}
	cost := n.Facts.Number(dialect.ReportedCost)
	if !n.Facts.Has(dialect.ReportedCost) {
		cost = n.Facts.Number(dialect.ReportedInputCost) + n.Facts.Number(dialect.ReportedOutputCost)
	}
	return cost, cost > 0
}

// pricedBefore says whether an earlier pass priced the span.
func pricedBefore(n *spantree.Node) bool {
	if !n.Facts.Marked {
		return false
	}
	_, ours := n.Span.Attributes().Get(genai.CostSource)
	return ours
}

// priceOf asks the table.
func priceOf(n *spantree.Node, prices *price.Book) (Priced, price.Cost) {
	none := func(reason string) (Priced, price.Cost) {
		return Priced{Source: genai.SourceNone, Reason: reason}, price.Cost{}
	}
	switch {
	case n.Facts.Dialect.IsFree(n.Span.Name()) || n.Facts.Text(dialect.Operation) == genai.OpFetchResponse:
		return none(genai.ReasonFreeOperation)
	case !n.Usage.Told() && n.Failed():
		return none(genai.ReasonFailed)
	case !n.Usage.Told():
		return none(genai.ReasonNoUsage)
	}
	asked := request(n)
	cost, err := prices.Cost(&asked)
	if errors.Is(err, price.ErrUsage) {
		// Details that contradict the sums are not believed; the sums are.
		u := &asked.Usage
		asked.Usage = price.Usage{Input: u.Input, Output: u.Output, WebSearches: u.WebSearches}
		cost, err = prices.Cost(&asked)
	}
	switch {
	case errors.Is(err, price.ErrNoUsage):
		return none(genai.ReasonNoUsage)
	case err != nil:
		p, c := none(genai.ReasonUnknownModel)
		p.Model = n.Facts.Text(dialect.ResponseModel)
		if p.Model == "" {
			p.Model = n.Facts.Text(dialect.RequestModel)
		}
		return p, c
	case n.Estimated:
		return Priced{Source: genai.SourceEstimated}, cost
	}
	return Priced{Source: genai.SourceComputed}, cost
}

// request is what the table needs to know of a call.
func request(n *spantree.Node) price.Request {
	f, u := &n.Facts, &n.Usage
	provider := n.Provider
	return price.Request{
		Provider:      provider,
		Server:        f.Text(dialect.ServerAddress),
		Model:         f.Text(dialect.RequestModel),
		ResponseModel: f.Text(dialect.ResponseModel),
		ProviderModel: f.Text(dialect.ProviderModel),
		Operation:     f.Meaning.Operation,
		ServiceTier:   f.Text(dialect.ServiceTier),
		Speed:         f.Text(dialect.Speed),
		Time:          n.Span.StartTimestamp().AsTime(),
		Usage: price.Usage{
			Input: u.Input + u.CompactionIn, Output: u.Output + u.Compaction,
			CacheRead: u.CacheRead, CacheWrite: u.CacheWrite,
			CacheWrite5m: u.CacheWrite5m, CacheWrite1h: u.CacheWrite1h,
			Reasoning:  u.Reasoning,
			AudioInput: u.AudioInput, AudioOutput: u.AudioOutput, AudioCacheRead: u.AudioCacheRead,
			ImageInput: u.ImageInput, ImageOutput: u.ImageOutput,
			WebSearches: u.WebSearches,
		},
	}
}

// parts is the one table from part to attribute.
var parts = [...]struct {
	part price.Parts
	key  string
	of   func(price.Cost) float64
}{
	{price.PartInput, genai.CostInput, func(c price.Cost) float64 { return c.Input }},
	{price.PartOutput, genai.CostOutput, func(c price.Cost) float64 { return c.Output }},
	{price.PartCacheRead, genai.CostCacheRead, func(c price.Cost) float64 { return c.CacheRead }},
	{price.PartCacheWrite, genai.CostCacheWrite, func(c price.Cost) float64 { return c.CacheWrite }},
	{price.PartReasoning, genai.CostReasoning, func(c price.Cost) float64 { return c.Reasoning }},
	{price.PartAudio, genai.CostAudio, func(c price.Cost) float64 { return c.Audio }},
	{price.PartTools, genai.CostTools, func(c price.Cost) float64 { return c.Tools }},
}

// writeCost puts the cost on the call, and takes off what an earlier pass wrote and no longer holds.
func writeCost(n *spantree.Node, priced *Priced, cost *price.Cost, backends Backends) {
	attrs := n.Span.Attributes()
	again := pricedBefore(n)
	known := priced.Source != genai.SourceNone
	if known {
		putNumber(attrs, genai.CostTotal, cost.Total)
	} else if again {
		attrs.Remove(genai.CostTotal)
	}
	backends.write(attrs, *cost, known, again || n.Facts.Has(dialect.ReportedCost))
	for i := range parts {
		p := &parts[i]
		switch {
		case known && cost.Parts.Has(p.part):
			putNumber(attrs, p.key, p.of(*cost))
		case again:
			attrs.Remove(p.key)
		}
	}
	putText(attrs, genai.CostSource, priced.Source)
	putOrRemove := func(key, value string) {
		if value != "" {
			putText(attrs, key, value)
		} else if again {
			attrs.Remove(key)
		}
	}
	putOrRemove(genai.CostReason, priced.Reason)
	putOrRemove(genai.CostPrice, cost.Price)
}
