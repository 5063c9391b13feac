package account

import (
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
)

// The modalities of tokens, in the order of modalities.
const (
	modalityText = iota
	modalityImage
	modalityAudio
	modalityUnknown
	numModalities
)

var modalities = [numModalities]string{"text", "image", "audio", "unknown"}

// call counts one call of a model.
func (a *Account) call(p *plan, v *agenttrace.View, from series.Exemplar) {
	if v.CostReason == genai.ReasonFreeOperation {
		return // counting tokens, fetching what was answered before: nothing was inferred
	}
	m := a.metrics
	duration := m.duration
	if a.settings.Latest && isInference(v.Operation) {
		duration = m.inferenceDuration
	}
	a.point(&p.duration, duration, p.client, v.FailedWith()).Observe(seconds(v), v.Weight, from)
	a.stream(p, v, from)
	if v.HasUsage() {
		a.usage(p, v, from)
		a.caching(p, v, from)
	}
	if v.IsPriced() {
		a.point(&p.cost, m.cost, p.spend).Add(v.Cost, v.Weight, from)
	} else {
		a.point(&p.unpriced, m.unpriced, p.spend, v.CostReason).Add(1, v.Weight, from)
	}
	if v.Failed {
		a.point(&p.errors, m.errors, p.agent, string(v.Role), v.FailedWith()).Add(1, v.Weight, from)
	}
}

// isInference says whether an operation generates content; embeddings and reranking do not.
func isInference(operation string) bool {
	switch operation {
	case genai.OpEmbeddings, genai.OpRerank, genai.OpDecide, genai.OpRetrieval:
		return false
	}
	return true
}

// usage counts tokens by the names of the chosen conventions.
func (a *Account) usage(p *plan, v *agenttrace.View, from series.Exemplar) {
	m := a.metrics
	if !a.settings.Latest {
		a.point(&p.input, m.tokenUsage, p.client, "input").Observe(float64(v.Input), v.Weight, from)
		a.point(&p.output, m.tokenUsage, p.client, "output").Observe(float64(v.Output), v.Weight, from)
		return
	}
	a.point(&p.input, m.operationInput, p.client).Observe(float64(v.Input), v.Weight, from)
	a.point(&p.output, m.operationOutput, p.client).Observe(float64(v.Output), v.Weight, from)
	a.byModality(p, usageInput, v, v.Input, v.ImageInput, v.AudioInput, from)
	a.byModality(p, usageOutput, v, v.Output, v.ImageOutput, v.AudioOutput, from)
	a.byModality(p, usageCacheRead, v, v.CacheRead, 0, 0, from)
	a.byModality(p, usageCacheWrite, v, v.CacheWrite, 0, 0, from)
	a.byModality(p, usageReasoning, v, v.Reasoning, 0, 0, from)
}

// byModality counts tokens of one kind. What is neither image nor audio is text where the provider told any modality
// apart, else unknown.
func (a *Account) byModality(p *plan, usage int, v *agenttrace.View, all, image, audio int64, from series.Exemplar) {
	rest := modalityUnknown
	if image+audio > 0 || usage == usageInput && v.TextInput > 0 || usage == usageOutput && v.TextOutput > 0 {
		rest = modalityText
	}
	add := func(modality int, tokens int64) {
		if tokens > 0 {
			a.point(&p.usage[usage][modality], a.metrics.usage[usage], p.client, modalities[modality]).Add(float64(tokens), v.Weight, from)
		}
	}
	add(modalityImage, image)
	add(modalityAudio, audio)
	add(rest, all-image-audio)
}

// caching counts fresh and cached input tokens, and what the cache saved. A fresh token's price is the input's cost over
// the tokens that it is for; where all were cached it is that of the call before.
func (a *Account) caching(p *plan, v *agenttrace.View, from series.Exemplar) {
	m := a.metrics
	fresh := v.Input - v.CacheRead - v.CacheWrite
	if fresh > 0 {
		a.point(&p.fresh, m.inputTokens, p.spend, genai.InputFresh).Add(float64(fresh), v.Weight, from)
	}
	if v.CacheRead > 0 {
		a.point(&p.read, m.inputTokens, p.spend, genai.InputRead).Add(float64(v.CacheRead), v.Weight, from)
	}
	if v.CacheWrite > 0 {
		a.point(&p.written, m.inputTokens, p.spend, genai.InputWrite).Add(float64(v.CacheWrite), v.Weight, from)
	}
	if !v.IsPriced() {
		return
	}
	if priced := pricedAsFresh(v); priced > 0 && v.CostInput > 0 {
		p.freshPrice = v.CostInput / float64(priced)
	}
	if p.freshPrice == 0 {
		return
	}
	if saved := float64(v.CacheRead)*p.freshPrice - v.CostCacheRead; v.PricesCacheRead && saved > 0 {
		a.point(&p.saved, m.saved, p.spend).Add(saved, v.Weight, from)
	}
	if more := v.CostCacheWrite - float64(v.CacheWrite)*p.freshPrice; v.PricesCacheWrite && more > 0 {
		a.point(&p.surcharge, m.surcharge, p.spend).Add(more, v.Weight, from)
	}
}

// pricedAsFresh is how many tokens the cost of the input is for.
func pricedAsFresh(v *agenttrace.View) int64 {
	n := v.Input - v.AudioInput
	if v.PricesCacheRead {
		n -= v.CacheRead
	}
	if v.PricesCacheWrite {
		n -= v.CacheWrite
	}
	return n
}

// tool counts one run of a tool.
func (a *Account) tool(p *plan, v *agenttrace.View, from series.Exemplar) {
	a.point(&p.duration, a.metrics.toolDuration, p.tool, v.FailedWith()).Observe(seconds(v), v.Weight, from)
	if v.Failed {
		a.point(&p.toolErrors, a.metrics.toolErrors, p.tool, v.FailedWith()).Add(1, v.Weight, from)
		a.point(&p.errors, a.metrics.errors, p.agent, string(v.Role), v.FailedWith()).Add(1, v.Weight, from)
	}
}
