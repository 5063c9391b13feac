// Package tariff prices usage by the rules of genai-prices: which provider and model a name means, which of a model's
// prices holds at a given time and in a given context, and how nested counts are split among prices.
//
// It knows nothing of spans and follows the upstream package to the digit; what Baton does differently (aliases,
// cleaned names, fallbacks) is decided one level up, in package price.
package tariff

// A Catalog is one source of prices: providers, in order, with their models, in order. Where two match, the first wins.
type Catalog struct {
	Source    Source
	Units     *Units
	Providers []*Provider
}

// Source says where a catalog comes from.
type Source struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// Date is when the data was taken, as YYYY-MM-DD.
	Date    string `json:"date"`
	Licence string `json:"licence"`
	// URL is where the data is published.
	URL string `json:"url"`
}

// Label is the source's name and version, as in genai-prices@0.2.3.
func (s Source) Label() string { return s.Name + "@" + s.Version }

// A Provider sells models.
type Provider struct {
	ID string
	// API is a regular expression for the beginning of the URLs of its API. Empty matches nothing.
	API string
	// ModelMatch matches names of models that are most likely its own, ProviderMatch other names for the provider.
	ModelMatch, ProviderMatch *Match
	// Fallback lists the providers whose prices it charges for models of theirs.
	Fallback []string
	Models   []*Model

	api pattern
}

// A Model has prices.
type Model struct {
	ID    string
	Match Match
	// Prices is tried last to first. When none is active the first holds.
	Prices []Period
	// Variants replace single prices in a context; the first that matches wins, for each unit apart.
	Variants []Variant
	// Uplifts are what a region adds to all prices of tokens.
	Uplifts []Uplift
}

// An Uplift is a factor on the prices of tokens in a region. An empty region is every region that is named but global.
type Uplift struct {
	Region string
	Factor float64
}

// A Period is a set of prices with the time when they hold.
type Period struct {
	When  Constraint
	Rates []Rate
}

// A Variant is a set of prices that hold only in a context, such as a batch API or a service tier.
type Variant struct {
	Context []Pair
	When    Constraint
	Rates   []Rate
}

// A Pair is one fact about a request: service_tier is flex, processing is batch.
type Pair struct{ Key, Value string }

// A Rate is the price of one unit.
type Rate struct {
	// Unit is an index into the catalog's units.
	Unit uint8
	// Base is the price in US dollars for as many as Unit.Per says.
	Base float64
	// Tiers, in ascending order, replace Base for the whole request once all its input is more than Start tokens.
	Tiers []Tier
}

// A Tier is the price above a number of input tokens.
type Tier struct {
	Start int64
	Price float64
}

// A Constraint says when a price holds. The zero value is always.
type Constraint struct {
	// StartDay is the first day it holds, in days since 1970-01-01 UTC. Zero is no limit.
	StartDay int32
	// Daily is true when it holds from From to To only, in seconds since midnight UTC; To before From spans midnight.
	Daily    bool
	From, To int32
}

// active reports whether the constraint holds at a time in seconds since 1970-01-01 UTC.
func (c *Constraint) active(unix int64) bool {
	const day = 24 * 60 * 60
	today := unix / day
	if unix%day < 0 {
		today--
	}
	if c.Daily {
		now := int32(unix - today*day)
		if c.To < c.From {
			return now >= c.From || now < c.To
		}
		return c.From <= now && now < c.To
	}
	return c.StartDay == 0 || today >= int64(c.StartDay)
}
