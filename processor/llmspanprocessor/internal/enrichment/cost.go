package enrichment

import (
	"errors"
	"math"
	"math/bits"

	"go.opentelemetry.io/collector/pdata/pcommon"

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
func (b *Bill) Price(n *spantree.Node, prices *price.Book) {
	b.reported, b.hasReported = reportedCost(n)
	b.ask(n, prices)
	known := b.Source != genai.SourceNone
	if b.hasReported && known {
		// The mark that is worth a second look: research on the field asks for one per cent.
		b.Differs = math.Abs(b.cost.Total-b.reported) > 0.01*max(b.cost.Total, b.reported)
	}
	if b.hasReported && !known {
		b.Priced = Priced{Source: genai.SourceReported}
		b.cost = price.Cost{Total: b.reported}
	}
	if b.Source != genai.SourceNone {
		b.Total = b.cost.Total
	}
}

// room is how many attributes Write adds at most.
func (b *Bill) room(backends Backends) int {
	room := 1 + bits.OnesCount8(uint8(b.cost.Parts)) // the source, and the parts
	if b.hasReported {
		room++
	}
	if b.Reason != "" {
		room++
	}
	if b.cost.Price != "" {
		room++
	}
	if b.Source == genai.SourceNone {
		return room
	}
	room++ // the total
	for _, w := range backends {
		room += len(w.keys)
	}
	return room
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

// ask asks the table.
func (b *Bill) ask(n *spantree.Node, prices *price.Book) {
	switch {
	case n.Facts.Dialect.IsFree(n.Span.Name()) || n.Facts.Text(dialect.Operation) == genai.OpFetchResponse:
		b.none(genai.ReasonFreeOperation)
		return
	case !n.Usage.Told() && n.Failed():
		b.none(genai.ReasonFailed)
		return
	}
	asked := request(n)
	var err error
	if b.cost, err = prices.Cost(&asked); err != nil {
		b.askAgain(n, prices, &asked, err)
		return
	}
	b.found(n)
}

// askAgain asks the table for what it would not tell.
func (b *Bill) askAgain(n *spantree.Node, prices *price.Book, asked *price.Request, err error) {
	if errors.Is(err, price.ErrUsage) {
		// Details that contradict the sums are not believed; the sums are.
		u := &asked.Usage
		asked.Usage = price.Usage{Input: u.Input, Output: u.Output, WebSearches: u.WebSearches}
		b.cost, err = prices.Cost(asked)
	}
	switch {
	case err == nil:
		b.found(n)
	case errors.Is(err, price.ErrNoUnits):
		b.none(genai.ReasonNoUnits)
	case errors.Is(err, price.ErrNoUsage) || !n.Usage.Told() && !hasUnits(n):
		b.none(genai.ReasonNoUsage)
	default:
		b.none(genai.ReasonUnknownModel)
		b.Model = n.Facts.Text(dialect.ResponseModel)
		if b.Model == "" {
			b.Model = n.Facts.Text(dialect.RequestModel)
		}
	}
}

func (b *Bill) none(reason string) { b.Source, b.Reason = genai.SourceNone, reason }

// found says where a cost comes from that the table told.
func (b *Bill) found(n *spantree.Node) {
	b.Source = genai.SourceComputed
	if n.Estimated || b.cost.Assumed {
		b.Source = genai.SourceEstimated
	}
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
			WebSearches: u.WebSearches, RerankSearches: rerankSearches(n),
			Images: u.Images, Characters: u.Characters, AudioSeconds: u.AudioSeconds,
		},
		Assumed: u.Assumed,
	}
}

// partKeys are the attributes of the parts of a cost, in the order of their bits.
var partKeys = [...]string{
	genai.CostInput, genai.CostOutput, genai.CostCacheRead, genai.CostCacheWrite, genai.CostReasoning, genai.CostAudio,
	genai.CostTools,
}

// Write puts a bill on the call, for the named backends too (CostWriters), and takes off what an earlier pass wrote and
// no longer holds.
func (b *Bill) Write(n *spantree.Node, backends Backends) {
	attrs, c := n.Span.Attributes(), &b.cost
	if b.hasReported {
		putNumber(attrs, genai.CostReported, b.reported)
	}
	again := pricedBefore(n)
	known := b.Source != genai.SourceNone
	if known {
		putNumber(attrs, genai.CostTotal, c.Total)
	} else if again {
		attrs.Remove(genai.CostTotal)
	}
	backends.write(attrs, *c, known, again || n.Facts.Has(dialect.ReportedCost))
	amounts := [...]float64{c.Input, c.Output, c.CacheRead, c.CacheWrite, c.Reasoning, c.Audio, c.Tools}
	for i, key := range &partKeys {
		switch {
		case known && c.Parts.Has(1<<i):
			putNumber(attrs, key, amounts[i])
		case again:
			attrs.Remove(key)
		}
	}
	putText(attrs, genai.CostSource, b.Source)
	putOrRemove(attrs, genai.CostReason, b.Reason, again)
	putOrRemove(attrs, genai.CostPrice, c.Price, again)
}

func putOrRemove(attrs pcommon.Map, key, value string, again bool) {
	if value != "" {
		putText(attrs, key, value)
	} else if again {
		attrs.Remove(key)
	}
}
