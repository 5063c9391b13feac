package price

import (
	"fmt"
	"math"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// counted are the units that a [Usage] counts, as indexes into the table's.
type counted struct {
	input, output                                     uint8
	cacheRead, cacheWrite, cacheWrite5m, cacheWrite1h uint8
	reasoning                                         uint8
	audioInput, audioOutput                           uint8
	audioCacheRead, audioCacheWrite                   uint8
	imageInput, imageOutput                           uint8
	imageCacheRead, imageCacheWrite                   uint8
	audioReasoning, imageReasoning                    uint8
	webSearches, socialSearches, storageSearches      uint8
	codeExecutions, rerankSearches                    uint8
	images, characters, pages                         uint8
	audioSeconds, audioSecondsIn                      uint8

	all uint64 // the set of them
}

func (c *counted) find(units *tariff.Units) error {
	for key, at := range map[string]*uint8{
		"input_tokens": &c.input, "output_tokens": &c.output,
		"cache_read_tokens": &c.cacheRead, "cache_write_tokens": &c.cacheWrite,
		"cache_write_5m_tokens": &c.cacheWrite5m, "cache_write_1h_tokens": &c.cacheWrite1h,
		"output_reasoning_tokens": &c.reasoning,
		"input_audio_tokens":      &c.audioInput, "output_audio_tokens": &c.audioOutput,
		"cache_audio_read_tokens": &c.audioCacheRead, "cache_audio_write_tokens": &c.audioCacheWrite,
		"input_image_tokens": &c.imageInput, "output_image_tokens": &c.imageOutput,
		"cache_image_read_tokens": &c.imageCacheRead, "cache_image_write_tokens": &c.imageCacheWrite,
		"output_audio_reasoning_tokens": &c.audioReasoning, "output_image_reasoning_tokens": &c.imageReasoning,
		"web_searches": &c.webSearches, "storage_searches": &c.storageSearches,
		"social_searches": &c.socialSearches, "code_executions": &c.codeExecutions, "rerank_searches": &c.rerankSearches,
		"output_images": &c.images, "input_characters": &c.characters, "input_document_pages": &c.pages,
		"audio_seconds": &c.audioSeconds, "input_audio_seconds": &c.audioSecondsIn,
	} {
		i, ok := units.Find(key)
		if !ok {
			return fmt.Errorf("cannot count %s: the price table has no such unit", key)
		}
		*at = i
		c.all |= 1 << i
	}
	return nil
}

// fill sets the counts of a usage in n, of which all are given. What a span does not tell (how much of the cached tokens
// was audio) counts as none, and so does most of what it could tell.
func (c *counted) fill(n *tariff.Counts, u *Usage) {
	n.Set(c.input, float64(u.Input))
	n.Set(c.output, float64(u.Output))
	if u.CacheRead|u.CacheWrite|u.CacheWrite5m|u.CacheWrite1h|u.Reasoning != 0 {
		n.Set(c.cacheRead, float64(u.CacheRead))
		n.Set(c.cacheWrite, float64(max(u.CacheWrite, u.CacheWrite5m+u.CacheWrite1h)))
		n.Set(c.cacheWrite5m, float64(u.CacheWrite5m))
		n.Set(c.cacheWrite1h, float64(u.CacheWrite1h))
		n.Set(c.reasoning, float64(u.Reasoning))
	}
	if u.media() != 0 {
		n.Set(c.audioInput, float64(u.AudioInput))
		n.Set(c.audioOutput, float64(u.AudioOutput))
		n.Set(c.audioCacheRead, float64(u.AudioCacheRead))
		n.Set(c.imageInput, float64(u.ImageInput))
		n.Set(c.imageOutput, float64(u.ImageOutput))
		n.Set(c.images, float64(u.Images))
		n.Set(c.characters, float64(u.Characters))
		n.Set(c.pages, float64(u.Pages))
	}
	if u.searches() != 0 {
		n.Set(c.webSearches, float64(u.WebSearches))
		n.Set(c.storageSearches, float64(u.StorageSearches))
		n.Set(c.socialSearches, float64(u.SocialSearches))
		n.Set(c.codeExecutions, float64(u.CodeExecutions))
		n.Set(c.rerankSearches, float64(u.RerankSearches))
	}
	if u.AudioSeconds != 0 {
		n.Set(c.audioSeconds, u.AudioSeconds)
		n.Set(c.audioSecondsIn, u.AudioSeconds)
	}
}

// tokens, media and searches are all counts of a kind at once: zero when all of them are, negative when any of them is.
func (u *Usage) tokens() int64 {
	return u.Input | u.Output | u.CacheRead | u.CacheWrite | u.CacheWrite5m | u.CacheWrite1h | u.Reasoning
}

func (u *Usage) media() int64 {
	return u.AudioInput | u.AudioOutput | u.AudioCacheRead | u.ImageInput | u.ImageOutput | u.Images | u.Characters | u.Pages
}

func (u *Usage) searches() int64 {
	return u.WebSearches | u.SocialSearches | u.StorageSearches | u.CodeExecutions | u.RerankSearches
}

// check reports counts that cannot be.
func (u *Usage) check() error {
	all := u.tokens() | u.media() | u.searches()
	switch {
	case all < 0:
		return u.negative()
	case u.AudioSeconds < 0 || math.IsNaN(u.AudioSeconds) || math.IsInf(u.AudioSeconds, 0):
		return fmt.Errorf("%w: %g seconds of audio", ErrUsage, u.AudioSeconds)
	case all == 0 && u.AudioSeconds == 0:
		return ErrNoUsage
	}
	return nil
}

// negative says which count is below zero.
func (u *Usage) negative() error {
	for _, n := range [...]int64{
		u.Input, u.Output, u.CacheRead, u.CacheWrite, u.CacheWrite5m, u.CacheWrite1h, u.Reasoning, u.AudioInput,
		u.AudioOutput, u.AudioCacheRead, u.ImageInput, u.ImageOutput, u.WebSearches, u.SocialSearches, u.StorageSearches,
		u.CodeExecutions, u.RerankSearches, u.Images, u.Characters, u.Pages,
	} {
		if n < 0 {
			return fmt.Errorf("%w: %d is negative", ErrUsage, n)
		}
	}
	return nil
}
