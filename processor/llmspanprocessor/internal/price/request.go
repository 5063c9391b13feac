package price

import "time"

// Request is what is known of one call. Every field but Usage may be empty.
type Request struct {
	// Provider is gen_ai.provider.name, or what the instrumentor wrote in its place. Frameworks are no providers and
	// count as empty; see [Provider].
	Provider string
	// Server is server.address: the host that was asked. It stands in for a missing provider.
	Server string
	// Model is the model that was asked for, ResponseModel the one that answered, ProviderModel the one that a gateway
	// says it used (litellm.provider.model). The most specific of them that has a price is used.
	Model, ResponseModel, ProviderModel string
	// Operation is gen_ai.operation.name.
	Operation string
	// ServiceTier is default, flex, priority or batch, Speed is standard or fast: as the provider answered, or was asked.
	ServiceTier, Speed string
	// Batch is true for calls of a batch API.
	Batch bool
	// Region is the cloud's region (eu-west-1) or the inference geography (us), where it changes the price.
	Region string
	// Time is when the call began. Prices have histories, and some a time of day. Zero means the latest prices.
	Time time.Time
	// Usage is what was used.
	Usage Usage
	// Assumed says that the images are as many as such a call makes, and were not told.
	Assumed bool
}

// Usage counts what a call used. Counts are inclusive: each is contained in its parent.
type Usage struct {
	// Input is all input tokens; CacheRead, CacheWrite, AudioInput, ImageInput are parts of it.
	Input, Output int64
	// CacheWrite is all tokens written to a cache; CacheWrite5m and CacheWrite1h are parts of it by lifetime.
	CacheRead, CacheWrite, CacheWrite5m, CacheWrite1h int64
	// Reasoning, AudioOutput, ImageOutput are parts of Output.
	Reasoning int64
	// AudioCacheRead is part of CacheRead and of AudioInput.
	AudioInput, AudioOutput, AudioCacheRead int64
	ImageInput, ImageOutput                 int64
	// WebSearches, SocialSearches, StorageSearches and CodeExecutions count calls of the provider's own tools; their
	// tokens are in Input.
	WebSearches, SocialSearches, StorageSearches, CodeExecutions int64
	// RerankSearches, Images (made), Characters and Pages (read) are counted where no tokens are.
	RerankSearches, Images, Characters, Pages int64
	// AudioSeconds is how long the audio was that was read or made.
	AudioSeconds float64
}

// Cost is what a call cost, in US dollars. Total is the sum of the parts.
type Cost struct {
	Total float64
	// Parts says which of the fields below are set. A part without a price of its own is inside its parent: cached
	// tokens, audio in and tokens written are inside Input, reasoning and audio out inside Output.
	Parts Parts
	// Input and Output are what remains of the tokens once the parts below are taken out.
	Input, Output, CacheRead, CacheWrite, Reasoning, Audio, Tools float64
	// Assumed says that the cost is that of units that nobody told: one search, one image.
	Assumed bool
	// AudioInput is what of Audio was read; the rest was made.
	AudioInput float64
	// unbilled is why a cost of nothing is none: nothing that the model is billed by was counted.
	unbilled error
	// Price names the price used: its source with version, provider and model, as in
	// "genai-prices@0.2.3 openai/gpt-4o".
	Price string
}

// Parts is a set of cost parts.
type Parts uint8

// The parts of a cost.
const (
	PartInput Parts = 1 << iota
	PartOutput
	PartCacheRead
	PartCacheWrite
	PartReasoning
	PartAudio
	PartTools
)

// Has reports whether the set contains all of p.
func (s Parts) Has(p Parts) bool { return s&p == p }
